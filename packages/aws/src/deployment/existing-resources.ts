import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { DescribeStreamSummaryCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { GetBucketPolicyCommand, HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand, type SNSClient } from '@aws-sdk/client-sns';
import { parseJson } from '@streamalert/core';
import { unlessAbsent } from './deployment-call.ts';

/** Something that exists, in the words of a template. */
export interface ExistingResource {
  /** What names it for an import, e.g. `{ "TableName": "acme_streamalert_alerts" }`. */
  readonly identifier: Readonly<Record<string, string>>;
  /** As it is now: those properties that an import needs, and those whose change CloudFormation has to see. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Looks for what a template would make. A finder takes the name that the template gives. */
export interface ExistingResources {
  table(name: string): Promise<ExistingResource | undefined>;
  bucket(name: string): Promise<ExistingResource | undefined>;
  bucketPolicy(bucket: string): Promise<ExistingResource | undefined>;
  topic(name: string): Promise<ExistingResource | undefined>;
  stream(name: string): Promise<ExistingResource | undefined>;
  /** The alias, and in its properties the id of the key. */
  keyAlias(alias: string): Promise<ExistingResource | undefined>;
}

/** Options of {@link createExistingResources}. */
export interface ExistingResourcesOptions {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly kinesis: KinesisClient;
  readonly sns: SNSClient;
  /** Start of ARNs of topics, e.g. `arn:aws:sns:us-east-1:123456789012`. */
  readonly topicArns: string;
}

/** Asks the services themselves, in the account and region of the clients. */
export function createExistingResources(options: ExistingResourcesOptions): ExistingResources {
  const { dynamodb, s3, kms, kinesis, sns, topicArns } = options;
  return {
    async table(TableName) {
      const found = await unlessAbsent(`dynamodb:DescribeTable of ${TableName}`, async () => ({
        table: (await dynamodb.send(new DescribeTableCommand({ TableName }))).Table,
        expiry: (await dynamodb.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription,
      }));
      if (found?.table === undefined) return undefined;
      const { TimeToLiveStatus: status, AttributeName } = found.expiry ?? {};
      const expires = status === 'ENABLED' || status === 'ENABLING';
      return {
        identifier: { TableName },
        properties: {
          ...tableProperties(found.table),
          TableName,
          ...(expires && { TimeToLiveSpecification: { AttributeName, Enabled: true } }),
        },
      };
    },
    async bucket(BucketName) {
      const found = await unlessAbsent(`s3:HeadBucket of ${BucketName}`, () =>
        s3.send(new HeadBucketCommand({ Bucket: BucketName })),
      );
      return found === undefined ? undefined : { identifier: { BucketName }, properties: { BucketName } };
    },
    async bucketPolicy(Bucket) {
      const found = await unlessAbsent(`s3:GetBucketPolicy of ${Bucket}`, () =>
        s3.send(new GetBucketPolicyCommand({ Bucket })),
      );
      if (found?.Policy === undefined) return undefined;
      const PolicyDocument = parseJson(found.Policy);
      return { identifier: { Bucket }, properties: { Bucket, PolicyDocument } };
    },
    async topic(TopicName) {
      const TopicArn = `${topicArns}:${TopicName}`;
      const found = await unlessAbsent(`sns:GetTopicAttributes of ${TopicName}`, () =>
        sns.send(new GetTopicAttributesCommand({ TopicArn })),
      );
      return found === undefined ? undefined : { identifier: { TopicArn }, properties: { TopicName } };
    },
    async stream(Name) {
      const found = await unlessAbsent(`kinesis:DescribeStreamSummary of ${Name}`, () =>
        kinesis.send(new DescribeStreamSummaryCommand({ StreamName: Name })),
      );
      const summary = found?.StreamDescriptionSummary;
      if (summary === undefined) return undefined;
      const { StreamModeDetails: mode, OpenShardCount, RetentionPeriodHours } = summary;
      const onDemand = mode?.StreamMode === 'ON_DEMAND';
      return {
        identifier: { Name },
        properties: {
          Name,
          RetentionPeriodHours,
          ...(onDemand ? { StreamModeDetails: { StreamMode: 'ON_DEMAND' } } : { ShardCount: OpenShardCount }),
        },
      };
    },
    async keyAlias(AliasName) {
      const found = await unlessAbsent(`kms:DescribeKey of ${AliasName}`, () =>
        kms.send(new DescribeKeyCommand({ KeyId: AliasName })),
      );
      const key = found?.KeyMetadata;
      if (key?.KeyManager !== 'CUSTOMER' || key.KeyId === undefined) return undefined;
      return { identifier: { AliasName }, properties: { AliasName, TargetKeyId: key.KeyId } };
    },
  };
}

/** A table as it is: what the template does not name in the same way would not be changed. */
function tableProperties(table: TableDescription): Record<string, unknown> {
  const { KeySchema, AttributeDefinitions, BillingModeSummary, ProvisionedThroughput, SSEDescription } = table;
  const onDemand = BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST';
  const indexes = (table.GlobalSecondaryIndexes ?? []).map((index) => ({
    IndexName: index.IndexName,
    KeySchema: index.KeySchema,
    Projection: index.Projection,
    ...(!onDemand && { ProvisionedThroughput: capacity(index.ProvisionedThroughput) }),
  }));
  return {
    KeySchema,
    AttributeDefinitions,
    ...(onDemand
      ? { BillingMode: 'PAY_PER_REQUEST' }
      : { BillingMode: 'PROVISIONED', ProvisionedThroughput: capacity(ProvisionedThroughput) }),
    ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    ...(table.StreamSpecification?.StreamEnabled === true && {
      StreamSpecification: { StreamViewType: table.StreamSpecification.StreamViewType },
    }),
    ...(SSEDescription?.Status === 'ENABLED' && {
      SSESpecification: {
        SSEEnabled: true,
        SSEType: 'KMS',
        ...(SSEDescription.KMSMasterKeyArn !== undefined && { KMSMasterKeyId: SSEDescription.KMSMasterKeyArn }),
      },
    }),
    ...(table.DeletionProtectionEnabled === true && { DeletionProtectionEnabled: true }),
  };
}

const capacity = ({ ReadCapacityUnits, WriteCapacityUnits }: TableDescription['ProvisionedThroughput'] = {}) => ({
  ReadCapacityUnits,
  WriteCapacityUnits,
});
