import { readFileSync } from 'node:fs';
import type { Cluster } from '@streamalert/config';
import { BlobMissingError, type Json, parseJson } from '@streamalert/core';
import { decodeBody } from '@streamalert/core/wire';
import { type Classifier, classifyEvent, createClassifier, type EventBatch } from '../../src/index.ts';
import { type FieldNames, type Options, schema } from './classify.ts';

/** A real event shape of `tests/events`. */
export function eventOf(name: string): Json {
  return parseJson(readFileSync(new URL(`../events/${name}.json`, import.meta.url), 'utf8'));
}

/** Every kind of source that the events name. */
export const cluster: Cluster = {
  name: 'prod',
  dataSources: {
    kinesis: { 'acme-logs': ['log'] },
    s3: { 'acme.audit.logs': ['log'] },
    sns: { 'acme-topic': ['log'] },
    sqs: { 'acme-queue': ['log'] },
    streamalert_app: { acme_prod_duo_auth_app: ['log'] },
  },
  enableThreatIntel: false,
};

/** A classifier of {@link cluster} with one log type. */
export function eventClassifier(
  fields: FieldNames = { a: 'string' },
  options: Options = {},
  parser = 'json',
): Classifier {
  return createClassifier({ cluster, logTypes: [schema('log:a', fields, options, parser)] });
}

/** A Kinesis record with data. */
export function kinesisRecord(data: string | Uint8Array): Json {
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: '1',
      sequenceNumber: '49590338271490256608559692538361571095921575989136588898',
      data: Buffer.from(data as Uint8Array).toString('base64'),
      approximateArrivalTimestamp: 1545084650.987,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: 'shardId-000000000006:49590338271490256608559692538361571095921575989136588898',
    eventName: 'aws:kinesis:record',
    awsRegion: 'us-east-2',
    eventSourceARN: 'arn:aws:kinesis:us-east-2:123456789012:stream/acme-logs',
  };
}

/** A record of an S3 notification, the key as S3 writes it. */
export function s3Record(key: string, object: { readonly [name: string]: Json } = {}): Json {
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: 'us-east-1',
    eventTime: '2026-11-20T09:00:00.000Z',
    eventName: 'ObjectCreated:Put',
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'all',
      bucket: { name: 'acme.audit.logs', arn: 'arn:aws:s3:::acme.audit.logs' },
      object: { key, size: 9, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0A1B2C3D4E5F678901', ...object },
    },
  };
}

/** All that came of an event. */
export interface EventResult {
  readonly batches: readonly EventBatch[];
  readonly records: readonly Json[];
  readonly reasons: readonly string[];
  /** Payload records and items that were counted. */
  readonly counted: number;
}

/** Classifies an event, S3 objects coming from `objects` by `bucket/key`. */
export async function classifyWhole(
  classifier: Classifier,
  event: Json,
  objects: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<EventResult> {
  async function* openObject({ bucket, key }: { bucket: string; key: string }, from: number) {
    const content = objects[`${bucket}/${key}`];
    if (content === undefined) throw new BlobMissingError(`${bucket}/${key}`);
    yield Buffer.from(content as Uint8Array).subarray(from);
  }
  const batches = await Array.fromAsync(classifyEvent(classifier, event, { openObject }));
  const messages = batches.flatMap((entry) =>
    entry.kind === 'batch' ? entry.batch.bodies.flatMap(({ text }) => decodeBody(Buffer.from(text).toString())) : [],
  );
  const reasons = batches.flatMap((entry) =>
    entry.kind === 'batch' ? entry.batch.rejected.map(({ rejected }) => rejected.reason) : [entry.rejected.reason],
  );
  const counted = batches.reduce((sum, entry) => sum + (entry.kind === 'batch' ? entry.batch.counts.in : 1), 0);
  return { batches, records: messages.map(({ record }) => record), reasons, counted };
}
