import type { Micros } from '../clock.ts';

/** One decision about a rule, and what it was based on. */
export interface StagingDecision {
  readonly at: Micros;
  /** What the rule was from then on. */
  readonly staged: boolean;
  /** `new`: it was not known; `changed`: its content is another; `asked`: somebody said so; `promoted`: it raised few enough alerts. */
  readonly reason: 'new' | 'changed' | 'asked' | 'promoted';
  /** Of a promotion: how many alerts the rule raised, since when, and how many it was allowed. */
  readonly evidence?: { readonly alerts: number; readonly since: Micros; readonly maximumAlerts: number };
}

/** Whether a rule is staged: it records, but does not notify. */
export interface RuleStatus {
  readonly ruleName: string;
  readonly staged: boolean;
  readonly stagedAt?: Micros;
  readonly stagedUntil?: Micros;
  /** Content hash of the rule when the status was written. */
  readonly contentHash?: string;
  /** Oldest first; those of long ago may be gone. */
  readonly decisions?: readonly StagingDecision[];
}

/** The rules table. */
export interface RuleStatusStore {
  /** Sorted by name. */
  list(): Promise<readonly RuleStatus[]>;
  /** Adds rows or replaces them whole. */
  put(statuses: readonly RuleStatus[]): Promise<void>;
  /**
   * Replaces the row of a rule, provided that it is staged or not, and since when, as it was when it was read.
   *
   * @returns False when somebody has decided otherwise meanwhile, or the row is gone: nothing is written.
   */
  replace(read: RuleStatus, status: RuleStatus): Promise<boolean>;
  delete(ruleNames: readonly string[]): Promise<void>;
}
