import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { createDynamoAlertStore } from '@streamalert/aws/dynamodb';
import { root } from '../../workspace.ts';

// The clients are dependencies of the packages that use them, and not of these tests.
const requireFrom = createRequire(join(root, 'packages/aws/package.json'));

/** Accounts and keys that no AWS has. */
const settingsOf = (url: string) => ({
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** A client of the local server's tables, for an adapter. */
export const dynamoDbClient = (url: string): DynamoDbClient =>
  new (requireFrom('@aws-sdk/client-dynamodb').DynamoDBClient)(settingsOf(url));

type DynamoDbClient = Parameters<typeof createDynamoAlertStore>[0]['client'];

/** A client of the SDK on the local server, and its commands: `send('s3', 'PutObject', { … })`. */
export function awsSender(url: string) {
  const settings = { ...settingsOf(url), forcePathStyle: true, useQueueUrlAsEndpoint: false };
  const clients = new Map<string, { send(command: unknown): Promise<unknown> }>();
  // biome-ignore lint/suspicious/noExplicitAny: every command has another answer, and the tests look at parts of them
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- for the same reason
  return async (service: Service, command: string, input: object = {}): Promise<any> => {
    const sdk = requireFrom(`@aws-sdk/client-${service}`);
    const client = clients.get(service) ?? new sdk[classNames[service]](settings);
    clients.set(service, client);
    return client.send(new sdk[`${command}Command`](input));
  };
}

const classNames = {
  s3: 'S3Client',
  sqs: 'SQSClient',
  ssm: 'SSMClient',
  dynamodb: 'DynamoDBClient',
  firehose: 'FirehoseClient',
  kinesis: 'KinesisClient',
  'cloudwatch-logs': 'CloudWatchLogsClient',
  cloudformation: 'CloudFormationClient',
  kms: 'KMSClient',
  lambda: 'LambdaClient',
  sns: 'SNSClient',
} as const;

type Service = keyof typeof classNames;
