import type { Config } from '@streamalert/config';
import { Command } from 'commander';
import type { Context, ExitCode } from '../context.ts';
import { openDeployment } from '../deploy/open-deployment.ts';
import { type DeploymentOptions, runDeployment } from '../deploy/run-deployment.ts';
import { editConf } from '../edit-conf.ts';
import { UsageError } from '../errors.ts';
import {
  confOption,
  deploymentDirOption,
  dryRunOption,
  formatOption,
  rulesOption,
  verboseOption,
  yesOption,
} from '../options.ts';

interface KinesisOptions extends DeploymentOptions {
  readonly clusters?: readonly string[];
  readonly skipDeploy?: boolean;
}

/** `streamalert kinesis`: whether classifiers read the streams of their clusters. */
export function kinesisCommand(context: Context, exit: (code: ExitCode) => void): Command {
  const command = new Command('kinesis').description('let classifiers read the streams of their clusters, or not');
  const add = (name: string, description: string, enabled: boolean): void => {
    command
      .command(name)
      .description(description)
      .option('-c, --clusters <name...>', 'clusters (default: all that have the module kinesis_events)')
      .option('-s, --skip-deploy', 'change conf/ alone')
      .addOption(yesOption())
      .addOption(dryRunOption())
      .addOption(confOption())
      .addOption(rulesOption())
      .addOption(deploymentDirOption())
      .addOption(formatOption())
      .addOption(verboseOption())
      .action(async (options: KinesisOptions) => exit(await setEvents(enabled, options, context)));
  };
  add('enable-events', 'read the streams: what waits in them comes first', true);
  add('disable-events', 'stop reading the streams: what comes waits in them for their retention', false);
  return command;
}

async function setEvents(enabled: boolean, options: KinesisOptions, context: Context): Promise<ExitCode> {
  const deployment = await openDeployment(options.conf, context);
  if (deployment === undefined) return 1;
  const clusters = chosen(deployment.config, options.clusters);
  for (const cluster of clusters) {
    const edit = {
      file: `clusters/${cluster}.json`,
      changes: [{ path: ['modules', 'kinesis_events', 'enabled'], value: enabled }],
      said: `Events of the stream of ${cluster} are ${enabled ? 'enabled' : 'disabled'}`,
    };
    // With json, standard output is what the deployment says.
    const quiet = options.format === 'json' && options.skipDeploy !== true;
    const code = await editConf(options, edit, quiet ? { ...context, stdout: context.stderr } : context);
    if (code !== 0) return code;
  }
  if (options.skipDeploy === true) return 0;
  if (options.dryRun === true) {
    context.stderr.write(
      'What deploying it would change is known when conf/ is changed: use --skip-deploy, then deploy --dry-run.\n',
    );
    return 0;
  }
  return runDeployment(options, { stacks: clusters.map((cluster) => `cluster-${cluster}`) }, context);
}

/** @throws UsageError for clusters that have no such events. */
function chosen({ deployment }: Config, wanted: readonly string[] | undefined): readonly string[] {
  const all = [...(deployment?.clusters.values() ?? [])];
  const able = all.filter(({ modules }) => modules.kinesis_events !== undefined).map(({ name }) => name);
  const unable = (wanted ?? []).filter((name) => !able.includes(name));
  if (able.length === 0) throw new UsageError('no cluster has the module kinesis_events');
  if (unable.length > 0) {
    throw new UsageError(`the module kinesis_events is in ${able.join(', ')}, and not in ${unable.join(', ')}`);
  }
  return wanted ?? able;
}
