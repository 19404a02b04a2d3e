import type { Json, Micros } from '@streamalert/core';

/** An indicator as a feed tells of it, before it is checked. */
export interface FeedIndicator {
  readonly type: string;
  readonly value: string;
  readonly subType: string;
  readonly source: string;
  /** Absent: the feed does not say. */
  readonly expires?: Micros;
  /** The feed takes it back. */
  readonly withdrawn?: true;
}

/** How many things were left out, by reason. */
export type SkippedCounts = Readonly<Record<string, number>>;

/** What some content holds. */
export interface ParsedIndicators {
  readonly indicators: readonly FeedIndicator[];
  /** What is no indicator that can be used. */
  readonly skipped: SkippedCounts;
}

/** One step of reading a feed. */
export interface FeedPage extends ParsedIndicators {
  /** Where to go on after this page: in a while, or when the next download is due. */
  readonly position: Json;
  /** False: the feed was read to its end. */
  readonly more: boolean;
}

/** Counts reasons. */
export class Skipped {
  readonly #counts: Record<string, number> = {};

  add(reason: string, count = 1): void {
    this.#counts[reason] = (this.#counts[reason] ?? 0) + count;
  }

  get counts(): SkippedCounts {
    return this.#counts;
  }
}
