import { loadConfig } from '@streamalert/config';
import {
  createSystemClock,
  formatTimestamp,
  type RuleStatus,
  type RuleStatusStore,
  type StagingDecision,
} from '@streamalert/core';
import { deploymentNames } from '@streamalert/core/naming';
import { type EmbeddedState, openState } from '@streamalert/embedded';
import { decidePromotion } from '@streamalert/local';
import { decide, type PromotionPlan, type StagedRule, stagingDigest, writePromotions } from '@streamalert/rules-engine';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { connect, type Deployment, deploymentOf, openDeployment } from '../deploy/open-deployment.ts';
import { type EditOptions, editConf } from '../edit-conf.ts';
import { UsageError } from '../errors.ts';
import {
  confOption,
  deployedOption,
  dryRunOption,
  formatOption,
  rulesOption,
  stateOption,
  verboseOption,
} from '../options.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { requireState } from '../require-state.ts';
import { createRuleTable, describeStaged, stagingOf } from '../staging/rule-table.ts';
import { printIssues } from '../terminal/issues.ts';
import { createLiveLine } from '../terminal/live-line.ts';
import { createLogger } from '../terminal/logger.ts';
import { plural } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';

interface StagingOptions {
  readonly conf: string;
  readonly state: string;
  readonly format: 'text' | 'json';
  readonly verbose?: boolean;
  /** The table of the deployment on AWS, in place of that in the state. */
  readonly deployed?: boolean;
}

interface ChangeOptions extends StagingOptions {
  readonly dryRun?: boolean;
}

/** `streamalert rule-staging`: rules that record and do not notify. */
export function ruleStagingCommand(context: Context, exit: (code: ExitCode) => void): Command {
  const command = new Command('rule-staging').description(
    'rules that record and do not notify, until they are promoted',
  );
  command
    .command('enable')
    .description('stage new rules from now on, or no rule any more, in conf/global.json')
    .option('-t, --true', 'stage new rules')
    .option('-f, --false', 'stage no rule')
    .addOption(confOption())
    .addOption(formatOption())
    .addOption(dryRunOption())
    .action(async (options: EditOptions & { readonly true?: boolean; readonly false?: boolean }) => {
      if ((options.true === true) === (options.false === true)) throw new UsageError('name one of --true and --false');
      const value = options.true === true;
      const edit = {
        file: 'global.json',
        changes: [{ path: ['infrastructure', 'rule_staging', 'enabled'], value }],
        said: value ? 'Staging is enabled' : 'Staging is disabled: every rule notifies',
      };
      exit(await editConf(options, edit, context));
    });
  const onState = (name: string, description: string): Command =>
    command
      .command(name)
      .description(description)
      .addOption(confOption())
      .addOption(stateOption())
      .addOption(formatOption());
  onState('status', 'list the rules and which are staged; also beside a running run')
    .addOption(deployedOption())
    .option('-v, --verbose', 'also since when, until when, and what was decided')
    .action(async (options: StagingOptions) => exit(await status(options, context)));
  onState('stage', 'let rules record and not notify, for the time of the configuration')
    .argument('<rule...>', 'ids of rules')
    .addOption(deployedOption())
    .addOption(dryRunOption())
    .addOption(verboseOption())
    .action(async (rules: string[], options: ChangeOptions) => exit(await toggle(rules, true, options, context)));
  onState('unstage', 'let rules notify')
    .argument('<rule...>', 'ids of rules')
    .addOption(deployedOption())
    .addOption(dryRunOption())
    .addOption(verboseOption())
    .action(async (rules: string[], options: ChangeOptions) => exit(await toggle(rules, false, options, context)));
  command
    .command('sync')
    .description('bring the rule table on AWS up to the rules, as deploy does: new and changed ones are staged')
    .option('--skip-rule-staging', 'let rules that are new notify from the start')
    .addOption(confOption())
    .addOption(rulesOption())
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async (options: SyncOptions) => exit(await sync(options, context)));
  onState('promote', 'let those staged rules notify whose time is over and that raised few enough alerts')
    .addOption(dryRunOption())
    .addOption(verboseOption())
    .action(async (options: ChangeOptions) => exit(await promote(options, context)));
  onState('digest', 'tell how the staged rules do: how many alerts each raised; also beside a running run')
    .addOption(verboseOption())
    .action(async (options: StagingOptions) => exit(await digest(options, context)));
  return command;
}

async function status(options: StagingOptions, context: Context): Promise<ExitCode> {
  const { format, verbose = false } = options;
  const statuses = await withRuleTable(options, true, (table) => table.list(), context);
  if (statuses === undefined) return 1;
  if (format === 'json') context.stdout.write(`${JSON.stringify({ rules: statuses.map(toJson) })}\n`);
  else if (statuses.length === 0) context.stdout.write('Rule table is empty\n');
  else {
    const width = Math.max(...statuses.map(({ ruleName }) => ruleName.length));
    const lines = statuses.flatMap((one, at) => [
      `${String(at + 1).padStart(3)}: ${printable(one.ruleName).padEnd(width)}  ${one.staged ? context.out.yellow('True') : 'False'}`,
      ...(verbose ? details(one) : []),
    ]);
    context.stdout.write(`${'Rule'.padEnd(width + 5)}  Staged?\n${lines.join('\n')}\n`);
  }
  return 0;
}

function details({ stagedAt, stagedUntil, contentHash, decisions = [] }: RuleStatus): string[] {
  const indent = ' '.repeat(5);
  return [
    ...(stagedAt === undefined ? [] : [`${indent}- StagedAt: ${formatTimestamp(stagedAt)}`]),
    ...(stagedUntil === undefined ? [] : [`${indent}- StagedUntil: ${formatTimestamp(stagedUntil)}`]),
    ...(contentHash === undefined ? [] : [`${indent}- ContentHash: ${contentHash.slice(0, 12)}`]),
    ...decisions.map((decision) => `${indent}- ${formatTimestamp(decision.at)} ${describeDecision(decision)}`),
  ];
}

const reasons: Readonly<Record<StagingDecision['reason'], string>> = {
  new: 'the rule is new',
  changed: 'its content is another',
  asked: 'somebody asked for it',
  promoted: 'its time was over',
};

function describeDecision({ staged, reason, evidence }: StagingDecision): string {
  const because =
    evidence === undefined
      ? ''
      : `, ${plural(evidence.alerts, 'alert')} since ${formatTimestamp(evidence.since)}, ${evidence.maximumAlerts} allowed`;
  return `${staged ? 'staged' : 'notifies'}: ${reasons[reason]}${because}`;
}

/** The attributes of the rules table, and what was decided. */
function toJson({ ruleName, staged, stagedAt, stagedUntil, contentHash, decisions = [] }: RuleStatus) {
  return {
    rule: ruleName,
    staged,
    ...(stagedAt !== undefined && { staged_at: formatTimestamp(stagedAt) }),
    ...(stagedUntil !== undefined && { staged_until: formatTimestamp(stagedUntil) }),
    ...(contentHash !== undefined && { content_hash: contentHash }),
    decisions: decisions.map(({ at, staged: to, reason, evidence }) => ({
      at: formatTimestamp(at),
      staged: to,
      reason,
      ...(evidence !== undefined && {
        evidence: {
          alerts: evidence.alerts,
          since: formatTimestamp(evidence.since),
          maximum_alerts: evidence.maximumAlerts,
        },
      }),
    })),
  };
}

async function toggle(
  names: readonly string[],
  staged: boolean,
  options: ChangeOptions,
  context: Context,
): Promise<ExitCode> {
  const config = await loadOrPrint(options, context);
  if (config === undefined) return 1;
  const { dryRun = false, format } = options;
  const wanted = [...new Set(names)].sort();
  const clock = createSystemClock();
  const work = async (table: RuleStatusStore): Promise<readonly RuleStatus[]> => {
    const statuses = new Map((await table.list()).map((one) => [one.ruleName, one]));
    const found = wanted.flatMap((name) => statuses.get(name) ?? []);
    const at = clock.now();
    if (!dryRun) {
      await table.put(found.map((one) => decide(one, { at, staged, reason: 'asked' }, config.global.ruleStaging)));
    }
    return found;
  };
  const known = await withRuleTable(options, dryRun, work, context);
  if (known === undefined) return 1;
  const unknown = wanted.filter((name) => !known.some(({ ruleName }) => ruleName === name));
  for (const name of unknown) {
    context.stderr.write(`${context.err.red('error')}  there is no rule ${JSON.stringify(name)} in the rule table\n`);
  }
  const changed = known.map(({ ruleName, staged: was }) => ({ rule: ruleName, was, staged }));
  if (format === 'json') context.stdout.write(`${JSON.stringify({ changed, unknown, dry_run: dryRun })}\n`);
  else {
    const again = (was: boolean): string => (was === staged ? (staged ? ', its time begins anew' : ' as before') : '');
    for (const { rule, was } of changed) {
      const now = `${staged ? 'records and does not notify' : 'notifies'}${again(was)}`;
      context.stdout.write(`${rule} ${now}${dryRun ? '   (nothing was written)' : ''}\n`);
    }
  }
  return unknown.length === 0 ? 0 : 1;
}

async function promote(options: ChangeOptions, context: Context): Promise<ExitCode> {
  const config = await loadOrPrint(options, context);
  if (config === undefined) return 1;
  const { dryRun = false, format } = options;
  const clock = createSystemClock();
  const logger = createLogger(context, options.verbose === true, createLiveLine(context, 0));
  const work = async (state: EmbeddedState): Promise<PromotionPlan> => {
    const plan = await decidePromotion({ state, config, clock, logger });
    if (!dryRun) await writePromotions(plan, state.ruleStatuses);
    return plan;
  };
  const { rules } = dryRun ? await reading(options.state, work) : await changing(options.state, work);
  if (format === 'json')
    context.stdout.write(`${JSON.stringify({ rules: rules.map(verdictJson), dry_run: dryRun })}\n`);
  else if (rules.length === 0) context.stdout.write('No rule is staged.\n');
  else for (const rule of rules) context.stdout.write(`${describeVerdict(rule, dryRun, context)}\n`);
  return 0;
}

const verdictJson = ({ ruleName, stagedAt, stagedUntil, alerts, verdict }: StagedRule) => ({
  rule: ruleName,
  staged_at: formatTimestamp(stagedAt),
  staged_until: formatTimestamp(stagedUntil),
  alerts,
  verdict,
});

function describeVerdict(
  { ruleName, stagedAt, stagedUntil, alerts, verdict }: StagedRule,
  dryRun: boolean,
  { out }: Context,
): string {
  const counted = `${plural(alerts, 'alert')} since ${formatTimestamp(stagedAt)}`;
  switch (verdict) {
    case 'promoted':
      return `${out.green(dryRun ? 'would be promoted' : 'promoted')}  ${ruleName}   ${counted}`;
    case 'waits':
      return `${out.dim('waits')}  ${ruleName}   until ${formatTimestamp(stagedUntil)}, ${counted}`;
    case 'noisy':
      return `${out.yellow('too noisy')}  ${ruleName}   ${counted}; streamalert rule-staging unstage ${ruleName} lets it notify`;
  }
}

async function digest(options: StagingOptions, context: Context): Promise<ExitCode> {
  const config = await loadOrPrint(options, context);
  if (config === undefined) return 1;
  const clock = createSystemClock();
  const logger = createLogger(context, options.verbose === true, createLiveLine(context, 0));
  const { rules } = await reading(options.state, (state) => decidePromotion({ state, config, clock, logger }));
  const message = stagingDigest(
    rules,
    clock.now(),
    ({ ruleName, stagedAt }) =>
      `streamalert search "select * from alerts where rule_name = '${ruleName}' and created >= '${formatTimestamp(stagedAt)}' order by created desc"`,
  );
  context.stdout.write(
    options.format === 'json' ? `${JSON.stringify(message)}\n` : `${message.subject}\n\n${message.body}\n`,
  );
  return 0;
}

async function loadOrPrint({ conf }: StagingOptions, context: Context) {
  const { config, issues } = await loadConfig(conf);
  if (config === undefined) printIssues(issues, context);
  return config;
}

/** @returns `undefined` when the configuration has errors, which are printed. */
async function withRuleTable<T>(
  { state, conf, deployed = false }: StagingOptions,
  onlyReads: boolean,
  work: (table: RuleStatusStore) => Promise<T>,
  context: Context,
): Promise<T | undefined> {
  if (!deployed) return (onlyReads ? reading : changing)(state, ({ ruleStatuses }) => work(ruleStatuses));
  const deployment = await openDeployment(conf, context);
  return deployment && work(await ruleStatusesOf(deployment));
}

const ruleStatusesOf = async (deployment: Deployment): Promise<RuleStatusStore> =>
  (await connect(deployment)).ruleStatuses(deploymentNames(deployment.prefix).tables.rules);

interface SyncOptions extends ProjectOptions {
  readonly skipRuleStaging?: boolean;
  readonly format: 'text' | 'json';
}

async function sync(options: SyncOptions, context: Context): Promise<ExitCode> {
  const project = await openProject({ ...options, deployment: true }, context);
  if (project === undefined) return 1;
  const staging = stagingOf(project, options);
  if (staging === undefined) {
    context.stderr.write('Nothing was done, as rules are not staged: infrastructure.rule_staging.enabled.\n');
    return 1;
  }
  const table = createRuleTable({ ...staging, store: await ruleStatusesOf(deploymentOf(project.config)) });
  const { added, staged } = await table.addNew();
  const changed = await table.restageChanged();
  const all = [...staged, ...changed.staged];
  if (options.format === 'json') context.stdout.write(`${JSON.stringify({ added, staged: all })}\n`);
  else {
    context.stdout.write(`${plural(added.length, 'new rule')}, ${all.length} staged\n`);
    if (all.length > 0) context.stdout.write(`${describeStaged(all, project.config.global.ruleStaging)}\n`);
  }
  return 0;
}

async function reading<T>(dir: string, work: (state: EmbeddedState) => Promise<T>): Promise<T> {
  const state = await openState({ dir, clock: createSystemClock(), readOnly: true });
  try {
    return await work(state);
  } finally {
    await state.close();
  }
}

async function changing<T>(dir: string, work: (state: EmbeddedState) => Promise<T>): Promise<T> {
  await requireState(dir);
  const state = await openState({ dir, clock: createSystemClock(), beside: true, owner: 'rule-staging' });
  try {
    return await work(state);
  } finally {
    await state.close();
  }
}
