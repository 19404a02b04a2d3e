import type { CloudTrailModule, ClusterDeployment } from '@streamalert/config';
import type { ClusterNames } from '@streamalert/core/naming';
import type { BuildContext } from '../build-context.ts';
import { allow, policyDocument, type Statement, trust } from '../policy.ts';
import { bucket } from '../shared/buckets.ts';
import { keyWithAlias } from '../shared/keys.ts';
import { publishesOverTls } from '../shared/topics.ts';
import { tagList } from '../tags.ts';
import { arn, bucketArn, getAtt, type Resources, ref, sub, type Value } from '../template.ts';
import { destinationArn } from './logs-destination.ts';
import type { AnnouncedBucket } from './s3-events.ts';

/** Name of the trail and of its bucket. */
const bucketName = (module: CloudTrailModule, names: ClusterNames): string =>
  module.s3_settings.bucket_name ?? names.trailBucket;

/** The trail of a cluster, its bucket and key, and where else its events go. */
export function cloudTrailResources(
  context: BuildContext,
  { name, modules }: ClusterDeployment,
  names: ClusterNames,
): Resources {
  const module = modules.cloudtrail;
  if (module?.enabled !== true) return {};
  const trail = bucketName(module, names);
  const accounts = accountsOf(context, module);
  return {
    ...keyWithAlias(context, 'TrailKey', trail, `Trail of StreamAlert cluster ${name}`, [
      ...keyStatements(context, trail),
      ...(module.send_to_sns ? [publishersMayEncrypt(publishers(module, accounts))] : []),
    ]),
    ...bucket(context, 'TrailBucket', {
      name: trail,
      key: getAtt('TrailKey', 'Arn'),
      accessLogs: context.names.buckets.accessLogs,
      statements: bucketStatements(context, trail, accounts),
      properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
    }),
    ...(module.send_to_sns && topic(context, name, trail, publishers(module, accounts))),
    ...(module.send_to_cloudwatch && logGroup(context, name, module, names)),
    Trail: {
      Type: 'AWS::CloudTrail::Trail',
      DependsOn: ['TrailBucketPolicy', ...(module.send_to_sns ? ['TrailTopicPolicy'] : [])],
      ...(!module.is_global_trail && {
        Metadata: { checkov: { skip: [{ id: 'CKV_AWS_67', comment: 'is_global_trail is off in conf/.' }] } },
      }),
      Properties: {
        TrailName: trail,
        S3BucketName: ref('TrailBucket'),
        IsLogging: module.enable_logging,
        IsMultiRegionTrail: module.is_global_trail,
        IncludeGlobalServiceEvents: true,
        EnableLogFileValidation: true,
        KMSKeyId: getAtt('TrailKey', 'Arn'),
        ...(module.send_to_sns && { SnsTopicName: ref('TrailTopic') }),
        ...(module.send_to_cloudwatch && {
          CloudWatchLogsLogGroupArn: getAtt('TrailLogGroup', 'Arn'),
          CloudWatchLogsRoleArn: getAtt('TrailLogRole', 'Arn'),
        }),
        ...(module.s3_settings.event_selector_type !== '' && {
          EventSelectors: [
            {
              IncludeManagementEvents: true,
              ReadWriteType: { ReadOnly: 'ReadOnly', WriteOnly: 'WriteOnly', All: 'All' }[
                module.s3_settings.event_selector_type
              ],
              DataResources: [{ Type: 'AWS::S3::Object', Values: [sub('arn:${AWS::Partition}:s3')] }],
            },
          ],
        }),
        Tags: tagList(context, { Cluster: name }),
      },
    },
  };
}

const accountsOf = ({ account }: BuildContext, { s3_settings: { cross_account_ids: others } }: CloudTrailModule) => [
  ...new Set([account.aws_account_id, ...others]),
];

/**
 * Objects that are classified. Events of this account that also come through the log group are left out, so that they are not
 * read twice; when no other account is left, nothing is announced.
 */
export function announcedTrail(
  context: BuildContext,
  { modules }: ClusterDeployment,
  names: ClusterNames,
): AnnouncedBucket[] {
  const module = modules.cloudtrail;
  if (module?.enabled !== true || !module.s3_settings.enable_events) return [];
  const accounts = accountsOf(context, module).filter(
    (id) => !(module.send_to_cloudwatch && id === context.account.aws_account_id),
  );
  if (accounts.length === 0) return [];
  const folder = module.s3_settings.ignore_digest ? 'CloudTrail/' : '';
  return [
    {
      bucket: bucketName(module, names),
      filters: accounts.map((id) => ({ filter_prefix: `AWSLogs/${id}/${folder}`, filter_suffix: '' })),
      ownId: 'TrailBucket',
    },
  ];
}

/** What the classifier needs to read the objects of the trail. */
export function readsTrail({ modules }: ClusterDeployment, names: ClusterNames): Statement[] {
  const module = modules.cloudtrail;
  if (module?.enabled !== true || !module.s3_settings.enable_events) return [];
  return [
    allow('ReadTrail', ['s3:GetObject'], bucketArn(bucketName(module, names), '*')),
    allow('DecryptTrail', ['kms:Decrypt'], getAtt('TrailKey', 'Arn')),
  ];
}

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html */
function keyStatements({ account }: BuildContext, trail: string): Statement[] {
  const ownTrails = sub(`arn:\${AWS::Partition}:cloudtrail:*:${account.aws_account_id}:trail/*`);
  return [
    {
      Sid: 'CloudTrailMayEncrypt',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: ['kms:GenerateDataKey*'],
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:SourceArn': trailArn(trail) },
        StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': ownTrails },
      },
    },
    {
      Sid: 'CloudTrailMayDescribe',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: ['kms:DescribeKey'],
      Resource: '*',
    },
  ];
}

const trailArn = (trail: string): Value => arn('cloudtrail', `trail/${trail}`);

/** Trails of other accounts write too, under their own numbers. */
function bucketStatements(context: BuildContext, trail: string, accounts: readonly string[]): Statement[] {
  const sources = trailsOf(accounts);
  return [
    {
      Sid: 'CloudTrailMayCheck',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: ['s3:GetBucketAcl'],
      Resource: bucketArn(trail),
      Condition: { StringLike: { 'aws:SourceArn': sources } },
    },
    {
      Sid: 'CloudTrailMayWrite',
      Effect: 'Allow',
      Principal: { Service: 'cloudtrail.amazonaws.com' },
      Action: ['s3:PutObject'],
      Resource: accounts.map((id) => bucketArn(trail, `AWSLogs/${id}/*`)),
      Condition: {
        StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' },
        StringLike: { 'aws:SourceArn': sources },
      },
    },
  ];
}

/** Accounts whose trails may tell the topic of new objects. */
const publishers = ({ allow_cross_account_sns: others }: CloudTrailModule, accounts: readonly string[]) =>
  others ? accounts : accounts.slice(0, 1);

const trailsOf = (accounts: readonly string[]): Value =>
  accounts.map((id) => sub(`arn:\${AWS::Partition}:cloudtrail:*:${id}:trail/*`));

/**
 * Of a topic that is encrypted, whoever publishes needs the key.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
const publishersMayEncrypt = (accounts: readonly string[]): Statement => ({
  Sid: 'CloudTrailMayPublish',
  Effect: 'Allow',
  Principal: { Service: 'cloudtrail.amazonaws.com' },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
  Condition: { StringLike: { 'aws:SourceArn': trailsOf(accounts) } },
});

function topic(context: BuildContext, cluster: string, trail: string, accounts: readonly string[]): Resources {
  return {
    TrailTopic: {
      Type: 'AWS::SNS::Topic',
      Properties: {
        TopicName: trail.replaceAll(/[^A-Za-z0-9_-]/g, '-'),
        KmsMasterKeyId: ref('TrailKey'),
        Tags: tagList(context, { Cluster: cluster }),
      },
    },
    TrailTopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref('TrailTopic')],
        PolicyDocument: policyDocument([
          {
            Sid: 'CloudTrailMayPublish',
            Effect: 'Allow',
            Principal: { Service: 'cloudtrail.amazonaws.com' },
            Action: ['sns:Publish'],
            Resource: ref('TrailTopic'),
            Condition: { StringLike: { 'aws:SourceArn': trailsOf(accounts) } },
          },
          publishesOverTls('TrailTopic'),
        ]),
      },
    },
  };
}

function logGroup(context: BuildContext, cluster: string, module: CloudTrailModule, names: ClusterNames): Resources {
  const group = `${context.prefix}_${cluster}_streamalert_cloudtrail`;
  const destination = module.cloudwatch_destination_arn;
  return {
    TrailLogGroup: {
      Type: 'AWS::Logs::LogGroup',
      Metadata: {
        checkov: { skip: [{ id: 'CKV_AWS_158', comment: 'A buffer on the way to the stream, which is encrypted.' }] },
      },
      Properties: {
        LogGroupName: group,
        RetentionInDays: module.retention_in_days,
        Tags: tagList(context, { Cluster: cluster }),
      },
    },
    TrailLogRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: `${context.prefix}_${cluster}_cloudtrail_to_cloudwatch_role`,
        Path: '/streamalert/',
        AssumeRolePolicyDocument: trust('cloudtrail.amazonaws.com', {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        }),
        Policies: [
          {
            PolicyName: 'WriteLog',
            PolicyDocument: policyDocument([
              allow(
                'WriteLog',
                ['logs:CreateLogStream', 'logs:PutLogEvents'],
                arn('logs', `log-group:${group}:log-stream:*`),
              ),
            ]),
          },
        ],
        Tags: tagList(context, { Cluster: cluster }),
      },
    },
    TrailSubscription: {
      Type: 'AWS::Logs::SubscriptionFilter',
      ...(destination === undefined && { DependsOn: ['LogsDestination'] }),
      Properties: {
        FilterName: `${context.prefix}_${cluster}_cloudtrail_delivery`,
        LogGroupName: ref('TrailLogGroup'),
        FilterPattern: module.exclude_home_region_events ? `{ $.awsRegion != "${context.account.region}" }` : '',
        DestinationArn: destination ?? destinationArn(names),
        Distribution: 'Random',
      },
    },
  };
}
