import type { Cluster, Fields, FieldType, LogPatterns, LogTypeSchema, SchemaConfiguration } from '@streamalert/config';
import { type ClassifiedRecord, type Json, type QuarantinedRecord, type Source } from '@streamalert/core';
import { decodeBody } from '@streamalert/core/wire';
import { type ClassifiedBatch, type Classifier, type ClassifierLimits, createClassifier } from '../../src/index.ts';

/** A field type as schema files write it. */
export type TypeName = string | readonly unknown[] | { readonly [field: string]: TypeName };

/** Field types as schema files write them; in nested objects, names that end in `?` may be absent. */
export type FieldNames = Readonly<Record<string, TypeName>>;

/** Options of a schema, field types as schema files write them. */
export type Options = Partial<Omit<SchemaConfiguration, 'envelopeKeys'>> & { readonly envelopeKeys?: FieldNames };

export const source: Source = { service: 's3', resource: 'bucket' };

const noOptions: SchemaConfiguration = {
  jsonPath: [],
  embeddedJson: false,
  envelopeKeys: [],
  optionalEnvelopeKeys: [],
  optionalTopLevelKeys: [],
  logPatterns: [] as LogPatterns,
  normalization: [],
};

/** A schema of log source `log`. */
export function schema(name: string, fields: FieldNames, options: Options = {}, parser = 'json'): LogTypeSchema {
  const configuration = { ...noOptions, ...options, envelopeKeys: fieldsOf(options.envelopeKeys ?? {}) };
  return { name, parser, fields: fieldsOf(fields), configuration, file: 'conf/schemas/log.json' };
}

function fieldsOf(fields: FieldNames): Fields {
  return Object.entries(fields).map(([key, type]) => [key, fieldType(type)] as const);
}

function fieldType(type: TypeName): FieldType {
  if (type === 'string' || type === 'integer' || type === 'float' || type === 'boolean') return { kind: type };
  if (typeof type === 'string') return { kind: 'unknown', name: type };
  if (Array.isArray(type)) return { kind: 'list' };
  const names = Object.keys(type);
  if (names.length === 0) return { kind: 'map' };
  const optional = new Set(names.filter((name) => name.endsWith('?')).map(plainName));
  const fields = Object.entries(type as FieldNames).map(
    ([name, inner]) => [plainName(name), fieldType(inner)] as const,
  );
  return { kind: 'struct', fields, ...(optional.size > 0 && { optional }) };
}

const plainName = (name: string): string => (name.endsWith('?') ? name.slice(0, -1) : name);

export const cluster: Cluster = {
  name: 'prod',
  dataSources: { s3: { bucket: ['log'], nothing: ['absent'] } },
  enableThreatIntel: false,
};

/** A classifier with these schemas in this order, all for {@link source}. */
export function classifierOf(logTypes: readonly LogTypeSchema[], limits: Partial<ClassifierLimits> = {}): Classifier {
  return createClassifier({ cluster, logTypes, limits });
}

/** All that came of a payload. */
export interface Result {
  readonly batches: readonly ClassifiedBatch[];
  readonly messages: readonly ClassifiedRecord[];
  readonly records: readonly Json[];
  readonly rejected: readonly QuarantinedRecord[];
  readonly reasons: readonly string[];
}

/** Options of {@link classify}. */
export interface ClassifyOptions {
  /** Bytes of each chunk; absent: all in one. */
  readonly chunkBytes?: number;
  readonly resume?: Json;
  readonly source?: Source;
}

/** Classifies the content of an object, and reads the bodies back. */
export async function classify(
  classifier: Classifier,
  content: string | Uint8Array,
  { chunkBytes, resume, source: from = source }: ClassifyOptions = {},
): Promise<Result> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const open = (start: number) => chunksOf(bytes, start, chunkBytes ?? Math.max(bytes.length, 1));
  const payload = { id: 'payload', source: from, origin: 's3://bucket/key', open };
  const batches: ClassifiedBatch[] = [];
  for await (const batch of classifier.classify(resume === undefined ? payload : { ...payload, resume }))
    batches.push(batch);
  const messages = batches
    .flatMap(({ bodies }) => bodies)
    .flatMap(({ text }) => decodeBody(Buffer.from(text).toString()));
  const rejected = batches.flatMap((batch) => batch.rejected);
  return {
    batches,
    messages,
    records: messages.map(({ record }) => record),
    rejected,
    reasons: rejected.map(({ rejected: { reason } }) => reason),
  };
}

async function* chunksOf(bytes: Uint8Array, from: number, size: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
