import type { Stack } from '@streamalert/infra';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { functionsOf } from '../deploy/live-versions.ts';
import { openDeployment } from '../deploy/open-deployment.ts';
import { confOption, formatOption, verboseOption } from '../options.ts';
import { formatTable } from '../terminal/table.ts';

/** What `deploy`, `rollback` and `destroy` can be told. */
interface Target {
  readonly target: string;
  readonly type: 'stack' | 'function';
  /** On AWS. */
  readonly name: string;
  readonly region: string;
}

/** `streamalert list-targets`: the stacks of a deployment and their functions, in the order in which they are deployed. */
export function listTargetsCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('list-targets')
    .description('list the stacks of a deployment and their functions, in order; asks conf/ alone')
    .addOption(confOption())
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async ({ conf, format }: { conf: string; format: 'text' | 'json' }) => {
      const deployment = await openDeployment(conf, context);
      if (deployment === undefined) return exit(1);
      const targets = [deployment.artifacts, ...deployment.stacks].flatMap(targetsOf);
      const rows = targets.map(({ target, type, name, region }) => [target, type, name, region]);
      context.stdout.write(
        format === 'json'
          ? `${JSON.stringify(targets)}\n`
          : `${formatTable(['Target', 'Type', 'Name', 'Region'], rows, context.stdout.columns)}\n`,
      );
      exit(0);
    });
}

const targetsOf = (stack: Stack): Target[] => [
  { target: stack.id, type: 'stack', name: stack.stackName, region: stack.region },
  ...functionsOf(stack).map((name): Target => ({ target: stack.id, type: 'function', name, region: stack.region })),
];
