import type { Micros } from '../clock.ts';

/** Alerts that nobody wants to be told of for a time. They go to history all the same, marked. */
export interface Silence {
  readonly id: string;
  /** Absent: alerts of every rule. */
  readonly ruleName?: string;
  /** Keys, found at any depth of the record, and the text that one of their values must have. Empty: every alert of the rule. */
  readonly where: Readonly<Record<string, string>>;
  /** Alerts that are stored from then on are sent again. */
  readonly until: Micros;
  readonly reason: string;
  /** Who asked for it. */
  readonly by: string;
  readonly created: Micros;
}

/** Silences, those that are over included until they are removed. */
export interface SilenceStore {
  /** In order of creation. */
  list(): Promise<readonly Silence[]>;
  /** Adds one, or replaces the one of its id. It holds for alerts that are put after this resolves. */
  add(silence: Silence): Promise<void>;
  /** @returns Whether there was one. */
  remove(id: string): Promise<boolean>;
}
