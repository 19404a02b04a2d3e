import type { Config } from '@streamalert/config';
import { type Clock, formatTimestamp, type Logger, partitionHour, type RuleStatus } from '@streamalert/core';
import { type EmbeddedState, searchHistory } from '@streamalert/embedded';
import { tableDefinitions } from '@streamalert/history';
import {
  type CountAlerts,
  createStagedRules,
  type LoadedRule,
  type PromotionPlan,
  planPromotion,
  planStaging,
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
  promote(): Promise<PromotionPlan>;
}

/**
 * Brings the rule table up to the rules that were loaded: new ones, and those whose content is another, are staged as
 * the configuration says. Rows of rules that are gone stay, so that a rule that comes back is what it was.
 */
export async function openStaging(options: StagingOptions, rules: readonly LoadedRule[]): Promise<Staging> {
  const { state, config, clock, logger } = options;
  const settings = config.global.ruleStaging;
  if (!settings.enabled) return { current: async () => new Set(), promote: async () => nothingDecided };
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
      const promotion = await decideIfDue(options);
      if (promotion.put.length === 0) return promotion;
      await state.ruleStatuses.put(promotion.put);
      staged.expire();
      for (const { ruleName, alerts, verdict } of promotion.rules) {
        if (verdict === 'promoted')
          logger.warn(`rule ${ruleName} notifies from now on: its staging is over`, { alerts });
      }
      return promotion;
    },
  };
}

/** Counting reads history, so nobody is asked for before some rule's time is over; what fails there is tried again. */
async function decideIfDue(options: StagingOptions): Promise<PromotionPlan> {
  const { state, clock, logger } = options;
  const now = clock.now();
  const isDue = ({ staged, stagedUntil = 0 }: RuleStatus): boolean => staged && stagedUntil < now;
  if (!(await state.ruleStatuses.list()).some(isDue)) return nothingDecided;
  try {
    return await decidePromotion(options);
  } catch (error) {
    logger.error('the alerts of staged rules cannot be counted: they stay staged', {
      reason: (error as Error).message,
    });
    return nothingDecided;
  }
}

const nothingDecided: PromotionPlan = { rules: [], put: [] };

/** Decides which staged rules may notify, by what history holds; nothing is written. */
export async function decidePromotion({ state, config, clock }: StagingOptions): Promise<PromotionPlan> {
  return planPromotion({
    statuses: await state.ruleStatuses.list(),
    countAlerts: createAlertCount(state, config),
    settings: config.global.ruleStaging,
    now: clock.now(),
  });
}

/** Counts alerts in the history of a state directory, to the microsecond. */
function createAlertCount(state: EmbeddedState, config: Config): CountAlerts {
  return async (rules) => {
    const clauses = rules.map(
      ({ ruleName, since }) =>
        `(dt >= ${text(partitionHour(since))} and rule_name = ${text(ruleName)} and created >= ${text(formatTimestamp(since))})`,
    );
    const result = await searchHistory({
      root: historyRoot(state.dir),
      tables: tableDefinitions(config),
      sql: `select rule_name, count(*) from alerts where ${clauses.join(' or ')} group by rule_name`,
      state: { pending: state.history, checkpoints: state.checkpoints },
    });
    const counts = new Map<string, number>();
    for await (const [name, count] of result.rows) counts.set(String(name), Number(count));
    return counts;
  };
}

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
