import type { Clock, Indicator, IndicatorStore, Micros } from '@streamalert/core';
import { NetworkIndex } from '@streamalert/threat-intel';
import { LRUCache } from 'lru-cache';
import { withTimeLimit } from '../time-limit.ts';

/** The part of an {@link IndicatorStore} that matching reads. */
export type IndicatorReader = Pick<IndicatorStore, 'find' | 'networks'>;

/** What came of asking for some values. */
export interface IndicatorAnswers {
  /** Exact indicators by value. */
  readonly exact: ReadonlyMap<string, Indicator>;
  readonly networks: NetworkIndex<Indicator>;
  /** How many values the store was asked for; the others were known. */
  readonly asked: number;
  /** How many values it did not answer for. */
  readonly failed: number;
  /** Why. */
  readonly reason?: string;
}

/** As many keys as DynamoDB takes in one request; a group of values fails alone. */
const valuesPerRequest = 100;
const requestsAtOnce = 4;
const requestLimitMs = 10_000;
const maxCached = 100_000;

interface Known {
  readonly indicator: Indicator | undefined;
  readonly until: Micros;
}

/** Asks a store for indicators, in groups, and remembers its answers for a while. */
export class IndicatorCache {
  readonly #reader: IndicatorReader;
  readonly #clock: Clock;
  readonly #lifetime: Micros;
  readonly #known = new LRUCache<string, Known>({ max: maxCached });
  #networks: { readonly index: NetworkIndex<Indicator>; readonly until: Micros } | undefined;

  constructor(reader: IndicatorReader, clock: Clock, cacheMinutes: number) {
    this.#reader = reader;
    this.#clock = clock;
    this.#lifetime = cacheMinutes * 60_000_000;
  }

  async ask(values: Iterable<string>): Promise<IndicatorAnswers> {
    const now = this.#clock.now();
    const exact = new Map<string, Indicator>();
    const unknown: string[] = [];
    for (const value of new Set(values)) {
      const known = this.#known.get(value);
      if (known === undefined || known.until <= now) unknown.push(value);
      else if (known.indicator !== undefined) exact.set(value, known.indicator);
    }
    const failures: { readonly values: number; readonly reason: string }[] = [];
    const groups = chunks(unknown, valuesPerRequest);
    for (let at = 0; at < groups.length; at += requestsAtOnce) {
      await Promise.all(
        groups.slice(at, at + requestsAtOnce).map((group) =>
          this.#find(group, now, exact).catch((error: unknown) => {
            failures.push({ values: group.length, reason: reasonOf(error) });
          }),
        ),
      );
    }
    const networks = await this.#loadNetworks(now).catch((error: unknown) => {
      failures.push({ values: 0, reason: reasonOf(error) });
      // Networks of some minutes ago are better than none.
      return this.#networks?.index ?? new NetworkIndex<Indicator>([]);
    });
    return {
      exact,
      networks,
      asked: unknown.length,
      failed: failures.reduce((sum, failure) => sum + failure.values, 0),
      ...(failures[0] !== undefined && { reason: failures[0].reason }),
    };
  }

  async #find(values: readonly string[], now: Micros, exact: Map<string, Indicator>): Promise<void> {
    const found = await withTimeLimit(this.#reader.find(values, now), requestLimitMs);
    for (const value of values) {
      const indicator = found.get(value);
      const until = Math.min(now + this.#lifetime, indicator?.expires ?? Number.POSITIVE_INFINITY);
      this.#known.set(value, { indicator, until });
      if (indicator !== undefined) exact.set(value, indicator);
    }
  }

  async #loadNetworks(now: Micros): Promise<NetworkIndex<Indicator>> {
    if (this.#networks !== undefined && this.#networks.until > now) return this.#networks.index;
    const found = (await withTimeLimit(this.#reader.networks?.(now) ?? Promise.resolve([]), requestLimitMs)) ?? [];
    const index = new NetworkIndex(found.map((indicator) => [indicator.value, indicator] as const));
    this.#networks = { index, until: now + this.#lifetime };
    return index;
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
