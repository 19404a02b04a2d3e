import { S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';

/** Of every client: an account that does not exist, and no look at the machine's own settings. */
export const settings = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/** Destroyed with the test. */
export function closing<T extends { destroy(): void }>(client: T): T {
  onTestFinished(() => client.destroy());
  return client;
}

export const s3Client = (endpoint: string): S3Client =>
  closing(new S3Client({ ...settings(endpoint), forcePathStyle: true }));

let made = 0;
/** A name that nothing on the server has yet. */
export const freshName = (stem: string): string => `${stem}-${process.pid}-${++made}`;
