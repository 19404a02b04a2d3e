import { join } from 'node:path';
import { deploymentNames } from '@streamalert/core/naming';
import type { Stack } from '@streamalert/infra';
import { findRuleFiles } from '@streamalert/rules-engine';
import { buildFunctions, projectDirOf } from '../build/build-functions.ts';
import type { Context, ExitCode } from '../context.ts';
import { UsageError } from '../errors.ts';
import { openProject, type Project, type ProjectOptions } from '../project.ts';
import { untilInterrupted } from '../signals.ts';
import {
  askedRules,
  createRuleTable,
  describeStaged,
  type RuleTable,
  type StagingRequest,
  stagingOf,
} from '../staging/rule-table.ts';
import { confirm } from '../terminal/confirm.ts';
import { plural } from '../terminal/numbers.ts';
import { formatPlan } from '../terminal/stack-plan.ts';
import { createStatusLine, type StatusLine } from '../terminal/status-line.ts';
import { chooseStacks, type StackChoice } from './choose-stacks.ts';
import { losesData } from './data-keeping.ts';
import { deployStack } from './deploy-stack.ts';
import { showProgress } from './follow.ts';
import { functionsOf, noteLiveVersions, openNotes } from './live-versions.ts';
import { connect, type Deployment, deploymentOf } from './open-deployment.ts';
import { packageStack, templateText } from './package-stack.ts';
import { type DeployTools, type PlannedStack, planStack, stacksOf } from './plan-stack.ts';
import { reportDeployment, type StackResult } from './report-deployment.ts';
import { stateOf } from './stack-state.ts';
import { createUploads, isLarge } from './uploads.ts';

/** Options of commands that deploy. */
export interface DeploymentOptions extends ProjectOptions, StagingRequest {
  readonly out: string;
  readonly adopt?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly format: 'text' | 'json';
  readonly verbose?: boolean;
}

/** What every step of one run works with. */
interface Run {
  /** Absent where rules are not staged. */
  readonly ruleTable: RuleTable | undefined;
  readonly deployment: Deployment;
  readonly options: DeploymentOptions;
  readonly tools: DeployTools;
  readonly context: Context;
  readonly line: StatusLine;
  readonly signal: AbortSignal;
}

/** Builds, plans, asks, and deploys the chosen stacks one after another; ends with the first that fails. */
export async function runDeployment(
  options: DeploymentOptions,
  choice: StackChoice,
  context: Context,
): Promise<ExitCode> {
  const project = await openProject({ ...options, deployment: true }, context);
  if (project === undefined) return 1;
  const deployment = deploymentOf(project.config);
  const chosen = chooseStacks([deployment.artifacts, ...deployment.stacks], choice, (name) =>
    context.stderr.write(`${name} is not switched on in conf/ and is skipped.\n`),
  );
  if (chosen.length === 0) {
    context.stderr.write('Nothing was deployed, as nothing of what was asked for is switched on.\n');
    return 1;
  }
  const staging = stagingOf(project, options);
  if (askedRules(options).length > 0 && !chosen.some(deploysRules)) {
    throw new UsageError(
      '--stage-rules and --unstage-rules go with the stack rules-engine, which is not to be deployed',
    );
  }
  const line = createStatusLine(context);
  const interruption = untilInterrupted(() => line.clear());
  const { signal } = interruption;
  try {
    const tools = await openTools(deployment, options.adopt === true);
    const store = tools.aws.ruleStatuses(deploymentNames(deployment.prefix).tables.rules);
    const ruleTable = staging && createRuleTable({ ...staging, store });
    const run: Run = { deployment, options, tools, context, line, signal, ruleTable };
    const plans = await planAll(project, withArtifacts(deployment, chosen), run);
    const results = (await agree(plans, run)) ? await executeAll(plans, run) : await discardAll(plans, run);
    line.clear();
    return await reportDeployment(results, { options, tools, context, interrupted: signal.aborted });
  } finally {
    line.clear();
    interruption.dispose();
  }
}

/** What is uploaded has its bucket first. */
export function withArtifacts({ artifacts }: Deployment, chosen: readonly Stack[]): readonly Stack[] {
  const uploads = chosen.some(({ bundles, template }) => bundles.length > 0 || isLarge(templateText(template)));
  return uploads && !chosen.includes(artifacts) ? [artifacts, ...chosen] : chosen;
}

async function openTools(deployment: Deployment, adopt: boolean): Promise<DeployTools> {
  const aws = await connect(deployment);
  const bucketThere = async () => stateOf(await aws.stacks.find(deployment.artifacts.stackName)) === 'ready';
  return { aws, adopt, uploads: createUploads(aws, deployment.artifactsBucket, bucketThere) };
}

async function planAll(project: Project, stacks: readonly Stack[], run: Run): Promise<readonly PlannedStack[]> {
  const { options, deployment, tools, line } = run;
  const out = join(options.out, 'functions');
  line.show('  building the functions');
  await buildFunctions({
    project,
    files: (await Promise.all(project.locations.map(findRuleFiles))).flatMap((files) => files ?? []),
    projectDir: projectDirOf(options.conf),
    bundles: stacks.flatMap(({ bundles }) => bundles),
    out,
  });
  line.show('  asking CloudFormation what would change');
  const planned = await Promise.allSettled(
    stacks.map(async (stack) =>
      planStack(await packageStack(stack, { functions: out, bucket: deployment.artifactsBucket }), tools),
    ),
  );
  line.clear();
  const plans = planned.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = planned.find((result) => result.status === 'rejected');
  if (failed === undefined) return plans;
  await discardAll(plans, run);
  throw failed.reason;
}

/** Shows the plans and asks, where there is something to ask. */
async function agree(plans: readonly PlannedStack[], { options, context, signal }: Run): Promise<boolean> {
  const { format, yes, dryRun, verbose, stageRules = [], unstageRules = [] } = options;
  const asked = askedRules(options);
  if (format === 'text') context.stdout.write(formatPlan(plans, context.out, verbose === true));
  if (format === 'text' && stageRules.length > 0) {
    context.stdout.write(`would record and not notify: ${stageRules.join(', ')}\n`);
  }
  if (format === 'text' && unstageRules.length > 0) context.stdout.write(`would notify: ${unstageRules.join(', ')}\n`);
  const changing = plans.filter(({ action }) => action !== 'none');
  if (signal.aborted || dryRun === true || changing.length + asked.length === 0) return false;
  if (yes === true) return true;
  const losses = plans.flatMap(({ changes }) => changes.filter(losesData));
  const warning = losses.length === 0 ? '' : ` ${plural(losses.length, 'change')} of what keeps data!`;
  const rules = asked.length === 0 ? '' : `, and the staging of ${plural(asked.length, 'rule')}`;
  return confirm(`${plural(changing.length, 'stack')}${rules} would change.${warning} Deploy?`, context);
}

async function discardAll(plans: readonly PlannedStack[], { tools }: Run): Promise<readonly StackResult[]> {
  for (const { stack, plan } of plans) {
    if (plan?.changeSet !== undefined) await stacksOf(tools, stack.region).discard(plan);
  }
  return plans.map((planned) => ({ planned }));
}

async function executeAll(plans: readonly PlannedStack[], run: Run): Promise<readonly StackResult[]> {
  const { tools, deployment, context, line, options, signal } = run;
  const notes = openNotes(tools.aws, deployment.prefix);
  const results: StackResult[] = [];
  const changed = new Set<string>();
  for (const [at, planned] of plans.entries()) {
    const { id, needs, region } = planned.stack;
    const before = new Map<string, string | undefined>();
    for (const name of functionsOf(planned.stack)) before.set(name, await tools.aws.functions.live(name));
    const follow = showProgress(id, planned.changes.length, {
      context,
      line,
      verbose: options.verbose === true,
      signal,
    });
    const stale = needs.some((need) => changed.has(need));
    const result = await attempt(planned, () =>
      withRuleTable(planned, run, () => deployStack(planned, tools, follow, stale)),
    );
    results.push(result);
    line.clear();
    if (result.outcome?.succeeded !== true || signal.aborted) {
      const rest = plans.slice(at + 1);
      await discardAll(rest, run);
      return [...results, ...rest.map((one) => ({ planned: one }))];
    }
    if (result.outcome.status === 'UNCHANGED') continue;
    changed.add(id);
    if (options.format === 'text') context.stderr.write(`${id}: ${result.outcome.status}, in ${region}\n`);
    await noteLiveVersions(tools.aws, notes, before);
  }
  return results;
}

const deploysRules = ({ id }: Stack): boolean => id === 'rules-engine';

/** Rules are deployed between two changes of their table: see {@link RuleTable}. */
async function withRuleTable(
  { stack }: PlannedStack,
  { ruleTable, deployment, context, line, options: { unstageRules = [] } }: Run,
  deploy: () => Promise<StackResult['outcome']>,
): Promise<StackResult['outcome']> {
  if (!deploysRules(stack) || ruleTable === undefined) return deploy();
  const added = await ruleTable.addNew();
  const outcome = await deploy();
  const changed = outcome?.succeeded === true ? await ruleTable.restageChanged() : undefined;
  const staged = [...added.staged, ...(changed?.staged ?? [])];
  if (staged.length > 0) {
    line.clear();
    context.stderr.write(`${describeStaged(staged, deployment.config.global.ruleStaging)}\n`);
  }
  if (outcome?.succeeded === true && unstageRules.length > 0) {
    line.clear();
    context.stderr.write(`notifying from now on: ${unstageRules.join(', ')}\n`);
  }
  return outcome;
}

/** A stack that cannot be changed ends the run, which still tells of the others. */
async function attempt(planned: PlannedStack, deploy: () => Promise<StackResult['outcome']>): Promise<StackResult> {
  try {
    const outcome = await deploy();
    return { planned, ...(outcome !== undefined && { outcome }) };
  } catch (error) {
    return { planned, error };
  }
}
