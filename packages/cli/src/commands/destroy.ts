import type { DeploymentAws, StackResource } from '@streamalert/aws/deployment';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { chooseStacks } from '../deploy/choose-stacks.ts';
import {
  type DoomedStack,
  examine,
  findStacks,
  losses,
  removeRetained,
  removeStack,
} from '../deploy/destroy-stacks.ts';
import { showProgress } from '../deploy/follow.ts';
import { connect, openDeployment } from '../deploy/open-deployment.ts';
import { confOption, dryRunOption, formatOption, verboseOption, yesOption } from '../options.ts';
import { untilInterrupted } from '../signals.ts';
import { confirm, confirmByTyping } from '../terminal/confirm.ts';
import { formatDestruction } from '../terminal/destruction.ts';
import { plural } from '../terminal/numbers.ts';
import { formatFailure } from '../terminal/stack-outcome.ts';
import { createStatusLine } from '../terminal/status-line.ts';

interface DestroyOptions {
  readonly conf: string;
  readonly clusters?: readonly string[];
  readonly deleteData?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly format: 'text' | 'json';
  readonly verbose?: boolean;
}

/** `streamalert destroy`: stacks go, and what keeps data stays unless it is asked for too. */
export function destroyCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('destroy')
    .description('delete the stacks of a deployment, or some of them; tables, buckets, keys and streams stay')
    .argument('[stack...]', 'stacks, also those that conf/ has no more; * stands for anything')
    .option('-c, --clusters <name...>', 'stacks of these clusters')
    .option('--delete-data', 'delete tables, buckets, keys and streams too, for good')
    .addOption(yesOption())
    .addOption(dryRunOption())
    .addOption(confOption())
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async (stacks: string[], options: DestroyOptions) => exit(await destroy(stacks, options, context)));
}

async function destroy(stacks: readonly string[], options: DestroyOptions, context: Context): Promise<ExitCode> {
  const deployment = await openDeployment(options.conf, context);
  if (deployment === undefined) return 1;
  const { clusters = [], deleteData = false, dryRun = false, format } = options;
  const aws = await connect(deployment);
  const chosen = chooseStacks(await findStacks(deployment, aws), { stacks, clusters });
  const doomed = await Promise.all(chosen.map((stack) => examine(stack, aws)));
  if (format === 'text') context.stdout.write(formatDestruction(doomed, deleteData, context.out));
  const go = doomed.length > 0 && !dryRun && (await agreed(doomed, deployment.prefix, options, context));
  const { gone, left, complete } = go ? await destroyAll(doomed, aws, options, context) : nothing;
  if (format === 'json') {
    const view = doomed.map((stack) => ({ ...viewStack(stack, deleteData), destroyed: gone.includes(stack.id) }));
    context.stdout.write(`${JSON.stringify({ dry_run: dryRun, stacks: view, left })}\n`);
  } else context.stderr.write(summary(gone, left, doomed.length));
  return complete && (go || dryRun || doomed.length === 0) ? 0 : 1;
}

/** What came of it. */
interface Destruction {
  /** Ids of stacks that were deleted. */
  readonly gone: readonly string[];
  /** What of theirs is still in the account. */
  readonly left: readonly string[];
  /** Whether it came to its end: nothing failed, and nobody interrupted. */
  readonly complete: boolean;
}

const nothing: Destruction = { gone: [], left: [], complete: true };

/** One stack after another; ends with the first that cannot be deleted. */
async function destroyAll(
  doomed: readonly DoomedStack[],
  aws: DeploymentAws,
  { deleteData, verbose = false }: DestroyOptions,
  context: Context,
): Promise<Destruction> {
  const line = createStatusLine(context);
  const interruption = untilInterrupted(() => line.clear());
  const { signal } = interruption;
  const gone: string[] = [];
  const left: StackResource[] = [];
  try {
    for (const stack of doomed) {
      if (signal.aborted) break;
      const follow = showProgress(stack.id, stack.resources.length, { context, line, verbose, signal });
      const outcome = await removeStack(stack, aws, follow);
      line.clear();
      if (!outcome.succeeded) {
        context.stderr.write(formatFailure(stack, outcome, signal.aborted, context.err));
        break;
      }
      gone.push(stack.id);
      left.push(...(deleteData === true ? await removeRetained(stack, aws) : stack.retained));
    }
  } finally {
    line.clear();
    interruption.dispose();
  }
  return { gone, left: left.map(({ physicalId }) => physicalId), complete: gone.length === doomed.length };
}

/** Data is given up by typing a word that nobody types by habit. */
function agreed(
  doomed: readonly DoomedStack[],
  prefix: string,
  { yes, deleteData }: DestroyOptions,
  context: Context,
): Promise<boolean> {
  if (yes === true) return Promise.resolve(true);
  const what = `Delete ${plural(doomed.length, 'stack')}`;
  if (deleteData === true) return confirmByTyping(`${what} and all data in them, for good?`, prefix, context);
  const queues = doomed.flatMap(losses).length;
  return confirm(
    `${what}?${queues === 0 ? '' : ` What is in ${plural(queues, 'queue, topic or log')} is lost.`}`,
    context,
  );
}

function viewStack({ id, stackName, region, resources, retained }: DoomedStack, deleteData: boolean) {
  const view = (all: DoomedStack['resources']) =>
    all.map(({ logicalId, type, physicalId }) => ({ logical_id: logicalId, type, physical_id: physicalId }));
  return {
    id,
    stack_name: stackName,
    region,
    deleted: view(deleteData ? [...resources, ...retained] : resources),
    retained: view(deleteData ? [] : retained),
  };
}

function summary(gone: readonly string[], left: readonly string[], wanted: number): string {
  if (wanted === 0) return 'There is no such stack.\n';
  if (gone.length === 0) return 'Nothing was deleted.\n';
  const stays =
    left.length === 0
      ? ''
      : `Still there: ${left.join(', ')}. "streamalert deploy --adopt" takes it over again; "destroy --delete-data" works only while the stack is there.\n`;
  return `deleted: ${gone.join(', ')}\n${stays}`;
}
