import type { Config } from '@streamalert/config';
import type { Clock, Logger } from '@streamalert/core';
import { createHistorySearch, type EmbeddedState } from '@streamalert/embedded';
import { countAlerts, tableDefinitions } from '@streamalert/history';
import {
  createStagedRules,
  isStagingOver,
  type LoadedRule,
  type PromotionPlan,
  planPromotion,
  planStaging,
  writePromotions,
} from '@streamalert/rules-engine';
import { historyRoot } from './history-root.ts';

/** What staging works with. */
export interface StagingOptions {
  readonly state: EmbeddedState;
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Rules that record and do not notify, on the rule table and the history of one machine. */
export interface Staging {
  /** Ids of the staged rules; none where staging is not enabled. */
  current(): Promise<ReadonlySet<string>>;
  /** Promotes the rules whose time is over and that were quiet. Does nothing where staging is not enabled. */
  promote(): Promise<void>;
}

/**
 * Brings the rule table up to the rules that were loaded: new ones, and those whose content is another, are staged as
 * the configuration says. Rows of rules that are gone stay, so that a rule that comes back is what it was.
 */
export async function openStaging(options: StagingOptions, rules: readonly LoadedRule[]): Promise<Staging> {
  const { state, config, clock, logger } = options;
  const settings = config.global.ruleStaging;
  if (!settings.enabled) return { current: async () => new Set(), promote: async () => {} };
  const plan = planStaging({
    rules: rules.map(({ rule, contentHash }) => ({ ruleName: rule.id, contentHash })),
    statuses: await state.ruleStatuses.list(),
    settings,
    now: clock.now(),
  });
  if (plan.put.length > 0) await state.ruleStatuses.put(plan.put);
  if (plan.staged.length > 0) {
    const names = plan.staged.join(', ');
    logger.warn(`staged for ${settings.stagingHours} hours, recording and not notifying: ${names}`);
  }
  const staged = createStagedRules({
    store: state.ruleStatuses,
    refreshMinutes: settings.cacheRefreshMinutes,
    clock,
    logger,
  });
  return {
    current: () => staged.current(),
    async promote() {
      const plan = await decideIfDue(options);
      const promoted = await writePromotions(plan, state.ruleStatuses);
      if (promoted.length === 0) return;
      staged.expire();
      for (const { ruleName, alerts } of plan.rules.filter((rule) => promoted.includes(rule.ruleName))) {
        logger.warn(`rule ${ruleName} notifies from now on: its staging is over`, { alerts });
      }
    },
  };
}

/** Counting reads history, so nobody is asked for before some rule's time is over; what fails there is tried again. */
async function decideIfDue(options: StagingOptions): Promise<PromotionPlan> {
  const { state, config, clock, logger } = options;
  const { ruleStaging } = config.global;
  const now = clock.now();
  const statuses = await state.ruleStatuses.list();
  if (!statuses.some((status) => isStagingOver(status, ruleStaging, now))) return nothingDecided;
  try {
    return await decidePromotion(options);
  } catch (error) {
    logger.error('the alerts of staged rules cannot be counted: they stay staged', {
      reason: (error as Error).message,
    });
    return nothingDecided;
  }
}

const nothingDecided: PromotionPlan = { rules: [], promotions: [] };

/** Decides which staged rules may notify, by what history holds; nothing is written. */
export async function decidePromotion({ state, config, clock }: StagingOptions): Promise<PromotionPlan> {
  const history = createHistorySearch({
    root: historyRoot(state.dir),
    tables: tableDefinitions(config),
    state: { pending: state.history, checkpoints: state.checkpoints },
  });
  return planPromotion({
    statuses: await state.ruleStatuses.list(),
    countAlerts: (rules) => countAlerts(rules, history),
    settings: config.global.ruleStaging,
    now: clock.now(),
  });
}
