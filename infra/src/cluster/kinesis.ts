import type { ClusterDeployment, KinesisStream, Modules } from '@streamalert/config';
import { type ClusterNames, deadLetterQueueName } from '@streamalert/core/naming';
import { type BuildContext, shared } from '../build-context.ts';
import { sendsTo } from '../function.ts';
import { allow, policyDocument, type Statement } from '../policy.ts';
import { deadLetterQueue } from '../queue.ts';
import { keyWithAlias, servicesMayUse } from '../shared/keys.ts';
import { tagList } from '../tags.ts';
import { getAtt, logicalId, type Resource, type Resources, ref, sub, type Value } from '../template.ts';
import type { ClassifierAdditions } from './classifier.ts';

/** The stream of a cluster and who may write to it. */
export function kinesisResources(
  context: BuildContext,
  { name, modules }: ClusterDeployment,
  names: ClusterNames,
): Resources {
  const streams = modules.kinesis?.streams;
  if (streams === undefined) return {};
  return {
    ...keyWithAlias(context, 'StreamKey', names.streamKey, `Stream of StreamAlert cluster ${name}`, [
      servicesMayUse('ServicesMayWrite', ['events.amazonaws.com', 'logs.amazonaws.com']),
    ]),
    Stream: {
      Type: 'AWS::Kinesis::Stream',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Name: streamOf(streams, names),
        RetentionPeriodHours: streams.retention,
        ...(streams.capacity_mode === 'provisioned'
          ? { ShardCount: streams.shards }
          : { StreamModeDetails: { StreamMode: 'ON_DEMAND' } }),
        StreamEncryption: { EncryptionType: 'KMS', KeyId: getAtt('StreamKey', 'Arn') },
        ...(streams.shard_level_metrics.length > 0 && { DesiredShardLevelMetrics: streams.shard_level_metrics }),
        Tags: tagList(context, { Cluster: name }),
      },
    },
    ...(streams.trusted_accounts.length > 0 && { WriterRole: writerRole(context, name, streams) }),
    ...(streams.create_user && writerUser(context, name)),
  };
}

export const streamOf = (streams: KinesisStream, names: ClusterNames): string => streams.stream_name ?? names.stream;

/** What a producer needs, the Kinesis Producer Library and the agent included. */
export function writesStream(): Statement[] {
  return [
    allow(
      'WriteStream',
      [
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:ListShards',
        'kinesis:PutRecord',
        'kinesis:PutRecords',
      ],
      getAtt('Stream', 'Arn'),
    ),
    allow('EncryptRecords', ['kms:GenerateDataKey'], getAtt('StreamKey', 'Arn')),
  ];
}

function writerRole(context: BuildContext, cluster: string, { trusted_accounts: accounts }: KinesisStream): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: `${context.prefix}_${cluster}_streamalert_role`,
      Path: '/streamalert/',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: accounts.map((account) => sub(`arn:\${AWS::Partition}:iam::${account}:root`)) },
            Action: 'sts:AssumeRole',
          },
        ],
      },
      Policies: [{ PolicyName: 'KinesisPutRecords', PolicyDocument: policyDocument(writesStream()) }],
      Tags: tagList(context, { Cluster: cluster }),
    },
  };
}

/** A user with a long-lived key, only where somebody asked for it; its secret goes to Secrets Manager. */
function writerUser(context: BuildContext, cluster: string): Resources {
  const name = `${context.prefix}_${cluster}_streamalert`;
  return {
    WriterGroup: {
      Type: 'AWS::IAM::Group',
      Properties: {
        GroupName: `${name}_users`,
        Path: '/streamalert/',
        Policies: [{ PolicyName: 'KinesisPutRecords', PolicyDocument: policyDocument(writesStream()) }],
      },
    },
    WriterUser: {
      Type: 'AWS::IAM::User',
      Properties: {
        UserName: `${name}_user`,
        Path: '/streamalert/',
        Groups: [ref('WriterGroup')],
        Tags: tagList(context, { Cluster: cluster }),
      },
    },
    WriterAccessKey: { Type: 'AWS::IAM::AccessKey', Properties: { UserName: ref('WriterUser') } },
    WriterSecret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Name: `${context.names.parameters.slice(1)}/kinesis/${cluster}/writer`,
        KmsKeyId: shared('SecretsKeyArn'),
        Tags: tagList(context, { Cluster: cluster }),
        SecretString: sub('{"access_key_id":"${WriterAccessKey}","secret_key":"${WriterAccessKey.SecretAccessKey}"}'),
      },
    },
  };
}

/** The stream as event source of the classifier, with a dead-letter queue for what cannot be read. */
export function kinesisEvents(
  context: BuildContext,
  { modules }: ClusterDeployment,
  names: ClusterNames,
): ClassifierAdditions & { readonly resources: Resources } {
  const events = modules.kinesis_events;
  if (modules.kinesis === undefined || events === undefined) return { events: {}, statements: [], resources: {} };
  const letters = deadLetterQueueName(streamOf(modules.kinesis.streams, names));
  return {
    events: { Stream: streamEvent(events) },
    statements: [
      allow(
        'ReadStream',
        [
          'kinesis:DescribeStream',
          'kinesis:DescribeStreamSummary',
          'kinesis:GetRecords',
          'kinesis:GetShardIterator',
          'kinesis:ListShards',
        ],
        getAtt('Stream', 'Arn'),
      ),
      allow('DecryptStream', ['kms:Decrypt'], getAtt('StreamKey', 'Arn')),
      sendsTo('KeepFailedBatches', letters),
    ],
    resources: deadLetterQueue(context, 'StreamDeadLetters', letters),
  };
}

function streamEvent(events: NonNullable<Modules['kinesis_events']>): Value {
  return {
    Type: 'Kinesis',
    Properties: {
      Stream: getAtt('Stream', 'Arn'),
      StartingPosition: 'TRIM_HORIZON',
      Enabled: events.enabled,
      BatchSize: events.batch_size,
      MaximumBatchingWindowInSeconds: events.batching_window_secs,
      ParallelizationFactor: events.parallelization_factor,
      MaximumRetryAttempts: events.maximum_retry_attempts,
      MaximumRecordAgeInSeconds: events.maximum_record_age_secs,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Type: 'SQS', Destination: getAtt('StreamDeadLetters', 'Arn') } },
    },
  };
}

/** What a deployment prints of the stream: `terraform_outputs` of 3.5, the secret by where it is kept. */
export function kinesisOutputs({ name, modules }: ClusterDeployment) {
  const streams = modules.kinesis?.streams;
  if (streams === undefined) return {};
  const known: Readonly<Record<string, Value>> = {
    arn: getAtt('Stream', 'Arn'),
    stream_name: ref('Stream'),
    ...(streams.create_user && {
      username: ref('WriterUser'),
      user_arn: getAtt('WriterUser', 'Arn'),
      access_key_id: ref('WriterAccessKey'),
      secret_key: ref('WriterSecret'),
    }),
  };
  return Object.fromEntries(
    streams.terraform_outputs
      .filter((output) => known[output] !== undefined)
      .map((output) => [
        logicalId('Kinesis', name, output),
        { Description: `kinesis_${name}_${output}`, Value: known[output] as Value },
      ]),
  );
}
