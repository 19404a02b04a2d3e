import type { Config } from '@streamalert/config';
import { customMetricName, customMetrics } from '@streamalert/core/naming';

/** A function that counts metrics of 3.5, as commands name it. */
export type MetricFunction = keyof typeof components;

const components = { alert_merger: 'AlertMerger', classifier: 'Classifier', rules_engine: 'RulesEngine' } as const;

export const metricFunctions = Object.keys(components) as readonly MetricFunction[];

/** Metrics of a function, without the beginning that says whose they are. */
export const metricsOf = (name: MetricFunction): readonly string[] => customMetrics[components[name]];

/** Name of a metric in CloudWatch; of one cluster, or over all. */
export const metricName = (name: MetricFunction, metric: string, cluster?: string): string =>
  customMetricName(components[name], metric as never, cluster);

/** Functions of `lambda.json`; classifiers are of the clusters. */
const shared = { alert_merger: 'alertMerger', rules_engine: 'rulesEngine' } as const;

/** One place of `conf/` that says whether metrics are counted. */
export interface MetricsSwitch {
  /** Path inside `conf`. */
  readonly file: string;
  /** Key in it that holds the settings of the function. */
  readonly key: string;
  readonly on: boolean;
}

/** Where metrics of a function are switched on: one place, or for classifiers one in each of these clusters. */
export function metricsSwitches(
  { deployment }: Pick<Config, 'deployment'>,
  name: MetricFunction,
  clusters: readonly string[],
): readonly MetricsSwitch[] {
  if (name !== 'classifier') {
    const on = deployment?.functions[shared[name]].enable_custom_metrics === true;
    return [{ file: 'lambda.json', key: `${name}_config`, on }];
  }
  return clusters.map((cluster) => ({
    file: `clusters/${cluster}.json`,
    key: 'classifier_config',
    on: deployment?.clusters.get(cluster)?.classifier.enable_custom_metrics === true,
  }));
}
