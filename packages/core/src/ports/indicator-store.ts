import type { Indicator } from '@streamalert/rules-sdk';
import type { Micros } from '../clock.ts';

/** The indicator table. */
export interface IndicatorStore {
  /** Indicators of exactly these values that have not expired; values without one are absent. */
  find(values: readonly string[], now: Micros): Promise<ReadonlyMap<string, Indicator>>;
  /**
   * Indicators whose value is a network (`198.51.100.0/24`) that have not expired, sorted by value. They are few, and
   * their reader keeps them for minutes. A store without this has them matched by their own text only.
   */
  networks?(now: Micros): Promise<readonly Indicator[]>;
  /** Adds or replaces by value. */
  put(indicators: readonly Indicator[]): Promise<void>;
  /** How many there are that have not expired, by type; absent where counting means reading the whole table. */
  summary?(now: Micros): Promise<Readonly<Record<string, number>>>;
  /** Removes what has expired. @returns How many. */
  purge(now: Micros): Promise<number>;
}
