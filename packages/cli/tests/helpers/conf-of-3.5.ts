/** Files of `conf/` as a deployment of 3.5 has them: its keys, its schemas, nothing of ours. */
export const confOf35: Readonly<Record<string, unknown>> = {
  'conf/global.json': {
    account: { aws_account_id: '123456789012', prefix: 'acme', region: 'us-east-1' },
    general: {
      matcher_locations: ['matchers'],
      rule_locations: ['rules'],
      scheduled_query_locations: ['scheduled_queries'],
      publisher_locations: ['publishers'],
    },
    infrastructure: {
      alerts_table: { read_capacity: 5, write_capacity: 5 },
      classifier_sqs: { use_prefix: true },
      firehose: { enabled: false },
      rule_staging: { enabled: false, cache_refresh_minutes: 10, table: { read_capacity: 20, write_capacity: 5 } },
    },
  },
  'conf/clusters/prod.json': {
    id: 'prod',
    classifier_config: { enable_custom_metrics: true, log_level: 'info', memory: 128, timeout: 60 },
    data_sources: {
      kinesis: { acme_prod_streamalert: ['cloudwatch'] },
      s3: { 'acme.logs.cloudtrail': ['cloudtrail'] },
    },
    modules: {
      cloudwatch_monitoring: { enabled: true },
      kinesis: { streams: { retention: 24, shards: 1 } },
      kinesis_events: { batch_size: 100, enabled: true },
    },
  },
  'conf/lambda.json': {
    alert_merger_config: { memory: 128, timeout: 60 },
    rules_engine_config: { log_level: 'info', memory: 128, timeout: 60 },
  },
  'conf/outputs.json': { 'aws-firehose': { alerts: 'acme_streamalert_alert_delivery' }, slack: ['security'] },
  'conf/schemas/cloudtrail.json': {
    'cloudtrail:events': {
      schema: {
        additionalEventData: {},
        apiVersion: 'string',
        awsRegion: 'string',
        errorCode: 'string',
        errorMessage: 'string',
        eventID: 'string',
        eventName: 'string',
        eventSource: 'string',
        eventTime: 'string',
        eventType: 'string',
        eventVersion: 'string',
        managementEvent: 'boolean',
        readOnly: 'boolean',
        recipientAccountId: 'string',
        requestID: 'string',
        requestParameters: {},
        resources: [],
        responseElements: {},
        sourceIPAddress: 'string',
        userAgent: 'string',
        userIdentity: {},
      },
      parser: 'json',
      configuration: {
        json_path: 'Records[*]',
        optional_top_level_keys: [
          'additionalEventData',
          'apiVersion',
          'errorCode',
          'errorMessage',
          'managementEvent',
          'readOnly',
          'requestID',
          'resources',
          'sourceIPAddress',
          'userAgent',
        ],
      },
    },
  },
  'conf/schemas/cloudwatch.json': {
    'cloudwatch:events': {
      schema: {
        account: 'string',
        detail: {},
        'detail-type': 'string',
        id: 'string',
        region: 'string',
        resources: [],
        source: 'string',
        time: 'string',
        version: 'string',
      },
      parser: 'json',
      configuration: { normalization: { event_name: ['detail', 'eventName'] } },
    },
  },
};

/** CloudTrail through EventBridge, as 3.5's events have it. */
const cloudWatch = (detail: object) => ({
  account: '123456789012',
  'detail-type': 'AWS API Call via CloudTrail',
  detail,
  id: '00000000-0000-4000-8000-000000000001',
  region: 'us-east-1',
  resources: [],
  source: 'aws.s3',
  time: '2019-03-01T12:00:00Z',
  version: '0',
});

const person = { type: 'IAMUser', userName: 'mia', sessionContext: { attributes: { mfaAuthenticated: 'true' } } };
/** CloudTrail as an object in S3. */
const cloudTrail = (eventName: string) => ({
  Records: [
    {
      awsRegion: 'us-east-1',
      eventID: '00000000-0000-4000-8000-000000000002',
      eventName,
      eventSource: 'cloudtrail.amazonaws.com',
      eventTime: '2019-03-01T12:00:00Z',
      eventType: 'AwsApiCall',
      eventVersion: '1.05',
      recipientAccountId: '123456789012',
      requestParameters: { name: 'main' },
      responseElements: null,
      sourceIPAddress: '192.0.2.14',
      userAgent: 'console.amazonaws.com',
      userIdentity: person,
    },
  ],
});

const onKinesis = { log: 'cloudwatch:events', service: 'kinesis', source: 'acme_prod_streamalert' };
const onS3 = { log: 'cloudtrail:events', service: 's3', source: 'acme.logs.cloudtrail' };
const everybody = { URI: 'http://acs.amazonaws.com/groups/global/AllUsers', type: 'Group' };

/** Event files for rules of 3.5, in its format: every way to give a log, and keys that have become others. */
export const eventsOf35: Readonly<Record<string, readonly object[]>> = {
  'aws/cloudtrail_put_bucket_acl.json': [
    {
      ...onKinesis,
      description: 'a bucket is opened to everybody',
      data: cloudWatch({
        eventName: 'PutBucketAcl',
        eventSource: 's3.amazonaws.com',
        requestParameters: {
          bucketName: 'acme-public',
          AccessControlPolicy: { AccessControlList: { Grant: [{ Grantee: everybody, Permission: 'READ' }] } },
        },
        userIdentity: person,
      }),
      trigger_rules: ['cloudtrail_put_bucket_acl'],
    },
    {
      ...onKinesis,
      compress: true,
      description: 'a bucket is given to one account; the record was compressed',
      data: cloudWatch({
        eventName: 'PutBucketAcl',
        eventSource: 's3.amazonaws.com',
        requestParameters: { AccessControlPolicy: { AccessControlList: { Grant: [{ Grantee: { ID: 'a' } }] } } },
        userIdentity: person,
      }),
      trigger_rules: [],
    },
  ],
  'aws/cloudtrail_root_account_usage.json': [
    {
      ...onKinesis,
      description: 'root calls an API',
      override_record: {
        detail: {
          eventName: 'DescribeInstances',
          eventSource: 'ec2.amazonaws.com',
          eventType: 'AwsApiCall',
          userIdentity: { type: 'Root' },
        },
      },
      trigger_rules: ['cloudtrail_root_account_usage'],
    },
  ],
  'aws/cloudtrail_critical_api_calls.json': [
    {
      ...onS3,
      description: 'a trail is deleted, <helper:last_hour>',
      data: cloudTrail('DeleteTrail'),
      trigger_rules: ['cloudtrail_critical_api_calls'],
      publisher_tests: {},
    },
    {
      ...onS3,
      description: 'a trail is described',
      data: cloudTrail('DescribeTrails'),
      trigger_rules: [],
      skip_publishers: true,
    },
  ],
  'classifier/cloudwatch.json': [
    {
      ...onKinesis,
      classify_only: true,
      description: 'a scheduled event',
      data: { ...cloudWatch({}), 'detail-type': 'Scheduled Event' },
    },
  ],
};
