import { describe, expect, it } from 'vitest';
import { issuesOf, load } from './helpers/conf-dir.ts';

const account = { prefix: 'acme', region: 'us-east-1', aws_account_id: '123456789012' };
const withModules = (modules: object) => ({
  'clusters/prod.json': { data_sources: { s3: { 'acme.audit.logs': ['vpn'] } }, classifier_config: {}, modules },
});
const withInfrastructure = (infrastructure: object) => ({ 'global.json': { account, infrastructure } });

describe('what a deployment is built from', () => {
  it('has every default where the files say nothing', async () => {
    const { config } = await load({}, { deployment: true });

    const alarm = { enabled: true, threshold: 0, evaluation_periods: 1, period_secs: 120 };
    const settings = {
      memory: 512,
      timeout: 60,
      concurrency_limit: -1,
      log_level: 'info',
      log_retention_days: 14,
      enable_custom_metrics: false,
      metric_alarms: { errors: alarm, throttles: alarm },
      custom_metric_alarms: {},
      vpc_config: { security_group_ids: [], subnet_ids: [] },
    };
    expect(config?.deployment).toMatchObject({
      account,
      infrastructure: {
        alerts_firehose: { buffer_size: 128, buffer_interval: 300, cloudwatch_log_retention: 14 },
        artifact_extractor: { enabled: false, firehose_buffer_interval: 900, table_name: 'artifacts' },
        classifier_sqs: { use_prefix: true },
        firehose: { enabled: false, use_prefix: true, buffer_size: 128, buffer_interval: 300, enabled_logs: {} },
        monitoring: {},
        rule_staging: { enabled: false, cache_refresh_minutes: 10 },
        s3_access_logging: {},
        tags: {},
      },
      functions: {
        rulesEngine: { ...settings, enabled: true, log_rule_statistics: false, sqs_record_batch_size: 10 },
        alertMerger: { ...settings, enabled: true, schedule_expression: 'rate(1 minute)' },
        alertProcessor: { ...settings, enabled: true },
        history: { file_format: 'parquet' },
      },
      scheduledQueries: { enabled: false },
    });
    expect(config?.deployment?.functions.threatIntelDownloader).toBeUndefined();
    expect(config?.deployment?.clusters).toStrictEqual(
      new Map([
        [
          'prod',
          {
            name: 'prod',
            classifier: { ...settings, additional_keys: 'reject', inputs: { 'aws-sns': [] } },
            modules: {},
          },
        ],
      ]),
    );
  });

  it('has the settings of the downloader of indicators once it is asked for, numbers as text and its older schedule too', async () => {
    const { config } = await load(
      {
        'lambda.json': { threat_intel_downloader_config: { memory: '256', timeout: '120', interval: 'rate(2 days)' } },
      },
      { deployment: true },
    );

    expect(config?.deployment?.functions.threatIntelDownloader).toMatchObject({
      memory: 256,
      timeout: 120,
      schedule_expression: 'rate(2 days)',
      ioc_types: ['domain', 'ip', 'md5'],
    });
  });

  it.each([
    ['a feed of threat intelligence that is enabled', { enabled: true }, true],
    ['no feed', { enabled: true, feeds: {} }, false],
    ['threat intelligence that is not enabled', { enabled: false }, false],
  ])('asks for the downloader of indicators for %s', async (_case, intel, isAskedFor) => {
    const feeds = { acme: { type: 'list', url: 'https://example.com/list' } };
    const { config } = await load(
      {
        'normalized_types.json': {},
        'threat_intel.json': { normalized_ioc_types: {}, feeds, ...intel },
      },
      { deployment: true },
    );

    const downloader = config?.deployment?.functions.threatIntelDownloader;
    expect(downloader?.schedule_expression).toBe(isAskedFor ? 'rate(1 day)' : undefined);
    expect([...(config?.threatIntel?.feeds.keys() ?? [])]).toStrictEqual('feeds' in intel ? [] : ['acme']);
  });

  it.each([
    ['defaults', {}, ['crowdstrike', '@airbnb.com']],
    ['what stands there', { ioc_filters: [] }, []],
  ])('filters the feed of 3.5 by %s', async (_case, config35, iocFilters) => {
    const { config } = await load({
      'lambda.json': { threat_intel_downloader_config: config35 },
      'normalized_types.json': {},
      'threat_intel.json': { normalized_ioc_types: {} },
    });

    expect(config?.threatIntel?.feeds.get('threatstream')).toStrictEqual({
      name: 'threatstream',
      type: 'threatstream',
      enabled: true,
      url: 'https://api.threatstream.com',
      iocTypes: ['domain', 'ip', 'md5'],
      iocFilters,
      excludedSubTypes: ['bot_ip', 'brute_ip', 'scan_ip', 'spam_ip', 'tor_ip'],
      expiresDays: 90,
      intervalMinutes: 1440,
    });
  });

  it('gives each bucket filters, and the key that its objects are encrypted with', async () => {
    const key = 'arn:aws:kms:us-east-1:123456789012:key/0000';
    const { config } = await load(
      withModules({ s3_events: { a: [], b: [{ filter_prefix: 'x/' }], c: { kms_key_arn: key } } }),
      { deployment: true },
    );

    expect(config?.deployment?.clusters.get('prod')?.modules.s3_events).toStrictEqual({
      a: { filters: [] },
      b: { filters: [{ filter_prefix: 'x/', filter_suffix: '' }] },
      c: { filters: [], kms_key_arn: key },
    });
  });

  it('is not there when it was not asked for', async () => {
    expect((await load({})).config?.deployment).toBeUndefined();
  });
});

describe('settings that only matter on AWS', () => {
  const at = 'conf/clusters/prod.json#/modules';

  it.each([
    {
      what: 'modules that need the stream of the cluster',
      files: withModules({
        kinesis_events: { enabled: true },
        cloudwatch_events: {},
        cloudwatch_logs_destination: { enabled: true, regions: ['us-east-1'] },
        flow_logs: { vpcs: ['vpc-1'] },
        cloudtrail: { send_to_cloudwatch: true },
      }),
      issues: [
        'kinesis_events',
        'cloudwatch_events',
        'cloudwatch_logs_destination',
        'flow_logs',
        'cloudtrail/send_to_cloudwatch',
      ].map((module) => `error ${at}/${module}: needs the stream of the cluster; add modules.kinesis`),
    },
    {
      what: 'and do not when they are off, or write elsewhere',
      files: withModules({
        cloudwatch_events: { enabled: false },
        cloudwatch_logs_destination: {},
        flow_logs: { enabled: false },
        cloudtrail: { send_to_cloudwatch: true, cloudwatch_destination_arn: 'arn:aws:logs:us-east-1:123456789012:x' },
      }),
      issues: [],
    },
    {
      what: 'flow logs of nothing, and destinations nowhere',
      files: withModules({
        kinesis: { streams: {} },
        flow_logs: {},
        cloudwatch_logs_destination: { enabled: true },
      }),
      issues: [
        `error ${at}/flow_logs: needs at least one id in vpcs, subnets or enis`,
        `error ${at}/cloudwatch_logs_destination: needs at least one region in regions`,
      ],
    },
    {
      what: 'options that change nothing as others are',
      files: {
        ...withInfrastructure({ firehose: { enabled_logs: { vpn: {} } } }),
        'lambda.json': {
          rules_engine_config: { vpc_config: { security_group_ids: ['sg-1'] }, schedule_expression: 'rate(1 hour)' },
          threat_intel_downloader_config: { interval: 'rate(2 days)', table_rcu: 5 },
        },
        'scheduled_queries.json': { enabled: true },
        'clusters/prod.json': {
          data_sources: {},
          classifier_config: { metric_alarms: { throttles: { threshold: 2 } } },
          modules: {
            kinesis: { streams: { capacity_mode: 'on-demand', shards: 3, terraform_outputs: ['arn', 'user_arn'] } },
            cloudwatch_monitoring: { enabled: true, settings: { lambda_throttle_error_threshold: 5 } },
            cloudtrail: {
              exclude_home_region_events: true,
              allow_cross_account_sns: true,
              send_to_sns: false,
              s3_settings: { ignore_digest: true },
            },
          },
        },
      },
      issues: [
        'warning conf/global.json#/infrastructure/firehose/enabled_logs: has no effect without enabled: true',
        'warning conf/lambda.json#/rules_engine_config/vpc_config/security_group_ids: has no effect without subnet_ids',
        'note conf/lambda.json#/rules_engine_config/schedule_expression: is not used: the queue invokes it',
        'warning conf/lambda.json#/threat_intel_downloader_config: downloads nothing, because there is no threat_intel.json',
        'note conf/lambda.json#/threat_intel_downloader_config/interval: is the older name of schedule_expression',
        'note conf/lambda.json#/threat_intel_downloader_config/table_rcu: is not used: tables bill on demand',
        'note conf/scheduled_queries.json#/enabled: queries are checked, and not deployed by this version',
        'warning conf/clusters/prod.json#/classifier_config/metric_alarms/throttles/threshold: has no effect: modules.cloudwatch_monitoring.settings.lambda_throttle_error_threshold is used',
        `warning ${at}/kinesis/streams/shards: has no effect without capacity_mode "provisioned"`,
        `warning ${at}/kinesis/streams/terraform_outputs: needs create_user: true for user_arn; without it they are not printed`,
        `warning ${at}/cloudtrail/exclude_home_region_events: has no effect without send_to_cloudwatch: true`,
        `warning ${at}/cloudtrail/allow_cross_account_sns: has no effect without send_to_sns: true`,
        `warning ${at}/cloudtrail/s3_settings/ignore_digest: has no effect without enable_events: true`,
      ],
    },
    {
      what: 'what CloudWatch and Lambda would refuse',
      files: {
        'lambda.json': { alert_merger_config: { log_retention_days: 10, vpc_config: { subnet_ids: ['subnet-1'] } } },
        ...withModules({ kinesis: { streams: {} }, flow_logs: { vpcs: ['vpc-1'], log_retention: 2 } }),
      },
      issues: [
        'error conf/lambda.json#/alert_merger_config/log_retention_days: retention 10 is not one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653',
        'error conf/lambda.json#/alert_merger_config/vpc_config/subnet_ids: needs security_group_ids',
        `error ${at}/flow_logs/log_retention: retention 2 is not one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653`,
      ],
    },
    {
      what: 'keys of an event pattern, modules, and metrics that do not exist',
      files: withModules({
        kinesis: { streams: { shard_level_metrics: ['IncomingByte'] } },
        cloudwatch_events: { event_pattern: { sources: ['aws.iam'] } },
        kinsis: {},
      }),
      issues: [
        `error ${at}/kinesis/streams/shard_level_metrics/0: metric "IncomingByte" is not one of IncomingBytes, IncomingRecords, OutgoingBytes, OutgoingRecords, WriteProvisionedThroughputExceeded, ReadProvisionedThroughputExceeded, IteratorAgeMilliseconds, ALL; did you mean "IncomingBytes"?`,
        `error ${at}/cloudwatch_events/event_pattern/sources: key "sources" is not one of version, id, detail-type, source, account, time, region, resources, detail; did you mean "source"?`,
        `error ${at}/kinsis: module "kinsis" is not one of kinesis, kinesis_events, cloudwatch_monitoring, cloudtrail, cloudwatch_events, cloudwatch_logs_destination, flow_logs, s3_events, streamalert_apps; did you mean "kinesis"?`,
      ],
    },
    {
      what: 'buffers too small for Parquet',
      files: withInfrastructure({ firehose: { buffer_size: 5 } }),
      issues: [
        'error conf/global.json#/infrastructure/firehose/buffer_size: must be at least 64 (MB), as history is Parquet',
      ],
    },
    {
      what: 'which JSON may be',
      files: {
        ...withInfrastructure({ firehose: { buffer_size: 5 } }),
        'lambda.json': { athena_partitioner_config: { file_format: 'json' } },
      },
      issues: [
        'note conf/lambda.json#/athena_partitioner_config: the function is not deployed by this version, as tables know their partitions; database_name, results_bucket and file_format are read',
      ],
    },
    {
      what: 'artifacts without history',
      files: withInfrastructure({ artifact_extractor: { enabled: true } }),
      issues: [
        'error conf/global.json#/infrastructure/artifact_extractor/enabled: needs infrastructure.firehose.enabled: true',
      ],
    },
    {
      what: 'log types that are kept and do not exist',
      files: withInfrastructure({
        firehose: { enabled: true, enabled_logs: { vpn: {}, 'vpn:login': {}, 'vpn:logn': {} } },
      }),
      issues: [
        'error conf/global.json#/infrastructure/firehose/enabled_logs/vpn:logn: no log type is called "vpn:logn"; did you mean "vpn:login"?',
      ],
    },
    {
      what: 'two alarms of one name',
      files: {
        'lambda.json': { rules_engine_config: { custom_metric_alarms: { Quiet: alarm } } },
        'clusters/prod.json': {
          data_sources: {},
          classifier_config: { custom_metric_alarms: { Quiet: { ...alarm, period: 90 } } },
        },
      },
      issues: [
        'error conf/clusters/prod.json#/classifier_config/custom_metric_alarms/Quiet: an alarm "Quiet" is in conf/lambda.json too; rename one',
        'error conf/clusters/prod.json#/classifier_config/custom_metric_alarms/Quiet/period: must be a multiple of 60, is 90',
      ],
    },
    {
      what: 'a cluster of a reserved name',
      files: { 'clusters/main.json': { data_sources: {}, classifier_config: {} } },
      issues: ['error conf/clusters/main.json#: cannot be called main: the name is reserved; rename the file'],
    },
    {
      what: 'a downloader of indicators without feeds',
      files: { 'lambda.json': { threat_intel_downloader_config: {} } },
      issues: [
        'warning conf/lambda.json#/threat_intel_downloader_config: downloads nothing, because there is no threat_intel.json',
      ],
    },
    {
      what: 'larger batches without a window',
      files: { 'lambda.json': { rules_engine_config: { sqs_record_batch_size: 50 } } },
      issues: [
        'error conf/lambda.json#/rules_engine_config/sqs_record_batch_size: more than 10 messages need sqs_batching_window_secs of at least 1',
      ],
    },
  ])('are checked: $what', async ({ files, issues }) => {
    expect(await issuesOf(files)).toStrictEqual(issues);
  });
});

const alarm = {
  metric_name: 'RulesEngine-TriggeredAlerts',
  comparison_operator: 'LessThanThreshold',
  evaluation_periods: 1,
  period: 3600,
  threshold: 1,
};
