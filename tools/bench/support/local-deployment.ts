import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { awsTool } from '../../local-aws/aws-tools.ts';
import { startMiniStack } from '../../local-aws/servers.ts';
import { awsSender } from '../../tests/helpers/aws.ts';
import type { Deployment } from '../../tests/helpers/deployment.ts';
import { auditObject } from './audit-objects.ts';
import { type BenchFunction, buildFunctions, makeBenchDeployment } from './bench-functions.ts';

/** The functions of the bench, and a local AWS server for them. */
export interface LocalDeployment {
  readonly url: string;
  readonly deployment: Deployment;
  readonly functions: readonly BenchFunction[];
  readonly send: ReturnType<typeof awsSender>;
  /** Puts an object into the bucket whose objects are announced. */
  putObject(key: string, records: number, marker?: string): Promise<void>;
  /** Moments at which alerts arrived, by the marker of their record. */
  readonly delivered: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

export const sourceBucket = 'acme-audit-logs';

/** @throws Missing without Python. */
export async function startLocalDeployment(): Promise<LocalDeployment> {
  const sam = await awsTool('sam');
  const server = await startMiniStack();
  const send = awsSender(server.url);
  const delivered = new Map<string, number>();
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { record } = JSON.parse(String(Buffer.concat(chunks)));
      delivered.set(record.requestParameters?.marker, performance.now());
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const deployment = makeBenchDeployment(sam, server.url);
  const stop = async (): Promise<void> => {
    receiver.close();
    await server.stop();
    await rm(deployment.dir, { recursive: true });
  };
  try {
    const functions = await buildFunctions(deployment);
    await send('s3', 'CreateBucket', { Bucket: sourceBucket });
    await send('s3', 'PutBucketNotificationConfiguration', {
      Bucket: sourceBucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    });
    await send('ssm', 'PutParameter', {
      Name: '/acme/streamalert/outputs/webhook/soc',
      Type: 'SecureString',
      Value: JSON.stringify({ url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/` }),
    });
    return {
      url: server.url,
      deployment,
      functions,
      send,
      putObject: (Key, records, marker) =>
        send('s3', 'PutObject', { Bucket: sourceBucket, Key, Body: auditObject(records, marker) }),
      delivered,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
