import type { Micros } from '../clock.ts';

/** Whether a rule is staged: it records, but does not notify. */
export interface RuleStatus {
  readonly ruleName: string;
  readonly staged: boolean;
  readonly stagedAt?: Micros;
  readonly stagedUntil?: Micros;
  /** Content hash of the rule when the status was written. */
  readonly contentHash?: string;
}

/** The rules table. */
export interface RuleStatusStore {
  /** Sorted by name. */
  list(): Promise<readonly RuleStatus[]>;
  /** Adds rows or replaces them whole. */
  put(statuses: readonly RuleStatus[]): Promise<void>;
  delete(ruleNames: readonly string[]): Promise<void>;
}
