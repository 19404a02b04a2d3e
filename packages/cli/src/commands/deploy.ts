import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { type DeploymentOptions, runDeployment } from '../deploy/run-deployment.ts';
import {
  confOption,
  deploymentDirOption,
  dryRunOption,
  formatOption,
  rulesOption,
  verboseOption,
  yesOption,
} from '../options.ts';

interface DeployCommandOptions extends DeploymentOptions {
  readonly functions?: readonly string[];
  readonly clusters?: readonly string[];
}

/** `streamalert deploy`: shows what would change on AWS, asks, and does it. */
export function deployCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('deploy')
    .description('build, show what would change on AWS, ask, and deploy: everything, or some stacks')
    .argument('[stack...]', 'stacks, as list-targets shows them; * stands for anything')
    .option('-f, --functions <name...>', 'stacks of these functions: rule, alert, alert_merger, classifier, …')
    .option('-c, --clusters <name...>', 'of classifiers, those of these clusters')
    .option('--adopt', 'take over tables, buckets, keys and topics that exist and belong to no stack')
    .option('--skip-rule-staging', 'where rules are staged: let those that are new notify from the start')
    .option('--stage-rules <rule...>', 'let these rules record and not notify')
    .option('--unstage-rules <rule...>', 'let these rules notify')
    .addOption(yesOption())
    .addOption(dryRunOption())
    .addOption(confOption())
    .addOption(rulesOption())
    .addOption(deploymentDirOption())
    .addOption(formatOption())
    .addOption(verboseOption())
    .action(async (stacks: string[], { functions = [], clusters = [], ...options }: DeployCommandOptions) =>
      exit(await runDeployment(options, { stacks, functions, clusters }, context)),
    );
}
