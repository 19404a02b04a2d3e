import type { Command } from 'commander';
import { addAlarms } from '../alarms/add-alarms.ts';
import { type AlarmOptions, alarmCommand, alarmOf } from '../alarms/alarm-command.ts';
import { chooseClusters } from '../alarms/choose-clusters.ts';
import { metricName, metricsSwitches } from '../alarms/metric-functions.ts';
import type { Context, ExitCode } from '../context.ts';
import { type DeploymentConfig, loadDeployment } from '../load-deployment.ts';

interface ClusterAlarmOptions extends AlarmOptions {
  readonly clusters: readonly string[];
}

/** `streamalert create-cluster-alarm`: an alarm on a metric of the classifier of some clusters. */
export function createClusterAlarmCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return alarmCommand('create-cluster-alarm', ['classifier'])
    .description('add an alarm on a metric of the classifier of some clusters to conf/clusters')
    .requiredOption('-c, --clusters <name...>', 'clusters; with several, each alarm ends with the name of its cluster')
    .action(async (name: string, options: ClusterAlarmOptions) => {
      const config = await loadDeployment(options.conf, context);
      exit(config === undefined ? 1 : await createClusterAlarm(name, config, options, context));
    });
}

async function createClusterAlarm(
  name: string,
  config: DeploymentConfig,
  options: ClusterAlarmOptions,
  context: Context,
): Promise<ExitCode> {
  const clusters = chooseClusters(config, options.clusters);
  const alarms = clusters.map((cluster) => {
    // CloudWatch knows alarms by name, in the whole account.
    const unique = clusters.length === 1 ? name : `${name}_${cluster}`;
    return {
      name: unique,
      alarm: alarmOf(unique, metricName('classifier', options.metric, cluster), options),
      file: `clusters/${cluster}.json`,
      key: 'classifier_config',
      present: config.deployment.clusters.get(cluster)?.classifier.custom_metric_alarms ?? {},
    };
  });
  return addAlarms(alarms, metricsSwitches(config, 'classifier', clusters), options, context);
}
