import type { ResourceChange, StackOutcome } from '@streamalert/aws/deployment';
import type { Context, ExitCode } from '../context.ts';
import { printError } from '../print-error.ts';
import { askedRules, type StagingRequest } from '../staging/rule-table.ts';
import { formatFailure, formatOutputs } from '../terminal/stack-outcome.ts';
import { keepsData } from './data-keeping.ts';
import { rolledBackFunctions } from './live-versions.ts';
import { type DeployTools, type PlannedStack, stacksOf } from './plan-stack.ts';

/** A stack, and what came of it: nothing where it was not begun. */
export interface StackResult {
  readonly planned: PlannedStack;
  readonly outcome?: StackOutcome;
  /** It could not be changed at all. */
  readonly error?: unknown;
}

/** What a report looks at. */
export interface ReportOptions {
  readonly options: StagingRequest & {
    readonly format: 'text' | 'json';
    readonly dryRun?: boolean;
    readonly yes?: boolean;
    readonly verbose?: boolean;
  };
  readonly tools: DeployTools;
  readonly context: Context;
  readonly interrupted: boolean;
}

/** Tells what came of a deployment, and what to do next. */
export async function reportDeployment(results: readonly StackResult[], report: ReportOptions): Promise<ExitCode> {
  const { options, context, interrupted } = report;
  const failed = results.find(({ outcome, error }) => error !== undefined || outcome?.succeeded === false);
  const begun = isBegun(results);
  if (options.format === 'json') writeJson(results, report);
  else await writeText(results, report);
  if (failed?.error !== undefined) printError(failed.error, context, options.verbose === true);
  if (failed !== undefined || interrupted) return 1;
  return begun || !asksForChange(results, options) || options.dryRun === true ? 0 : 1;
}

const isBegun = (results: readonly StackResult[]): boolean =>
  results.some(({ outcome, error }) => outcome !== undefined || error !== undefined);

const asksForChange = (results: readonly StackResult[], options: StagingRequest): boolean =>
  results.some(({ planned }) => planned.action !== 'none') || askedRules(options).length > 0;

function writeJson(results: readonly StackResult[], { options, context, interrupted }: ReportOptions): void {
  const stacks = results.map(({ planned, outcome, error }) => ({
    id: planned.stack.id,
    stack_name: planned.stack.stackName,
    region: planned.stack.region,
    action: planned.action,
    changes: planned.changes.map(viewChange),
    ...(outcome !== undefined && {
      outcome: {
        succeeded: outcome.succeeded,
        status: outcome.status,
        failures: outcome.failures.map(({ logicalId, type, physicalId, reason }) => ({
          logical_id: logicalId,
          type,
          ...(physicalId !== undefined && { physical_id: physicalId }),
          reason,
        })),
      },
    }),
    ...(error instanceof Error && { error: error.message }),
  }));
  const { dryRun = false, stageRules, unstageRules } = options;
  const staging = {
    ...(stageRules && { stage_rules: stageRules }),
    ...(unstageRules && { unstage_rules: unstageRules }),
  };
  context.stdout.write(`${JSON.stringify({ dry_run: dryRun, interrupted, ...staging, stacks })}\n`);
}

const viewChange = ({ action, logicalId, type, physicalId, properties, conditional, retained }: ResourceChange) => ({
  action,
  logical_id: logicalId,
  type,
  ...(physicalId !== undefined && { physical_id: physicalId }),
  properties,
  replacement: action === 'replace' ? 'always' : conditional ? 'perhaps' : 'never',
  retained,
  keeps_data: keepsData(type),
});

async function writeText(results: readonly StackResult[], report: ReportOptions): Promise<void> {
  const { options, tools, context, interrupted } = report;
  const { stdout, stderr } = context;
  const changing = results.filter(({ planned }) => planned.action !== 'none');
  const succeeded = results.filter(({ outcome }) => outcome?.succeeded === true && outcome.status !== 'UNCHANGED');
  const names = (some: readonly StackResult[]): string => some.map(({ planned }) => planned.stack.id).join(', ');
  for (const { planned, outcome } of results) {
    if (outcome !== undefined && !outcome.succeeded)
      stderr.write(formatFailure(planned.stack, outcome, interrupted, context.err));
  }
  if (!asksForChange(results, options)) stdout.write('Nothing changed since the last deployment.\n');
  else if (options.dryRun === true) stderr.write('Nothing was changed (--dry-run).\n');
  else if (succeeded.length > 0) stdout.write(`deployed: ${names(succeeded)}\n`);
  else if (changing.length === 0 && isBegun(results)) stdout.write('Nothing changed but the staging of rules.\n');
  else stderr.write('Nothing was deployed.\n');
  const rest = changing.filter(({ outcome, error }) => outcome === undefined && error === undefined);
  if (rest.length > 0 && rest.length < changing.length) stderr.write(`not begun: ${names(rest)}\n`);
  for (const { planned } of succeeded) {
    const found = await stacksOf(tools, planned.stack.region).find(planned.stack.stackName);
    stdout.write(formatOutputs(found?.outputs ?? {}));
  }
  const unchanged = results.filter(({ planned }) => planned.action === 'none').map(({ planned }) => planned.stack);
  for (const { id, live, newest } of await rolledBackFunctions(tools.aws, unchanged)) {
    stderr.write(
      `${id} is rolled back: version ${live} is live, ${newest} is the newest. What changes next is live again; "streamalert rollback ${id} --to ${newest}" goes forward.\n`,
    );
  }
}
