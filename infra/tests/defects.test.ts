import { describe, expect, it } from 'vitest';
import { plain, stacksOf, withInfrastructure, withModules } from './helpers/conf.ts';

const stream = { streams: {} };
const kept = { firehose: { enabled: true, enabled_logs: { vpn: {} } } };

describe('traps of 3.5, by their numbers', () => {
  it('B1: the artifacts stream is covered when names of streams have no prefix', async () => {
    const stacks = await stacksOf(
      withInfrastructure({
        firehose: { ...kept.firehose, use_prefix: false },
        artifact_extractor: { enabled: true },
      }),
    );

    expect(stacks.allowed('cluster-prod')['KeepHistory']?.resources).toStrictEqual([
      'arn:aws:firehose:us-east-1:123456789012:deliverystream/streamalert_vpn_login',
      'arn:aws:firehose:us-east-1:123456789012:deliverystream/streamalert_vpn_session',
      'arn:aws:firehose:us-east-1:123456789012:deliverystream/acme_streamalert_artifacts',
    ]);
  });

  it('B2: streams, topics, queues and tables are encrypted with keys of the account', async () => {
    const stacks = await stacksOf(withModules({ kinesis: stream, cloudtrail: { send_to_sns: true } }), {
      'lambda.json': { threat_intel_downloader_config: {} },
    });

    const keys = {
      'AWS::Kinesis::Stream': 'StreamEncryption',
      'AWS::SNS::Topic': 'KmsMasterKeyId',
      'AWS::SQS::Queue': 'KmsMasterKeyId',
      'AWS::DynamoDB::Table': 'SSESpecification',
      'AWS::S3::Bucket': 'BucketEncryption',
      'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamEncryptionConfigurationInput',
    };
    for (const [type, property] of Object.entries(keys)) {
      const found = stacks.ofType(type);
      expect(found, type).not.toHaveLength(0);
      expect(found.filter(({ resource }) => resource.Properties?.[property] === undefined)).toStrictEqual([]);
    }
  });

  it('B3: a batch that cannot be read does not block its shard', async () => {
    const stacks = await stacksOf(withModules({ kinesis: stream, kinesis_events: { enabled: true } }));

    const { Events } = stacks.properties('cluster-prod', 'Function') as { Events: { Stream: { Properties: object } } };
    expect(Events.Stream.Properties).toMatchObject({
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Type: 'SQS', Destination: { 'Fn::GetAtt': ['StreamDeadLetters', 'Arn'] } } },
    });
  });

  it('B4: each alarm has one owner', async () => {
    const stacks = await stacksOf(
      withModules({ kinesis: stream, kinesis_events: { enabled: true }, cloudwatch_monitoring: { enabled: true } }),
      { 'lambda.json': { rule_promotion_config: {}, threat_intel_downloader_config: {} } },
    );

    const names = stacks.ofType('AWS::CloudWatch::Alarm').map(({ resource }) => resource.Properties?.['AlarmName']);
    expect(names).toStrictEqual([...new Set(names)]);
  });

  it('B5: log groups of trails have the names of their clusters', async () => {
    const trail = { kinesis: stream, cloudtrail: { send_to_cloudwatch: true } };
    const stacks = await stacksOf(withModules(trail), {
      'clusters/corp.json': { data_sources: {}, classifier_config: {}, modules: trail },
    });

    const groups = ['prod', 'corp'].map(
      (name) => stacks.properties(`cluster-${name}`, 'TrailLogGroup')['LogGroupName'],
    );
    expect(groups).toStrictEqual(['acme_prod_streamalert_cloudtrail', 'acme_corp_streamalert_cloudtrail']);
  });

  it('B6: one bucket may serve two clusters, and keeps its own notifications', async () => {
    const events = { s3_events: { 'acme.audit.logs': [] } };
    const stacks = await stacksOf(withModules(events), {
      'clusters/corp.json': { data_sources: {}, classifier_config: {}, modules: events },
    });

    expect(stacks.ofType('AWS::Events::Rule').map(({ resource }) => resource.Properties?.['Name'])).toStrictEqual([
      'acme_corp_acme.audit.logs',
      'acme_prod_acme.audit.logs',
    ]);
    expect(
      stacks
        .ofType('AWS::S3::Bucket')
        .some(({ resource }) => resource.Properties?.['BucketName'] === 'acme.audit.logs'),
    ).toBe(false);
  });

  it('B7: objects encrypted with a key of somebody else can be read', async () => {
    const key = 'arn:aws:kms:us-east-1:123456789012:key/0000';
    const stacks = await stacksOf(withModules({ s3_events: { 'acme.audit.logs': { kms_key_arn: key } } }));

    expect(stacks.allowed('cluster-prod')['DecryptObjects']).toStrictEqual({
      actions: ['kms:Decrypt'],
      resources: [key],
    });
  });

  it('B8: buffers are large enough for Parquet without being told', async () => {
    const stacks = await stacksOf(withInfrastructure(kept));

    const sizes = stacks
      .ofType('AWS::KinesisFirehose::DeliveryStream')
      .map(({ resource }) => resource.Properties?.['ExtendedS3DestinationConfiguration'] as { BufferingHints: object })
      .map(({ BufferingHints }) => BufferingHints);
    expect(sizes).toStrictEqual(sizes.map(() => ({ SizeInMBs: 128, IntervalInSeconds: 300 })));
    expect(sizes).toHaveLength(3);
  });

  it('B10: every alarm tells somebody', async () => {
    const stacks = await stacksOf(withModules({ kinesis: stream, cloudwatch_monitoring: { enabled: true } }));

    const actions = stacks
      .ofType('AWS::CloudWatch::Alarm')
      .map(({ resource }) => plain(resource.Properties?.['AlarmActions']));
    expect(new Set(actions.map((action) => JSON.stringify(action)))).toStrictEqual(
      new Set(['["arn:aws:sns:us-east-1:123456789012:acme_streamalert_monitoring"]']),
    );
  });

  it('B11: the size of batches of the rules engine is read', async () => {
    const stacks = await stacksOf({
      'lambda.json': {
        rules_engine_config: { sqs_record_batch_size: 100, sqs_batching_window_secs: 2, concurrency_limit: 7 },
      },
    });

    const { Events } = stacks.properties('rules-engine', 'Function') as {
      Events: { ClassifiedRecords: { Properties: object } };
    };
    expect(Events.ClassifiedRecords.Properties).toMatchObject({
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: 2,
      ScalingConfig: { MaximumConcurrency: 7 },
    });
  });

  it('B12: a renamed bucket of alerts is the one that is written to', async () => {
    const stacks = await stacksOf(withInfrastructure({ alerts_firehose: { bucket_name: 'acme-alerts' } }));

    const { Policies } = stacks.properties('shared', 'DeliveryRole') as {
      Policies: { PolicyDocument: { Statement: { Resource: unknown }[] } }[];
    };
    expect(plain(Policies[0]?.PolicyDocument.Statement[0]?.Resource)).toStrictEqual(['arn:aws:s3:::acme-alerts/*']);
  });

  it('B13: queues wait six times the time limit, and have dead-letter queues with alarms', async () => {
    const stacks = await stacksOf({ 'lambda.json': { rules_engine_config: { timeout: 90 } } });

    expect(stacks.properties('shared', 'ClassifiedQueue')).toMatchObject({
      VisibilityTimeout: 540,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': ['ClassifiedQueueDeadLetters', 'Arn'] },
        maxReceiveCount: 5,
      },
    });
    const queues = stacks.ofType('AWS::SQS::Queue').map(({ resource }) => resource.Properties?.['QueueName']);
    const letters = queues.filter((name) => String(name).endsWith('_dead_letters'));
    const watched = stacks
      .ofType('AWS::CloudWatch::Alarm')
      .map(({ resource }) => String(resource.Properties?.['AlarmName']))
      .filter((name) => name.endsWith('_dead_letters_not_empty'));
    expect(watched.toSorted()).toStrictEqual(letters.map((name) => `${String(name)}_not_empty`).toSorted());
  });

  it('B14: every delivery stream logs what it could not deliver', async () => {
    const stacks = await stacksOf(withInfrastructure({ ...kept, artifact_extractor: { enabled: true } }));

    const logged = stacks
      .ofType('AWS::KinesisFirehose::DeliveryStream')
      .map(({ resource }) => resource.Properties?.['ExtendedS3DestinationConfiguration'] as object);
    expect(logged).toHaveLength(4);
    for (const destination of logged) {
      expect(destination).toMatchObject({ CloudWatchLoggingOptions: { Enabled: true, LogStreamName: 'S3Delivery' } });
    }
  });

  it('B15: no record at all trips the alarm on too few', async () => {
    const stacks = await stacksOf(
      withInfrastructure({
        firehose: { enabled: true, enabled_logs: { vpn: { enable_alarm: true, log_min_count_threshold: 5 } } },
      }),
    );

    expect(stacks.properties('shared', 'VpnLoginVolumeAlarm')).toMatchObject({
      AlarmName: 'acme_streamalert_vpn_login_record_count',
      TreatMissingData: 'breaching',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 5,
      Period: 86_400,
      Namespace: 'StreamAlert',
      MetricName: 'kept',
      Dimensions: [
        { Name: 'stage', Value: 'history' },
        { Name: 'table', Value: 'vpn_login' },
      ],
    });
  });

  it('B16: nested objects become structs, however deep', async () => {
    const stacks = await stacksOf(withInfrastructure(kept));

    const { TableInput } = stacks.properties('shared', 'VpnSessionKeptTable') as {
      TableInput: { StorageDescriptor: { Columns: unknown } };
    };
    expect(TableInput.StorageDescriptor.Columns).toStrictEqual([
      { Name: 'device', Type: 'struct<id:string,os:struct<name:string>,tags:array<string>>' },
      { Name: 'user', Type: 'string' },
    ]);
  });

  it('B18: the engine reads the table that the configuration names, and the downloader writes to it', async () => {
    const stacks = await stacksOf({
      'normalized_types.json': {},
      'threat_intel.json': { enabled: true, dynamodb_table_name: 'iocs', normalized_ioc_types: {} },
      'lambda.json': { threat_intel_downloader_config: {} },
    });

    expect(stacks.allowed('rules-engine')['ReadIndicators']?.resources).toStrictEqual([
      'arn:aws:dynamodb:us-east-1:123456789012:table/iocs',
      'arn:aws:dynamodb:us-east-1:123456789012:table/iocs/index/*',
    ]);
    expect(stacks.allowed('threat-intel-downloader')['WriteIndicators']?.resources).toStrictEqual([
      'arn:aws:dynamodb:us-east-1:123456789012:table/iocs',
    ]);
    expect(stacks.properties('shared', 'IndicatorsTable')['TableName']).toBe('iocs');
  });

  it('B25: events that functions with a schedule fail on wait in a queue, and an alarm tells of them', async () => {
    const stacks = await stacksOf(withInfrastructure({ rule_staging: { enabled: true } }), {
      'lambda.json': { threat_intel_downloader_config: {} },
    });

    for (const [stack, name] of [
      ['rule-promotion', 'acme_streamalert_rule_promotion'],
      ['threat-intel-downloader', 'acme_streamalert_threat_intel_downloader'],
    ] as const) {
      expect(stacks.properties(stack, 'Function')['EventInvokeConfig']).toStrictEqual({
        MaximumRetryAttempts: 2,
        DestinationConfig: { OnFailure: { Type: 'SQS', Destination: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] } } },
      });
      expect(stacks.properties(stack, 'DeadLetters')['QueueName']).toBe(`${name}_dead_letters`);
      expect(stacks.properties(stack, 'DeadLettersAlarm')).toMatchObject({
        AlarmName: `${name}_dead_letters_not_empty`,
        Dimensions: [{ Name: 'QueueName', Value: `${name}_dead_letters` }],
      });
    }
  });

  it('B19: lookup tables need no scheduled queries', async () => {
    const tables = {
      a: { driver: 's3', bucket: 'acme-lookups', key: 'a.json' },
      b: { driver: 'dynamodb', table: 'acme-b', partition_key: 'k', value_key: 'v' },
    };
    const stacks = await stacksOf({ 'lookup_tables.json': { enabled: true, tables } });

    for (const stack of ['rules-engine', 'alert-processor', 'cluster-prod']) {
      expect(stacks.allowed(stack)).toMatchObject({
        ReadLookupObjects: { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::acme-lookups/a.json'] },
        ReadLookupRows: { resources: ['arn:aws:dynamodb:us-east-1:123456789012:table/acme-b'] },
      });
    }
  });

  it('B22: the table of artifacts has the parameters of its format', async () => {
    const stacks = await stacksOf(withInfrastructure({ ...kept, artifact_extractor: { enabled: true } }));

    expect(stacks.properties('shared', 'ArtifactsKeptTable')).toMatchObject({
      TableInput: {
        StorageDescriptor: { SerdeInfo: { Parameters: { 'serialization.format': '1' } } },
        PartitionKeys: [{ Name: 'dt', Type: 'string' }],
      },
    });
  });

  it('B26: nothing is announced of a trail whose events all come by the log group', async () => {
    const cloudtrail = (cross_account_ids: string[]) => ({
      kinesis: stream,
      cloudtrail: { send_to_cloudwatch: true, s3_settings: { enable_events: true, cross_account_ids } },
    });
    const alone = await stacksOf(withModules(cloudtrail([])));
    const others = await stacksOf(withModules(cloudtrail(['210987654321'])));

    const patterns = (stacks: typeof alone) =>
      stacks.ofType('AWS::Events::Rule').map(({ resource }) => resource.Properties?.['EventPattern']);
    expect(patterns(alone)).toStrictEqual([]);
    expect(patterns(others)).toStrictEqual([
      {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: ['acme-prod-streamalert-cloudtrail'] },
          object: { key: [{ prefix: 'AWSLogs/210987654321/CloudTrail/' }] },
        },
      },
    ]);
  });
});
