import { join } from 'node:path';
import { createHandler } from '@streamalert/classifier-function';
import { configOf } from '@streamalert/classifier-function/build';
import { formatIssues, loadConfig } from '@streamalert/config';
import { onTestFinished, vi } from 'vitest';
import type { awsSender } from './aws.ts';
import type { Deployment } from './deployment.ts';
import { localAccount } from './large-deployment.ts';

/** Where the classifier works. */
export interface ClassifierPlace {
  readonly url: string;
  readonly send: ReturnType<typeof awsSender>;
  readonly deployment: Deployment;
  readonly cluster: string;
  /** Takes the objects that it leaves to another invocation. */
  readonly objectQueueUrl: string;
}

/**
 * The handler of a cluster's classifier in this process, on the resources that were deployed: here a test decides how much time an invocation
 * has, and whether there is another one.
 */
export async function classifierInProcess({ url, send, deployment, cluster, objectQueueUrl }: ClassifierPlace) {
  const { QueueUrl } = await send('sqs', 'GetQueueUrl', { QueueName: 'acme_streamalert_classified_logs' });
  const environment = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    STREAMALERT_PREFIX: 'acme',
    STREAMALERT_CLASSIFIED_QUEUE_URL: QueueUrl,
    STREAMALERT_OBJECT_QUEUE_URL: objectQueueUrl,
    STREAMALERT_WORKING_BUCKET: 'acme-streamalert-working',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { config, issues } = await loadConfig(join(deployment.dir, 'conf'), { deployment: true });
  if (config === undefined) throw new Error(formatIssues(issues));
  // Without history, at which the local server is slow.
  const { artifactStream: _, ...others } = configOf(config, cluster);
  return createHandler({ ...others, streams: {} });
}

/** The event of EventBridge that announces an object. */
export const objectCreated = (bucket: string, key: string): string =>
  JSON.stringify({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: bucket }, object: { key, etag: 'etag' } },
  });

/** A message of a queue of objects, as Lambda hands it over. */
export const messageOf = (body: string) => ({
  messageId: 'm1',
  eventSource: 'aws:sqs',
  eventSourceARN: `arn:aws:sqs:us-east-1:${localAccount}:acme_quiet_streamalert_objects`,
  body,
});

/** An invocation whose time is over after a few batches, however long they take. */
export function shortTime() {
  let leftMs = 60_000;
  return {
    awsRequestId: 'request-1',
    functionName: 'acme_quiet_streamalert_classifier',
    getRemainingTimeInMillis() {
      leftMs -= 12_000;
      return leftMs;
    },
  };
}
