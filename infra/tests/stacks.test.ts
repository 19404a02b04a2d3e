import { describe, expect, it } from 'vitest';
import { buildStacks, renderStacks } from '../src/index.ts';
import { loadFiles, plain, stacksOf, withInfrastructure, withModules } from './helpers/conf.ts';

describe('the stacks of a deployment', () => {
  it('are one for what is shared, one for each stage, one for each cluster, and one for each further region', async () => {
    const { all } = await stacksOf(
      withModules({
        kinesis: { streams: {} },
        cloudwatch_logs_destination: { enabled: true, regions: ['us-east-1', 'eu-west-1'] },
      }),
      {
        'lambda.json': { threat_intel_downloader_config: {} },
        'clusters/corp.json': { data_sources: {}, classifier_config: {} },
      },
    );

    expect(all.map(({ stackName, region, bundles, needs }) => [stackName, region, bundles, needs])).toStrictEqual([
      ['acme-streamalert-shared', 'us-east-1', [], []],
      ['acme-streamalert-alert-processor', 'us-east-1', ['alert-processor'], ['shared']],
      ['acme-streamalert-alert-merger', 'us-east-1', ['alert-merger'], ['shared']],
      ['acme-streamalert-rules-engine', 'us-east-1', ['rules-engine'], ['shared']],
      ['acme-streamalert-threat-intel-downloader', 'us-east-1', ['threat-intel-downloader'], ['shared']],
      ['acme-streamalert-cluster-corp', 'us-east-1', ['classifier-corp'], ['shared']],
      ['acme-streamalert-cluster-prod', 'us-east-1', ['classifier-prod'], ['shared']],
      ['acme-streamalert-cluster-prod-eu-west-1', 'eu-west-1', [], ['cluster-prod']],
    ]);
  });

  it('change alone: a setting of one stage changes the template of that stage', async () => {
    const before = renderStacks(buildStacks(await loadFiles()));
    const after = renderStacks(
      buildStacks(await loadFiles({ 'lambda.json': { alert_merger_config: { memory: 1024 } } })),
    );

    expect([...after].filter(([path, content]) => before.get(path) !== content).map(([path]) => path)).toStrictEqual([
      'alert-merger/template.yaml',
    ]);
  });

  it('keep what holds data when they go', async () => {
    const stacks = await stacksOf(withModules({ kinesis: { streams: {} }, cloudtrail: {} }));

    const holding = ['AWS::S3::Bucket', 'AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::Kinesis::Stream'];
    const found = holding.flatMap((type) => stacks.ofType(type));
    expect(found.length).toBeGreaterThan(8);
    expect(found.filter(({ resource }) => resource.DeletionPolicy !== 'Retain')).toStrictEqual([]);
    expect(found.filter(({ resource }) => resource.UpdateReplacePolicy !== 'Retain')).toStrictEqual([]);
  });

  it('have an alarm on feeds of indicators that cannot be downloaded', async () => {
    const stacks = await stacksOf({ 'lambda.json': { threat_intel_downloader_config: {} } });

    expect(stacks.properties('threat-intel-downloader', 'FeedsFailedAlarm')).toMatchObject({
      Namespace: 'StreamAlert',
      MetricName: 'failed',
      Dimensions: [{ Name: 'stage', Value: 'threat-intel-downloader' }],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
    });
  });

  it('give every resource that takes them the tags of the configuration', async () => {
    const stacks = await stacksOf(withInfrastructure({ tags: { Team: 'security', Name: 'detection' } }));

    expect(stacks.properties('shared', 'AlertsTable')['Tags']).toStrictEqual([
      { Key: 'Name', Value: 'detection' },
      { Key: 'Team', Value: 'security' },
    ]);
    expect(stacks.properties('cluster-prod', 'Function')['Tags']).toStrictEqual({
      Name: 'detection',
      Cluster: 'prod',
      Team: 'security',
    });
  });
});

interface Reference {
  readonly Ref: string;
}

/** A policy of a queue, topic or bucket. */
interface Guard {
  readonly PolicyDocument: { readonly Statement: readonly { readonly Effect: string; readonly Condition?: unknown }[] };
  readonly [targets: string]: unknown;
}

describe('what holds everywhere', () => {
  const everything = [
    withInfrastructure({
      firehose: { enabled: true, enabled_logs: { vpn: {} } },
      artifact_extractor: { enabled: true },
      rule_staging: { enabled: true },
    }),
    withModules({
      kinesis: { streams: { create_user: true } },
      kinesis_events: { enabled: true },
      cloudwatch_events: {},
      cloudwatch_monitoring: { enabled: true },
      flow_logs: { vpcs: ['vpc-1'] },
      cloudtrail: { send_to_sns: true, send_to_cloudwatch: true },
    }),
    { 'lambda.json': { threat_intel_downloader_config: {} } },
  ] as const;

  it('queues, topics and buckets refuse what does not come over TLS', async () => {
    const stacks = await stacksOf(...everything);
    const guarded = (type: string, policyType: string, targets: string) => {
      const all = stacks.ofType(type).map(({ stack, id }) => `${stack}/${id}`);
      const withPolicy = stacks.ofType(policyType).flatMap(({ stack, resource }) => {
        const { PolicyDocument, [targets]: target } = resource.Properties as unknown as Guard;
        const denies = PolicyDocument.Statement.some(
          ({ Effect, Condition }) =>
            Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
        );
        return denies ? [target as Reference | Reference[]].flat().map(({ Ref }) => `${stack}/${Ref}`) : [];
      });
      return [all.toSorted(), withPolicy.toSorted()] as const;
    };

    for (const [type, policyType, targets] of [
      ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues'],
      ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics'],
      ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'Bucket'],
    ] as const) {
      const [all, withPolicy] = guarded(type, policyType, targets);
      expect(all.length).toBeGreaterThan(1);
      expect(withPolicy).toStrictEqual(all);
    }
  });

  it('every resource has tags, but for types that take none', async () => {
    const stacks = await stacksOf(...everything);

    const untagged = stacks.all.flatMap(({ template }) =>
      Object.values(template.Resources)
        .filter(({ Properties }) => Properties?.['Tags'] === undefined)
        .map(({ Type }) => Type),
    );
    expect([...new Set(untagged)].toSorted()).toStrictEqual([
      'AWS::Glue::Database',
      'AWS::Glue::Table',
      'AWS::IAM::AccessKey',
      'AWS::IAM::Group',
      'AWS::KMS::Alias',
      'AWS::Logs::LogStream',
      'AWS::Logs::SubscriptionFilter',
      'AWS::S3::BucketPolicy',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::QueuePolicy',
    ]);
  });

  it('alarms tell of refused reads and writes of tables, of rules that fail, and of records that nobody knows', async () => {
    const stacks = await stacksOf();
    const watched = (stack: string, id: string) => {
      const { AlarmName, Namespace, MetricName, Dimensions, Threshold } = stacks.properties(stack, id);
      return [AlarmName, Namespace, MetricName, Dimensions, Threshold];
    };

    expect([
      watched('shared', 'AlertsTableReadThrottleAlarm'),
      watched('shared', 'AlertsTableWriteThrottleAlarm'),
      watched('rules-engine', 'RuleFailuresAlarm'),
      watched('cluster-prod', 'FailedParsesAlarm'),
    ]).toStrictEqual([
      [
        'acme_streamalert_alerts_reads_throttled',
        'AWS/DynamoDB',
        'ReadThrottleEvents',
        [{ Name: 'TableName', Value: 'acme_streamalert_alerts' }],
        0,
      ],
      [
        'acme_streamalert_alerts_writes_throttled',
        'AWS/DynamoDB',
        'WriteThrottleEvents',
        [{ Name: 'TableName', Value: 'acme_streamalert_alerts' }],
        0,
      ],
      [
        'acme_streamalert_rules_engine_rule_failures',
        'StreamAlert',
        'failed',
        [{ Name: 'stage', Value: 'rules-engine' }],
        0,
      ],
      [
        'acme_prod_streamalert_classifier_failed_parses',
        'StreamAlert',
        'rejectedPercent',
        [
          { Name: 'stage', Value: 'classifier' },
          { Name: 'cluster', Value: 'prod' },
        ],
        10,
      ],
    ]);
  });
});

describe('modules of a cluster', () => {
  it('kinesis: a stream, and roles, users and outputs as asked for', async () => {
    const stacks = await stacksOf(
      withModules({
        kinesis: {
          streams: {
            shards: 3,
            retention: 48,
            shard_level_metrics: ['IncomingBytes'],
            create_user: true,
            trusted_accounts: ['210987654321'],
            terraform_outputs: ['arn', 'secret_key'],
          },
        },
      }),
    );

    expect(stacks.properties('cluster-prod', 'Stream')).toMatchObject({
      Name: 'acme_prod_streamalert',
      ShardCount: 3,
      RetentionPeriodHours: 48,
      DesiredShardLevelMetrics: ['IncomingBytes'],
    });
    expect(plain(stacks.properties('cluster-prod', 'WriterRole')['AssumeRolePolicyDocument'])).toMatchObject({
      Statement: [{ Principal: { AWS: ['arn:aws:iam::210987654321:root'] } }],
    });
    // The secret itself is in no output.
    expect(stacks.all.find(({ id }) => id === 'cluster-prod')?.template.Outputs).toStrictEqual({
      KinesisProdArn: { Description: 'kinesis_prod_arn', Value: { 'Fn::GetAtt': ['Stream', 'Arn'] } },
      KinesisProdSecretKey: { Description: 'kinesis_prod_secret_key', Value: { Ref: 'WriterSecret' } },
    });
  });

  it('kinesis: no user and no key unless somebody asks', async () => {
    const stacks = await stacksOf(withModules({ kinesis: { streams: {} } }));

    expect(stacks.ofType('AWS::IAM::AccessKey')).toStrictEqual([]);
    expect(stacks.ofType('AWS::IAM::User')).toStrictEqual([]);
  });

  it('cloudwatch_monitoring: settings change thresholds and periods of their alarms', async () => {
    const stacks = await stacksOf(
      withModules({
        kinesis: { streams: {} },
        cloudwatch_monitoring: {
          enabled: true,
          settings: {
            lambda_throttle_error_threshold: 5,
            kinesis_write_throughput_exceeded_evaluation_periods: 2,
            lambda_iterator_age_error_period: 60,
          },
        },
      }),
    );

    expect(stacks.properties('cluster-prod', 'ThrottlesAlarm')).toMatchObject({ Threshold: 5 });
    expect(stacks.properties('cluster-prod', 'StreamWriteExceededAlarm')).toMatchObject({
      AlarmName: 'acme_prod_streamalert_write_exceeded',
      EvaluationPeriods: 2,
      Threshold: 10,
    });
    expect(stacks.properties('cluster-prod', 'IteratorAgeAlarm')).toMatchObject({
      AlarmName: 'acme_prod_streamalert_classifier_iterator_age',
      Period: 60,
      Threshold: 1_000_000,
    });
  });

  it('cloudwatch_events: the account by default, everything when the pattern is empty, and who may send', async () => {
    const pattern = async (cloudwatch_events: object) => {
      const stacks = await stacksOf(withModules({ kinesis: { streams: {} }, cloudwatch_events }));
      return stacks.properties('cluster-prod', 'EventsRule')['EventPattern'];
    };

    expect(await pattern({})).toStrictEqual({ account: ['123456789012'] });
    expect(await pattern({ event_pattern: null })).toStrictEqual({ account: [{ prefix: '' }] });
    expect(await pattern({ event_pattern: { source: ['aws.iam'] } })).toStrictEqual({ source: ['aws.iam'] });
    const stacks = await stacksOf(
      withModules({
        kinesis: { streams: {} },
        cloudwatch_events: {
          cross_account: {
            accounts: { '210987654321': ['us-east-1'] },
            organizations: { 'o-example0001': ['us-east-1', 'eu-west-1'] },
          },
        },
      }),
    );
    expect(
      stacks
        .ofType('AWS::Events::EventBusPolicy')
        .map(({ stack, resource }) => [stack, resource.Properties?.['StatementId']]),
    ).toStrictEqual([
      ['cluster-prod', 'account_210987654321_us-east-1'],
      ['cluster-prod', 'organization_o-example0001_us-east-1'],
      ['cluster-prod-eu-west-1', 'organization_o-example0001_eu-west-1'],
    ]);
  });

  it('s3_events: prefixes, suffixes, and both as a wildcard', async () => {
    const stacks = await stacksOf(
      withModules({
        s3_events: {
          'acme.audit.logs': [
            { filter_prefix: 'AWSLogs/' },
            { filter_suffix: '.gz' },
            { filter_prefix: 'a*/', filter_suffix: '.json' },
          ],
        },
      }),
    );

    expect(stacks.properties('cluster-prod', 'AcmeAuditLogsObjects')['EventPattern']).toMatchObject({
      detail: {
        bucket: { name: ['acme.audit.logs'] },
        object: { key: [{ prefix: 'AWSLogs/' }, { suffix: '.gz' }, { wildcard: 'a\\*/*.json' }] },
      },
    });
  });

  it('s3_events: two buckets that start alike have two rules, however long their names are', async () => {
    const start = 'acme-security-audit-logs-of-every-account-in-production';
    const stacks = await stacksOf(withModules({ s3_events: { [`${start}-east`]: [], [`${start}-west`]: [] } }));

    const names = stacks.ofType('AWS::Events::Rule').map(({ resource }) => String(resource.Properties?.['Name']));
    const ofBuckets = names.filter((name) => name.includes('acme-security-audit'));
    expect(new Set(ofBuckets).size).toBe(2);
    expect(ofBuckets.filter((name) => !/^[\w.-]{1,64}$/.test(name))).toStrictEqual([]);
  });

  it('flow_logs: one for each id, into the log group that the configuration names', async () => {
    const stacks = await stacksOf(
      withModules({
        kinesis: { streams: {} },
        flow_logs: { vpcs: ['vpc-1'], enis: ['eni-2'], log_retention: 3, log_group_name: 'flows' },
      }),
    );

    expect(
      stacks
        .ofType('AWS::EC2::FlowLog')
        .map(({ resource }) => [resource.Properties?.['ResourceType'], resource.Properties?.['ResourceId']]),
    ).toStrictEqual([
      ['VPC', 'vpc-1'],
      ['NetworkInterface', 'eni-2'],
    ]);
    expect(stacks.properties('cluster-prod', 'FlowLogGroup')).toMatchObject({
      LogGroupName: 'flows',
      RetentionInDays: 3,
    });
    expect(stacks.properties('cluster-prod', 'FlowLogSubscription')).toMatchObject({ FilterName: 'flows_to_kinesis' });
  });

  it('cloudtrail: a trail with its key, and a bucket that only trails of the named accounts write to', async () => {
    const stacks = await stacksOf(
      withModules({
        cloudtrail: {
          enable_logging: false,
          is_global_trail: false,
          s3_settings: {
            bucket_name: 'acme-trail',
            cross_account_ids: ['210987654321'],
            event_selector_type: 'WriteOnly',
          },
        },
      }),
    );

    expect(stacks.properties('cluster-prod', 'Trail')).toMatchObject({
      TrailName: 'acme-trail',
      IsLogging: false,
      IsMultiRegionTrail: false,
      EnableLogFileValidation: true,
      EventSelectors: [{ ReadWriteType: 'WriteOnly', IncludeManagementEvents: true }],
    });
    const { PolicyDocument } = stacks.properties('cluster-prod', 'TrailBucketPolicy') as {
      PolicyDocument: { Statement: { Sid: string; Resource: unknown }[] };
    };
    expect(plain(PolicyDocument.Statement.find(({ Sid }) => Sid === 'CloudTrailMayWrite')?.Resource)).toStrictEqual([
      'arn:aws:s3:::acme-trail/AWSLogs/123456789012/*',
      'arn:aws:s3:::acme-trail/AWSLogs/210987654321/*',
    ]);
  });
});
