import type { Command } from 'commander';
import { addAlarms } from '../alarms/add-alarms.ts';
import { type AlarmOptions, alarmCommand, alarmOf } from '../alarms/alarm-command.ts';
import { metricFunctions, metricName, metricsSwitches } from '../alarms/metric-functions.ts';
import type { Context, ExitCode } from '../context.ts';
import { type DeploymentConfig, loadDeployment } from '../load-deployment.ts';

/** `streamalert create-alarm`: an alarm on a metric of a function, over all clusters. */
export function createAlarmCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return alarmCommand('create-alarm', metricFunctions)
    .description('add an alarm on a metric of a function, over all clusters, to conf/lambda.json')
    .action(async (name: string, options: AlarmOptions) => {
      const config = await loadDeployment(options.conf, context);
      exit(config === undefined ? 1 : await createAlarm(name, config, options, context));
    });
}

async function createAlarm(
  name: string,
  config: DeploymentConfig,
  options: AlarmOptions,
  context: Context,
): Promise<ExitCode> {
  const { function: owner, metric } = options;
  const { functions, clusters } = config.deployment;
  const settings = {
    alert_merger: functions.alertMerger,
    classifier: functions.classifiers,
    rules_engine: functions.rulesEngine,
  };
  const alarm = {
    name,
    alarm: alarmOf(name, metricName(owner, metric), options),
    file: 'lambda.json',
    key: `${owner}_config`,
    present: settings[owner].custom_metric_alarms,
  };
  const switches = metricsSwitches(config, owner, [...clusters.keys()]);
  // A sum over all clusters has data as soon as one of them counts.
  return addAlarms([alarm], switches.some(({ on }) => on) ? [] : switches, options, context);
}
