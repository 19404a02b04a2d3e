import type { Clock, Logger, RuleStatusStore } from '@streamalert/core';

/** Which rules are staged, as an engine asks for it. */
export interface StagedRules {
  /** Read from the table when the last reading is older than the lifetime; otherwise what was read then. */
  current(): Promise<ReadonlySet<string>>;
  /** The next reading is from the table. */
  expire(): void;
}

/** Options of {@link createStagedRules}. */
export interface StagedRulesOptions {
  readonly store: Pick<RuleStatusStore, 'list'>;
  readonly refreshMinutes: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Keeps the staged rules for some minutes. A rule that the table does not have is not staged. A table that cannot be read
 * is logged and leaves what was read last: rules that cannot be asked for notify, as a page too many costs less than an
 * alert that nobody sees.
 */
export function createStagedRules({ store, refreshMinutes, clock, logger }: StagedRulesOptions): StagedRules {
  let staged: ReadonlySet<string> = new Set();
  let until = Number.NEGATIVE_INFINITY;
  return {
    async current() {
      const now = clock.now();
      if (now < until) return staged;
      until = now + refreshMinutes * 60_000_000;
      try {
        staged = new Set((await store.list()).filter((status) => status.staged).map(({ ruleName }) => ruleName));
      } catch (error) {
        logger.error('the rule table cannot be read: rules are staged as they were', { reason: String(error) });
      }
      return staged;
    },
    expire() {
      until = Number.NEGATIVE_INFINITY;
    },
  };
}
