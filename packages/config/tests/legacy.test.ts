import { describe, expect, it } from 'vitest';
import type { Deployment } from '../src/index.ts';
import { type Files, lines, load } from './helpers/conf-dir.ts';

const account = { prefix: 'acme', region: 'us-east-1', aws_account_id: '123456789012' };

/** Loads a configuration of an older version, for a deployment. */
async function upgrade(files: Files): Promise<{ issues: string[]; deployment: Deployment }> {
  const loaded = await load({ 'clusters/prod.json': undefined, ...files }, { deployment: true });
  return { issues: lines(loaded), deployment: loaded.config?.deployment as Deployment };
}

const cluster = (modules: object, more: object = {}) => ({
  'clusters/prod.json': {
    data_sources: { s3: { 'acme.audit.logs': ['vpn'] } },
    classifier_config: {},
    modules,
    ...more,
  },
});

describe('a cluster of the first versions', () => {
  const production = {
    id: 'production',
    region: 'us-west-2',
    modules: {
      stream_alert: {
        rule_processor: { timeout: 10, memory: 256, current_version: '$LATEST' },
        alert_processor: { timeout: 25, memory: 128, current_version: '$LATEST' },
      },
      cloudwatch_monitoring: { enabled: true },
      kinesis: { streams: { shards: 2, retention: 48 }, firehose: { enabled: true, s3_bucket_suffix: 'results' } },
      kinesis_events: { enabled: true },
    },
    outputs: { kinesis: ['username', 'access_key_id', 'secret_key'] },
  };

  it('is understood, with a warning for each older name', async () => {
    const { issues } = await upgrade({ 'clusters/production.json': production });

    expect(issues).toStrictEqual([
      'warning conf/clusters/production.json#: has no data_sources, so nothing of it is classified; they stood in sources.json',
      'warning conf/clusters/production.json#/region: is not read: the region of a deployment is account.region in global.json, which is "us-east-1"; remove it',
      'warning conf/clusters/production.json#/modules/stream_alert: is read as classifier_config of the cluster, rules_engine_config and alert_processor_config of lambda.json; write them there',
      'warning conf/clusters/production.json#/modules/stream_alert/rule_processor/current_version: is not read: the alias production follows the newest version; remove it',
      'warning conf/clusters/production.json#/modules/stream_alert/alert_processor/current_version: is not read: the alias production follows the newest version; remove it',
      'warning conf/clusters/production.json#/modules/kinesis/streams/terraform_outputs: needs create_user: true for username, access_key_id, secret_key; without it they are not printed',
      'warning conf/clusters/production.json#/modules/kinesis/firehose: is read as infrastructure.firehose of global.json, with all log sources of the cluster as enabled_logs; write it there',
      'warning conf/clusters/production.json#/outputs: is read as modules.kinesis.streams.terraform_outputs; write it there',
    ]);
  });

  it('means what it meant', async () => {
    const { deployment } = await upgrade({
      'clusters/production.json': { ...production, data_sources: { kinesis: { acme_production: ['vpn'] } } },
    });

    const { classifier, modules } = deployment.clusters.get('production') ?? {};
    expect([classifier?.timeout, classifier?.memory]).toStrictEqual([10, 256]);
    expect(modules?.kinesis?.streams).toMatchObject({
      shards: 2,
      retention: 48,
      terraform_outputs: ['username', 'access_key_id', 'secret_key'],
    });
    expect([modules?.cloudwatch_monitoring?.enabled, modules?.kinesis_events?.enabled]).toStrictEqual([true, true]);
    const { rulesEngine, alertProcessor } = deployment.functions;
    expect([rulesEngine.timeout, rulesEngine.memory]).toStrictEqual([10, 256]);
    expect([alertProcessor.timeout, alertProcessor.memory]).toStrictEqual([25, 128]);
    expect(deployment.infrastructure.firehose).toMatchObject({ enabled: true, bucket_name: 'acme.results' });
    expect(Object.keys(deployment.infrastructure.firehose.enabled_logs)).toStrictEqual(['vpn']);
  });

  it('gives shared functions the largest value of all clusters, unless lambda.json says one', async () => {
    const of = (timeout: number, memory: number) => ({
      data_sources: {},
      modules: { streamalert: { rule_processor: { timeout, memory } } },
    });
    const { deployment } = await upgrade({
      'clusters/a.json': of(10, 512),
      'clusters/b.json': of(40, 256),
      'lambda.json': { rules_engine_config: { memory: 1024 } },
    });

    expect([deployment.functions.rulesEngine.timeout, deployment.functions.rulesEngine.memory]).toStrictEqual([
      40, 1024,
    ]);
  });
});

describe('older forms of infrastructure.monitoring', () => {
  it.each([
    {
      form: 'a topic that is made',
      monitoring: { create_sns_topic: true },
      issues: [
        'warning conf/global.json#/infrastructure/monitoring/create_sns_topic: is not read: the topic <prefix>_streamalert_monitoring is made unless sns_topic_name names another; remove it, and subscribe again, as the topic was called stream_alert_monitoring',
      ],
      means: {},
    },
    {
      form: 'a topic that exists',
      monitoring: { sns_topic_name: 'security-alarms' },
      issues: [],
      means: { sns_topic_name: 'security-alarms' },
    },
    {
      form: 'both',
      monitoring: { create_sns_topic: false, sns_topic_name: 'security-alarms' },
      issues: [
        'warning conf/global.json#/infrastructure/monitoring/create_sns_topic: is not read: sns_topic_name names a topic that exists; remove it',
      ],
      means: { sns_topic_name: 'security-alarms' },
    },
  ])('$form', async ({ monitoring, issues, means }) => {
    const upgraded = await upgrade({ ...cluster({}), 'global.json': { account, infrastructure: { monitoring } } });

    expect(upgraded.issues).toStrictEqual(issues);
    expect(upgraded.deployment.infrastructure.monitoring).toStrictEqual(means);
  });
});

describe('older names of modules', () => {
  const kinesis = { streams: {} };
  const at = 'conf/clusters/prod.json#/modules';

  it.each([
    {
      name: 'cloudtrail.existing_trail: true',
      modules: { kinesis, cloudtrail: { enabled: true, existing_trail: true } },
      issues: [
        `warning ${at}/cloudtrail/existing_trail: is read as no module cloudtrail; remove the module, and list the bucket of the trail in modules.s3_events`,
      ],
      means: { cloudwatch_events: { enabled: true } },
      not: 'cloudtrail',
    },
    {
      name: 'cloudtrail.existing_trail: false, and event_pattern',
      modules: { kinesis, cloudtrail: { existing_trail: false, event_pattern: { source: ['aws.iam'] } } },
      issues: [
        `warning ${at}/cloudtrail/existing_trail: is not read: a trail is made unless the module is absent; remove it`,
        `warning ${at}/cloudtrail/event_pattern: is read as modules.cloudwatch_events.event_pattern; write it there`,
      ],
      means: { cloudtrail: { enabled: true }, cloudwatch_events: { event_pattern: { source: ['aws.iam'] } } },
    },
    {
      name: 'flat settings of the bucket of a trail',
      modules: { cloudtrail: { enable_s3_events: true, cross_account_ids: ['210987654321'] } },
      issues: [
        `warning ${at}/cloudtrail/enable_s3_events: is read as modules.cloudtrail.s3_settings.enable_events; write it there`,
        `warning ${at}/cloudtrail/cross_account_ids: is read as modules.cloudtrail.s3_settings.cross_account_ids; write it there`,
      ],
      means: { cloudtrail: { s3_settings: { enable_events: true, cross_account_ids: ['210987654321'] } } },
    },
    {
      name: 'flow_logs.log_group_name',
      modules: { kinesis, flow_logs: { vpcs: ['vpc-1'], log_group_name: 'flows' } },
      issues: [
        `warning ${at}/flow_logs/log_group_name: names the log group "flows" again, as before 3.5, which called it <prefix>_<cluster>_streamalert_flow_logs`,
      ],
      means: { flow_logs: { log_group_name: 'flows', vpcs: ['vpc-1'] } },
    },
    {
      name: 's3_events of one bucket',
      modules: { s3_events: { s3_bucket_id: 'acme.audit.logs' } },
      issues: [`warning ${at}/s3_events/s3_bucket_id: is read as {"acme.audit.logs": []}; write that`],
      means: { s3_events: { 'acme.audit.logs': { filters: [] } } },
    },
    {
      name: 's3_events as a list',
      modules: {
        s3_events: [
          { bucket_id: 'a', filter_prefix: 'AWSLogs/' },
          { bucket_id: 'a', filter_suffix: '.gz' },
          { bucket_id: 'b', enable_events: false },
          { bucket_id: 'c' },
        ],
      },
      issues: [`warning ${at}/s3_events: is read as an object of buckets and filters, {"a": […], "c": []}; write that`],
      means: {
        s3_events: {
          a: {
            filters: [
              { filter_prefix: 'AWSLogs/', filter_suffix: '' },
              { filter_prefix: '', filter_suffix: '.gz' },
            ],
          },
          c: { filters: [] },
        },
      },
    },
    {
      name: 'modules that were true or false',
      modules: { kinesis, kinesis_events: false, cloudwatch_monitoring: true },
      issues: [
        `warning ${at}/kinesis_events: is read as {"enabled": false}; write that`,
        `warning ${at}/cloudwatch_monitoring: is read as {"enabled": true}; write that`,
      ],
      means: { kinesis_events: { enabled: false }, cloudwatch_monitoring: { enabled: true } },
    },
  ])('$name', async ({ modules, issues, means, not = '' }) => {
    const upgraded = await upgrade(cluster(modules));

    expect(upgraded.issues).toStrictEqual(issues);
    expect(upgraded.deployment.clusters.get('prod')?.modules).toMatchObject(means);
    expect(Object.keys(upgraded.deployment.clusters.get('prod')?.modules ?? {})).not.toContain(not);
  });
});
