import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { chooseStacks } from '../deploy/choose-stacks.ts';
import { functionsOf, openNotes } from '../deploy/live-versions.ts';
import { connect, openDeployment } from '../deploy/open-deployment.ts';
import { planRollback, type RollbackStep, rollBack } from '../deploy/roll-back.ts';
import { UsageError } from '../errors.ts';
import { confOption, dryRunOption, formatOption, positiveNumber, verboseOption, yesOption } from '../options.ts';
import { confirm } from '../terminal/confirm.ts';
import { plural } from '../terminal/numbers.ts';
import { formatTable } from '../terminal/table.ts';

interface RollbackOptions {
  readonly conf: string;
  readonly functions?: readonly string[];
  readonly clusters?: readonly string[];
  readonly to?: number;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly format: 'text' | 'json';
}

/** `streamalert rollback`: functions run the version again that was live before. */
export function rollbackCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('rollback')
    .description('make the versions of functions live again that were live before: all, or those of some stacks')
    .argument('[stack...]', 'stacks, as list-targets shows them')
    .option('-f, --functions <name...>', 'these functions: rule, alert, alert_merger, classifier, …')
    .option('-c, --clusters <name...>', 'of classifiers, those of these clusters')
    .option('--to <version>', 'of one function: this version, also a newer one', positiveNumber)
    .addOption(yesOption())
    .addOption(dryRunOption())
    .addOption(confOption())
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async (stacks: string[], options: RollbackOptions) => exit(await rollback(stacks, options, context)));
}

async function rollback(stacks: readonly string[], options: RollbackOptions, context: Context): Promise<ExitCode> {
  const deployment = await openDeployment(options.conf, context);
  if (deployment === undefined) return 1;
  const { functions = [], clusters = [], to } = options;
  const chosen = chooseStacks(deployment.stacks, { stacks, functions, clusters });
  if (to !== undefined && chosen.flatMap(functionsOf).length !== 1) {
    throw new UsageError('--to is of one function: name its stack');
  }
  const aws = await connect(deployment);
  const notes = openNotes(aws, deployment.prefix);
  const { steps, problems } = await planRollback(aws, notes, chosen, to?.toString());
  for (const problem of problems) context.stderr.write(`${problem}\n`);
  if (options.format === 'text' && steps.length > 0) context.stdout.write(formatSteps(steps, context));
  const can = problems.length === 0 && steps.length > 0;
  const go = can && options.dryRun !== true && (await agreed(steps, options, context));
  if (go) await rollBack(aws, steps);
  if (options.format === 'json') {
    const view = { dry_run: options.dryRun === true, rolled_back: go, functions: steps, problems };
    context.stdout.write(`${JSON.stringify(view)}\n`);
  } else context.stderr.write(go ? `${plural(steps.length, 'function')} rolled back.\n` : 'Nothing was rolled back.\n');
  return go || (can && options.dryRun === true) ? 0 : 1;
}

const agreed = async (steps: readonly RollbackStep[], { yes }: RollbackOptions, context: Context): Promise<boolean> =>
  yes === true || confirm(`Roll back ${plural(steps.length, 'function')}?`, context);

const formatSteps = (steps: readonly RollbackStep[], { stdout }: Context): string =>
  `${formatTable(
    ['function', 'stack', 'live', 'goes to'],
    steps.map((step) => [step.function, step.stack, step.from, step.to]),
    stdout.columns,
  )}\n`;
