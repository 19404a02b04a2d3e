import {
  DeleteTableCommand,
  type DynamoDBClient,
  UpdateTableCommand,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { DeleteStreamCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { DeleteAliasCommand, type KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AwsError } from '../errors.ts';
import { unlessAbsent } from './deployment-call.ts';

/** Deletes what keeps data, for good. What does not exist is deleted already. */
export interface DataRemoval {
  /** Also one that is protected. */
  table(name: string): Promise<void>;
  /** With every version of every object. */
  bucket(name: string): Promise<void>;
  stream(name: string): Promise<void>;
  /** In {@link keyWaitDays} days; until then it can be kept after all. */
  key(id: string): Promise<void>;
  /** The name alone, at once. */
  keyAlias(alias: string): Promise<void>;
}

/** The longest that there is. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export const keyWaitDays = 30;
const longestWaitSeconds = 600;

/** Options of {@link createDataRemoval}. */
export interface DataRemovalOptions {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly kms: KMSClient;
  readonly kinesis: KinesisClient;
}

/** Asks the services themselves, in the account and region of the clients. */
export function createDataRemoval({ dynamodb, s3, kms, kinesis }: DataRemovalOptions): DataRemoval {
  return {
    async table(TableName) {
      await unlessAbsent(`dynamodb:DeleteTable of ${TableName}`, async () => {
        await dynamodb.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
        await dynamodb.send(new DeleteTableCommand({ TableName }));
        await waitUntilTableNotExists({ client: dynamodb, maxWaitTime: longestWaitSeconds }, { TableName });
      });
    },
    async bucket(Bucket) {
      await unlessAbsent(`s3:DeleteBucket of ${Bucket}`, async () => {
        await emptyBucket(s3, Bucket);
        await s3.send(new DeleteBucketCommand({ Bucket }));
      });
    },
    async stream(StreamName) {
      await unlessAbsent(`kinesis:DeleteStream of ${StreamName}`, () =>
        kinesis.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true })),
      );
    },
    async key(KeyId) {
      await unlessAbsent(`kms:ScheduleKeyDeletion of ${KeyId}`, () =>
        kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: keyWaitDays })),
      );
    },
    async keyAlias(AliasName) {
      await unlessAbsent(`kms:DeleteAlias of ${AliasName}`, () => kms.send(new DeleteAliasCommand({ AliasName })));
    },
  };
}

async function emptyBucket(s3: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    // The first page again each time: what was listed is gone by then.
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (Objects.length === 0) return;
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [first] = Errors;
    if (first === undefined) continue;
    throw new AwsError(
      `s3:DeleteObjects of ${Bucket} failed: ${first.Message} (${first.Key})`,
      first.Code ?? 'Unknown',
    );
  }
}
