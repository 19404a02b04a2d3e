import type { RuleStagingConfig } from '@streamalert/config';
import type { Micros, RuleStatus, RuleStatusStore } from '@streamalert/core';
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

/** A rule that notifies from now on. */
export interface Promotion {
  /** Its row as it was when it was decided about. */
  readonly read: RuleStatus;
  /** Its row as it becomes: with the decision, and the evidence. */
  readonly status: RuleStatus;
}

/** What becomes of the staged rules. */
export interface PromotionPlan {
  /** Sorted by name. */
  readonly rules: readonly StagedRule[];
  readonly promotions: readonly Promotion[];
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
  if (staged.length === 0) return { rules: [], promotions: [] };
  const counts = await countAlerts(staged.map((status) => ({ ruleName: status.ruleName, since: begin(status) })));
  const { maximumAlerts } = settings;
  const rules: StagedRule[] = [];
  const promotions: Promotion[] = [];
  for (const status of staged) {
    const { ruleName } = status;
    const stagedAt = begin(status);
    const stagedUntil = end(status, settings);
    const alerts = counts.get(ruleName) ?? 0;
    const verdict = now <= stagedUntil ? 'waits' : alerts > maximumAlerts ? 'noisy' : 'promoted';
    rules.push({ ruleName, stagedAt, stagedUntil, alerts, verdict });
    if (verdict !== 'promoted') continue;
    const evidence = { alerts, since: stagedAt, maximumAlerts };
    const promoted = decide(status, { at: now, staged: false, reason: 'promoted', evidence }, settings);
    promotions.push({ read: status, status: promoted });
  }
  return { rules, promotions };
}

const begin = ({ stagedAt }: RuleStatus): Micros => stagedAt ?? 0;

const end = (status: RuleStatus, { stagingHours }: RuleStagingConfig): Micros =>
  status.stagedUntil ?? begin(status) + stagingHours * 3_600_000_000;

/** Whether a rule is staged and its time is over: before that nothing is to be decided about it. */
export const isStagingOver = (status: RuleStatus, settings: RuleStagingConfig, now: Micros): boolean =>
  status.staged && end(status, settings) < now;

/**
 * Writes promotions. One that was made already, or of a rule about which somebody decided since it was read, is left out, so that
 * the same plan may be written twice, and by two at once.
 *
 * @returns Names of the rules that were promoted here.
 */
export async function writePromotions(
  { promotions }: PromotionPlan,
  store: Pick<RuleStatusStore, 'replace'>,
): Promise<readonly string[]> {
  const promoted: string[] = [];
  for (const { read, status } of promotions) {
    if (await store.replace(read, status)) promoted.push(status.ruleName);
  }
  return promoted;
}
