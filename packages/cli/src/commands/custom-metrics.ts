import { Command, Option } from 'commander';
import { chooseClusters } from '../alarms/choose-clusters.ts';
import { type MetricFunction, metricFunctions, metricsSwitches } from '../alarms/metric-functions.ts';
import type { Context, ExitCode } from '../context.ts';
import { type EditOptions, editConfFiles } from '../edit-conf.ts';
import { UsageError } from '../errors.ts';
import { loadDeployment } from '../load-deployment.ts';
import { confOption, dryRunOption, formatOption } from '../options.ts';

interface CustomMetricsOptions extends EditOptions {
  readonly functions: readonly MetricFunction[];
  readonly enable?: boolean;
  readonly disable?: boolean;
  readonly clusters?: readonly string[];
}

/** `streamalert custom-metrics`: whether functions count the metrics of 3.5. */
export function customMetricsCommand(context: Context, exit: (code: ExitCode) => void): Command {
  return new Command('custom-metrics')
    .description('switch the metrics of functions on or off, in conf/lambda.json and conf/clusters')
    .addOption(new Option('-f, --functions <name...>', 'functions').choices(metricFunctions).makeOptionMandatory())
    .option('-e, --enable', 'count them')
    .option('-d, --disable', 'do not count them')
    .option('-c, --clusters <name...>', 'clusters whose classifiers are meant (default: all)')
    .addOption(confOption())
    .addOption(formatOption())
    .addOption(dryRunOption())
    .action(async (options: CustomMetricsOptions) => {
      const value = options.enable === true;
      if (value === (options.disable === true)) throw new UsageError('name one of --enable and --disable');
      const config = await loadDeployment(options.conf, context);
      if (config === undefined) return exit(1);
      const clusters = chooseClusters(config, options.clusters);
      const switches = options.functions.flatMap((name) => metricsSwitches(config, name, clusters));
      const files = [...new Set(switches.map(({ file }) => file))];
      const edits = files.map((file) => ({
        file,
        changes: switches
          .filter((one) => one.file === file)
          .map(({ key }) => ({ path: [key, 'enable_custom_metrics'], value })),
      }));
      const said = `${value ? 'Switched on' : 'Switched off'} metrics of ${options.functions.join(', ')}`;
      exit(await editConfFiles(options, edits, said, context));
    });
}
