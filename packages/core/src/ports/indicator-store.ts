import type { Micros } from '../clock.ts';

/** One indicator of compromise. */
export interface Indicator {
  readonly value: string;
  /** `ip`, `domain`, `md5`, … as `threat_intel.json` names them. */
  readonly type: string;
  readonly subType: string;
  readonly source: string;
  readonly expires: Micros;
}

/** The indicator table. */
export interface IndicatorStore {
  /** Indicators of these values that have not expired; values without one are absent. */
  find(values: readonly string[], now: Micros): Promise<ReadonlyMap<string, Indicator>>;
  /** Adds or replaces by value. */
  put(indicators: readonly Indicator[]): Promise<void>;
  /** Removes what has expired. @returns How many. */
  purge(now: Micros): Promise<number>;
}
