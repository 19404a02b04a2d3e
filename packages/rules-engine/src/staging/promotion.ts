import type { RuleStagingConfig } from '@streamalert/config';
import type { Micros, RuleStatus } from '@streamalert/core';
import { decide } from './plan-staging.ts';

/**
 * Counts the alerts that rules raised since a time each. A rule that is absent from the answer raised none, as a query
 * that groups by rule gives no row for it.
 */
export type CountAlerts = (
  rules: readonly { readonly ruleName: string; readonly since: Micros }[],
) => Promise<ReadonlyMap<string, number>>;

/** What is known of a staged rule. */
export interface StagedRule {
  readonly ruleName: string;
  readonly stagedAt: Micros;
  readonly stagedUntil: Micros;
  /** Alerts since `stagedAt`. */
  readonly alerts: number;
  /** `waits`: its time is not over; `noisy`: it raised more alerts than it may. */
  readonly verdict: 'promoted' | 'waits' | 'noisy';
}

/** What becomes of the staged rules. */
export interface PromotionPlan {
  /** Sorted by name. */
  readonly rules: readonly StagedRule[];
  /** Rows to write: those of the promoted rules, each with the evidence. */
  readonly put: readonly RuleStatus[];
}

/** What {@link planPromotion} decides on. */
export interface PromotionSubject {
  readonly statuses: readonly RuleStatus[];
  readonly countAlerts: CountAlerts;
  readonly settings: RuleStagingConfig;
  readonly now: Micros;
}

/**
 * Decides which staged rules notify from now on: those whose time is over and that raised no more than `maximumAlerts`
 * alerts since they were staged. Nothing is counted, and nothing asked, when no rule is staged.
 */
export async function planPromotion(subject: PromotionSubject): Promise<PromotionPlan> {
  const { statuses, countAlerts, settings, now } = subject;
  const staged = statuses.filter(({ staged }) => staged).sort((a, b) => (a.ruleName < b.ruleName ? -1 : 1));
  if (staged.length === 0) return { rules: [], put: [] };
  const since = ({ stagedAt }: RuleStatus): Micros => stagedAt ?? 0;
  const counts = await countAlerts(staged.map((status) => ({ ruleName: status.ruleName, since: since(status) })));
  const { maximumAlerts } = settings;
  const rules: StagedRule[] = [];
  const put: RuleStatus[] = [];
  for (const status of staged) {
    const { ruleName } = status;
    const stagedAt = since(status);
    const stagedUntil = status.stagedUntil ?? stagedAt + settings.stagingHours * 3_600_000_000;
    const alerts = counts.get(ruleName) ?? 0;
    const verdict = now <= stagedUntil ? 'waits' : alerts > maximumAlerts ? 'noisy' : 'promoted';
    rules.push({ ruleName, stagedAt, stagedUntil, alerts, verdict });
    if (verdict !== 'promoted') continue;
    const evidence = { alerts, since: stagedAt, maximumAlerts };
    put.push(decide(status, { at: now, staged: false, reason: 'promoted', evidence }, settings));
  }
  return { rules, put };
}
