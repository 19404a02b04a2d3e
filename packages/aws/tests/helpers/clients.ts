import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { onTestFinished } from 'vitest';

/** Of every client: an account that does not exist, and no look at the machine's own settings. */
const settings = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** Destroyed with the test. */
function closing<T extends { destroy(): void }>(client: T): T {
  onTestFinished(() => client.destroy());
  return client;
}

export const s3Client = (endpoint: string): S3Client =>
  closing(new S3Client({ ...settings(endpoint), forcePathStyle: true }));
export const sqsClient = (endpoint: string): SQSClient => closing(new SQSClient(settings(endpoint)));
export const firehoseClient = (endpoint: string): FirehoseClient => closing(new FirehoseClient(settings(endpoint)));
export const athenaClient = (endpoint: string): AthenaClient => closing(new AthenaClient(settings(endpoint)));
export const cloudFormationClient = (endpoint: string): CloudFormationClient =>
  closing(new CloudFormationClient(settings(endpoint)));
export const cloudWatchClient = (endpoint: string): CloudWatchClient =>
  closing(new CloudWatchClient(settings(endpoint)));
export const kinesisClient = (endpoint: string): KinesisClient => closing(new KinesisClient(settings(endpoint)));
export const kmsClient = (endpoint: string): KMSClient => closing(new KMSClient(settings(endpoint)));
export const snsClient = (endpoint: string): SNSClient => closing(new SNSClient(settings(endpoint)));
export const lambdaClient = (endpoint: string): LambdaClient => closing(new LambdaClient(settings(endpoint)));
export const ssmClient = (endpoint: string): SSMClient => closing(new SSMClient(settings(endpoint)));
export const secretsClient = (endpoint: string): SecretsManagerClient =>
  closing(new SecretsManagerClient(settings(endpoint)));
export const dynamoClient = (endpoint: string, options: DynamoDBClientConfig = {}): DynamoDBClient =>
  closing(new DynamoDBClient({ ...settings(endpoint), ...options }));

let made = 0;
/** A name that nothing on the server has yet. */
export const freshName = (stem: string): string => `${stem}-${process.pid}-${++made}`;

/** A bucket of its own for a test. */
export async function makeBucket(client: S3Client): Promise<string> {
  const bucket = freshName('bucket');
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return bucket;
}

/** A queue of its own for a test. @returns Its URL. */
export async function makeQueue(client: SQSClient): Promise<string> {
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: freshName('queue') }));
  return QueueUrl as string;
}
