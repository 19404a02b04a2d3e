import type { InvocationContext } from '@streamalert/aws/lambda';
import type { Micros } from '@streamalert/core';
import { countAlerts } from '@streamalert/history';
import {
  isStagingOver,
  type PromotionPlan,
  planPromotion,
  type StagedRule,
  stagingDigest,
  writePromotions,
} from '@streamalert/rules-engine';
import { compose, type Parts } from './compose.ts';
import type { RulePromotionFunctionConfig } from './function-config.ts';
import { loadSettings } from './settings.ts';

/** What a schedule invokes the function with. */
export interface RulePromotionEvent {
  /** Also tell people how all staged rules do. */
  readonly send_digest?: boolean;
}

/** What Lambda calls. */
export type RulePromotionHandler = (event: RulePromotionEvent, context: InvocationContext) => Promise<void>;

/** Of the time limit, what writing and telling need after history has answered. */
const marginMs = 10_000;
/** Athena keeps few queries running at once, and nobody looks into more. */
const shownRules = 20;
const dimensions = { stage: 'rule-promotion' };

/**
 * Makes the handler of rule promotion. The environment is read when the function starts.
 *
 * @param parts Other than those on AWS, for tests.
 */
export function createHandler(
  { staging }: RulePromotionFunctionConfig,
  parts: Parts = compose(loadSettings()),
): RulePromotionHandler {
  return async ({ send_digest: sendsDigest = false }, context) => {
    const { rules, clock, metrics } = parts;
    const now = clock.now();
    const statuses = await rules.list();
    // History is asked for a digest, and when there is something to decide.
    if (!sendsDigest && !statuses.some((status) => isStagingOver(status, staging, now))) return;
    const history = parts.history(() => context.getRemainingTimeInMillis() - marginMs);
    const plan = await planPromotion({
      statuses,
      countAlerts: (asked) => countAlerts(asked, history),
      settings: staging,
      now,
    });
    try {
      await promote(plan, parts);
      if (sendsDigest && plan.rules.length > 0) await sendDigest(plan.rules, now, parts);
    } finally {
      await metrics.flush();
    }
  };
}

async function promote(plan: PromotionPlan, { rules, logger, metrics }: Parts): Promise<void> {
  const promoted = await writePromotions(plan, rules);
  const withVerdict = (wanted: StagedRule['verdict']) => plan.rules.filter(({ verdict }) => verdict === wanted);
  for (const { ruleName, alerts } of withVerdict('promoted')) {
    if (promoted.includes(ruleName))
      logger.info('a rule notifies from now on: its staging is over', { ruleName, alerts });
    else logger.info('a rule was not promoted: somebody decided about it meanwhile', { ruleName });
  }
  for (const { ruleName, alerts } of withVerdict('noisy')) {
    logger.info('a rule stays staged: it raised more alerts than it may', { ruleName, alerts });
  }
  metrics.count('received', plan.rules.length, dimensions);
  metrics.count('passed', promoted.length, dimensions);
  metrics.count('rejected', withVerdict('noisy').length, dimensions);
}

async function sendDigest(rules: readonly StagedRule[], now: Micros, parts: Parts): Promise<void> {
  const places = await showAlerts(rules, parts);
  await parts.digests.publish(stagingDigest(rules, now, ({ ruleName }) => places.get(ruleName)));
  parts.logger.info('the digest of staged rules was sent', { rules: rules.length });
}

/** Where alerts of rules are found, of those with most alerts; a digest without such a place is still one. */
async function showAlerts(rules: readonly StagedRule[], { show, logger }: Parts): Promise<ReadonlyMap<string, string>> {
  const noisiest = rules
    .filter(({ alerts }) => alerts > 0)
    .sort((a, b) => b.alerts - a.alerts)
    .slice(0, shownRules);
  const places = new Map<string, string>();
  for (const { ruleName, stagedAt } of noisiest) {
    try {
      places.set(ruleName, await show({ ruleName, since: stagedAt }));
    } catch (error) {
      logger.warn('alerts of a rule cannot be shown', { ruleName, reason: (error as Error).message });
    }
  }
  return places;
}
