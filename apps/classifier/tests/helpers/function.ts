import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvocationContext } from '@streamalert/aws/lambda';
import { createClassifier } from '@streamalert/classifier';
import type { Cluster, LogTypeSchema } from '@streamalert/config';
import { BlobMissingError, type Json, type StreamBatch } from '@streamalert/core';
import { createLogger, createMetrics, openState } from '@streamalert/embedded';
import { createTestClock } from '@streamalert/test-kit';
import { onTestFinished } from 'vitest';
import type { Parts } from '../../src/compose.ts';
import { createHandler } from '../../src/index.ts';

export const logType = (name: string): LogTypeSchema => ({
  name,
  parser: 'json',
  file: 'vpn.json',
  fields: [
    ['user', { kind: 'string' }],
    ['n', { kind: 'integer' }],
  ],
  configuration: {
    jsonPath: [],
    embeddedJson: false,
    envelopeKeys: [],
    optionalEnvelopeKeys: [],
    optionalTopLevelKeys: [],
    logPatterns: [],
    normalization: [],
  },
});

export const cluster: Cluster = {
  name: 'prod',
  dataSources: {
    s3: { 'acme.vpn.logs': ['vpn'] },
    kinesis: { acme_prod_streamalert: ['vpn'] },
  },
  enableThreatIntel: false,
  additionalKeys: 'reject',
};

const config = { cluster, logTypes: [logType('vpn:login')], streams: {}, watchedTables: [] };

/** The function on the stores of one machine. */
export async function makeFunction(objects: Readonly<Record<string, string>> = {}, more: Partial<Parts> = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-classifier-'));
  const state = await openState({ dir, clock: createTestClock() });
  onTestFinished(async () => {
    await state.close();
    rmSync(dir, { recursive: true });
  });
  const history: StreamBatch[] = [];
  const continued: Json[] = [];
  const metrics = createMetrics();
  const parts: Parts = {
    cluster: cluster.name,
    classifier: createClassifier({ ...config, limits: { batchBytes: 256 } }),
    queue: state.queue,
    quarantine: state.quarantine,
    checkpoints: state.checkpoints,
    history: {
      put: async (batches) => void history.push(...batches),
      flush: async () => {},
      pending: async () => ({ batches: 0, records: 0 }),
    },
    keptTables: new Set(['vpn_login']),
    watchedTables: new Set(['vpn_login']),
    openObject: async function* ({ bucket, key }, from) {
      const content = objects[`${bucket}/${key}`];
      if (content === undefined) throw new BlobMissingError(key);
      yield Buffer.from(content).subarray(from);
    },
    continueLater: async (element) => void continued.push(element),
    logger: createLogger({ level: 'error', format: 'json', clock: createTestClock(), stream: { write: () => true } }),
    metrics,
    customMetrics: true,
    ...more,
  };
  const invoke = createHandler(config, parts);
  const messages = async (): Promise<
    readonly { readonly id: string; readonly record: { readonly user: string } }[]
  > => {
    const bodies = await state.queue.receive({ limit: 1000, visibilityMs: 1 });
    await state.queue.acknowledge(bodies.map(({ receipt }) => receipt));
    return bodies.flatMap(({ text }) => JSON.parse(Buffer.from(text).toString()));
  };
  const queued = async (): Promise<string[]> => (await messages()).map(({ record }) => record.user);
  const queuedIds = async (): Promise<string[]> => (await messages()).map(({ id }) => id);
  return { invoke, state, history, continued, metrics, queued, queuedIds };
}

/** An invocation whose time runs out as `left` says, each time it is asked. */
export function contextOf(left: () => number = () => 60_000): InvocationContext {
  return {
    awsRequestId: 'request-1',
    functionName: 'acme_prod_streamalert_classifier',
    getRemainingTimeInMillis: left,
  };
}

/** A message of the queue of objects, as EventBridge puts it there. */
export function objectMessage(messageId: string, key: string, size = 100): Json {
  const detail = { bucket: { name: 'acme.vpn.logs' }, object: { key, size, etag: `etag-${key}` } };
  return {
    messageId,
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:acme_prod_streamalert_objects',
    body: JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail }),
  };
}

/** A record of the stream. */
export function streamRecord(sequenceNumber: string, data: string): Json {
  return {
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/acme_prod_streamalert',
    eventID: `shardId-000000000000:${sequenceNumber}`,
    kinesis: { sequenceNumber, partitionKey: 'p', data: Buffer.from(data).toString('base64') },
  };
}
