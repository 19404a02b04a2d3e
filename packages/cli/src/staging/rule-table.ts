import type { RuleStagingConfig } from '@streamalert/config';
import { type Clock, createSystemClock, type RuleStatusStore } from '@streamalert/core';
import { type LoadedRule, planStaging } from '@streamalert/rules-engine';
import { UsageError } from '../errors.ts';
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
  /** Whether rules are staged that somebody decided about, by name. */
  readonly asked?: ReadonlyMap<string, boolean>;
}

/** Rows of rules that are gone stay, so that a rule that comes back is what it was. */
export function createRuleTable({ store, rules, settings, clock, asked = new Map() }: RuleTableOptions): RuleTable {
  const open = new Map(asked);
  const change = async (isMeant: (isNew: boolean) => boolean): Promise<TableChange> => {
    const plan = planStaging({
      rules: rules.map(({ rule, contentHash }) => ({ ruleName: rule.id, contentHash })),
      statuses: await store.list(),
      settings,
      now: clock.now(),
      asked: open,
    });
    const meant = ({ ruleName }: { readonly ruleName: string }): boolean => isMeant(plan.added.includes(ruleName));
    const put = plan.put.filter(meant);
    if (put.length > 0) await store.put(put);
    for (const { ruleName } of put) open.delete(ruleName);
    const named = (names: readonly string[]) => names.filter((ruleName) => meant({ ruleName }));
    return { added: named(plan.added), staged: named(plan.staged) };
  };
  return { addNew: () => change((isNew) => isNew), restageChanged: () => change((isNew) => !isNew) };
}

/** What the command line asks for. */
export interface StagingRequest {
  /** Rules that were not there before notify from the start. */
  readonly skipRuleStaging?: boolean;
  readonly stageRules?: readonly string[];
  readonly unstageRules?: readonly string[];
}

/** Rules that somebody decides about. */
export const askedRules = ({ stageRules = [], unstageRules = [] }: StagingRequest): readonly string[] => [
  ...stageRules,
  ...unstageRules,
];

/**
 * How the rule table of a deployment is brought up to its rules. `undefined` where rules are not staged.
 *
 * @throws UsageError for a request that cannot be met.
 */
export function stagingOf(
  { config, rules }: Project,
  request: StagingRequest,
): Omit<RuleTableOptions, 'store'> | undefined {
  const { ruleStaging } = config.global;
  const asked = decisionsOf(request, new Set(rules.map(({ rule }) => rule.id)));
  if (!ruleStaging.enabled) {
    if (asked.size === 0) return undefined;
    throw new UsageError('--stage-rules and --unstage-rules need infrastructure.rule_staging.enabled, which is false');
  }
  const settings = request.skipRuleStaging === true ? { ...ruleStaging, stageNewRules: false } : ruleStaging;
  return { rules, settings, clock: createSystemClock(), asked };
}

function decisionsOf(request: StagingRequest, known: ReadonlySet<string>): ReadonlyMap<string, boolean> {
  const { stageRules = [], unstageRules = [] } = request;
  const both = stageRules.filter((name) => unstageRules.includes(name));
  if (both.length > 0) throw new UsageError(`--stage-rules and --unstage-rules both name ${both.join(', ')}`);
  const unknown = askedRules(request).filter((name) => !known.has(name));
  if (unknown.length > 0)
    throw new UsageError(`--stage-rules and --unstage-rules take ids of rules; there is no rule ${unknown.join(', ')}`);
  return new Map([
    ...stageRules.map((name) => [name, true] as const),
    ...unstageRules.map((name) => [name, false] as const),
  ]);
}

/** What is said of a change. */
export const describeStaged = (staged: readonly string[], { stagingHours }: RuleStagingConfig): string =>
  `staged for ${stagingHours} hours, recording and not notifying: ${staged.join(', ')}`;
