import { largeConf } from './large-conf.ts';

type Settings = Readonly<Record<string, object>>;

const lambda = largeConf['lambda.json'] as Settings;
const east = largeConf['clusters/east.json'] as Settings;

/** Functions that are deployed, by their key in `lambda.json`. */
const functions = [
  'rules_engine_config',
  'alert_merger_config',
  'alert_processor_config',
  'rule_promotion_config',
  'threat_intel_downloader_config',
];

/** The name of the alarm that {@link oneClusterConf} has for each function. */
export const alarmOf = (name: string): string => `Watched ${name}`;

/** An alarm with everything that is required. */
export const alarm = {
  metric_name: 'AlertMerger-AlertAttempts',
  comparison_operator: 'GreaterThanThreshold',
  evaluation_periods: 1,
  period: 60,
  threshold: 1,
};

const alarms = (name: string): object => ({ custom_metric_alarms: { [alarmOf(name)]: alarm } });

const vpc = { vpc_config: { subnet_ids: ['subnet-0'], security_group_ids: ['sg-0'] } };

/**
 * The cluster of the large configuration in which every module is on, with every kind of setting that a function has and log types that
 * make small templates: whatever option changes, something of it changes.
 */
export const oneClusterConf: Readonly<Record<string, unknown>> = {
  'global.json': largeConf['global.json'],
  'outputs.json': largeConf['outputs.json'],
  'lambda.json': {
    ...Object.fromEntries(functions.map((name) => [name, { ...lambda[name], ...alarms(name), ...vpc }])),
    classifier_config: alarms('classifier_config'),
  },
  'clusters/east.json': {
    ...east,
    enable_threat_intel: true,
    classifier_config: { ...east['classifier_config'], ...alarms('east') },
  },
  'normalized_types.json': {},
  'threat_intel.json': { enabled: true, normalized_ioc_types: {} },
  'schemas/logs.json': Object.fromEntries(
    ['cloudtrail:events', 'osquery:differential', 'cloudwatch:events'].map((name) => [
      name,
      { parser: 'json', schema: { name: 'string' } },
    ]),
  ),
};
