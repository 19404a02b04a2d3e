import type { RuleStagingConfig } from '@streamalert/config';
import { type Clock, createSystemClock, type RuleStatusStore } from '@streamalert/core';
import { type LoadedRule, planStaging } from '@streamalert/rules-engine';
import type { Project } from '../project.ts';

/** The rule table of a deployment, as it is brought up to rules. */
export interface RuleTable {
  /** Adds rows of rules that have none. Before they are deployed: a new rule is staged before it runs at all. */
  addNew(): Promise<TableChange>;
  /**
   * Stages rules whose content is another. After they were deployed: before that it would keep quiet what runs until then, and go on
   * so if the deployment fails.
   */
  restageChanged(): Promise<TableChange>;
}

/** Names of rules. */
export interface TableChange {
  readonly added: readonly string[];
  /** Of those that were added or changed: the ones that record and do not notify from now on. */
  readonly staged: readonly string[];
}

/** What a {@link RuleTable} works with. */
export interface RuleTableOptions {
  readonly store: Pick<RuleStatusStore, 'list' | 'put'>;
  readonly rules: readonly LoadedRule[];
  readonly settings: RuleStagingConfig;
  readonly clock: Clock;
}

/** Rows of rules that are gone stay, so that a rule that comes back is what it was. */
export function createRuleTable({ store, rules, settings, clock }: RuleTableOptions): RuleTable {
  const change = async (isMeant: (isNew: boolean) => boolean): Promise<TableChange> => {
    const plan = planStaging({
      rules: rules.map(({ rule, contentHash }) => ({ ruleName: rule.id, contentHash })),
      statuses: await store.list(),
      settings,
      now: clock.now(),
    });
    const meant = ({ ruleName }: { readonly ruleName: string }): boolean => isMeant(plan.added.includes(ruleName));
    const put = plan.put.filter(meant);
    if (put.length > 0) await store.put(put);
    const named = (names: readonly string[]) => names.filter((ruleName) => meant({ ruleName }));
    return { added: named(plan.added), staged: named(plan.staged) };
  };
  return { addNew: () => change((isNew) => isNew), restageChanged: () => change((isNew) => !isNew) };
}

/**
 * The rule table of a deployment. `undefined` where its rules are not staged.
 *
 * @param notifiesNew Rules that were not there before notify from the start.
 */
export function ruleTableOf(
  { config, rules }: Project,
  store: Pick<RuleStatusStore, 'list' | 'put'>,
  notifiesNew: boolean,
): RuleTable | undefined {
  const { ruleStaging } = config.global;
  if (!ruleStaging.enabled) return undefined;
  const settings = notifiesNew ? { ...ruleStaging, stageNewRules: false } : ruleStaging;
  return createRuleTable({ store, rules, settings, clock: createSystemClock() });
}

/** What is said of a change. */
export const describeStaged = (staged: readonly string[], { stagingHours }: RuleStagingConfig): string =>
  `staged for ${stagingHours} hours, recording and not notifying: ${staged.join(', ')}`;
