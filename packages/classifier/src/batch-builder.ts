import {
  type Json,
  type JsonObject,
  type QuarantinedRecord,
  recordId,
  type Source,
  stringifyJson,
} from '@streamalert/core';
import { messageFrame } from '@streamalert/core/wire';
import type { FloatMarks } from '@streamalert/parsers';
import { BodyWriter } from './body-writer.ts';
import type { CompiledSchema } from './compiled-schema.ts';
import type { Diagnosis } from './nearest.ts';
import { normalizationKey, normalize } from './normalize.ts';
import { setOwn } from './own-property.ts';
import type { ClassifiedBatch, ClassifiedBody, ClassifierLimits } from './types.ts';

const encoder = new TextEncoder();

/** What is the same for all records of a payload. */
export interface PayloadContext {
  readonly id: string;
  readonly cluster: string;
  readonly source: Source;
  readonly origin: string;
  readonly limits: ClassifierLimits;
}

/** Gathers the records of a batch, as they are classified or rejected. */
export class BatchBuilder {
  readonly #context: PayloadContext;
  readonly #writers = new Map<CompiledSchema, BodyWriter>();
  /** Most records are of the log type of the one before. */
  #lastSchema: CompiledSchema | undefined;
  #lastWriter: BodyWriter | undefined;
  #rejected: QuarantinedRecord[] = [];

  constructor(context: PayloadContext) {
    this.#context = context;
  }

  /** Adds a record whose own text stays as it is, its last byte replaced by `tail`. */
  copy(
    schema: CompiledSchema,
    bytes: Uint8Array,
    start: number,
    end: number,
    tail: Uint8Array,
    record: number,
    item: number,
  ): void {
    this.#writerOf(schema).copy(bytes, start, end, tail, record, item);
  }

  /** Adds a record as text that was written anew. */
  write(schema: CompiledSchema, text: Uint8Array, record: number, item: number): void {
    this.#writerOf(schema).write(text, record, item);
  }

  /** Adds a record as a value, and normalizes it. */
  add(schema: CompiledSchema, value: JsonObject, floats: FloatMarks, record: number, item: number): void {
    const id = recordId(this.#context.id, record, item);
    this.write(schema, encoder.encode(stringifyJson(withNormalization(schema, value, floats, id))), record, item);
  }

  /** Adds a rejected record. Of long data only the beginning is kept, and `detail` says so. */
  reject(diagnosis: Diagnosis, data: Uint8Array, record: number, item: number, place?: string): void {
    const { limits } = this.#context;
    this.#rejected.push(
      quarantined(this.#context, diagnosis, data, { record, item }, limits.maxQuarantineBytes, place),
    );
  }

  take(position: Json, done: boolean): ClassifiedBatch {
    const bodies: ClassifiedBody[] = [];
    const classified: Record<string, number> = {};
    for (const [schema, writer] of this.#writers) {
      const records = writer.take(bodies);
      if (records > 0) setOwn(classified, schema.name, records);
    }
    const rejected = this.#rejected;
    this.#rejected = [];
    const records = bodies.reduce((sum, body) => sum + body.records, 0);
    const counts = { in: records + rejected.length, classified, rejected: countReasons(rejected) };
    return { bodies, rejected, counts, position, done };
  }

  #writerOf(schema: CompiledSchema): BodyWriter {
    if (schema === this.#lastSchema) return this.#lastWriter as BodyWriter;
    let writer = this.#writers.get(schema);
    if (writer === undefined) {
      const { id, cluster, source } = this.#context;
      const { before, after } = messageFrame({
        cluster,
        ...source,
        log_schema_type: schema.name,
        data_type: schema.parser.name,
      });
      const idStart = stringifyJson(id).slice(1, -1);
      writer = new BodyWriter(schema.name, id, encoder.encode(before), encoder.encode(`${after}${idStart}.`));
      this.#writers.set(schema, writer);
    }
    this.#lastSchema = schema;
    this.#lastWriter = writer;
    return writer;
  }
}

/** The record with its normalized values, if its log type has any configured. */
export function withNormalization(
  schema: CompiledSchema,
  record: JsonObject,
  floats: FloatMarks,
  id: string,
): JsonObject {
  if (!schema.normalizes) return record;
  return { ...record, [normalizationKey]: normalize(schema.schema.configuration.normalization, record, floats, id) };
}

/** A rejected record for the quarantine. */
export function quarantined(
  context: Omit<PayloadContext, 'limits'>,
  diagnosis: Diagnosis,
  data: Uint8Array,
  position: { readonly record: number; readonly item: number },
  maxBytes: number,
  place?: string,
): QuarantinedRecord {
  const { cluster, source, origin } = context;
  const isCut = data.length > maxBytes;
  const notes = [diagnosis.detail, place, isCut && `only the first ${maxBytes} of ${data.length} bytes are kept`];
  return {
    rejected: {
      kind: 'rejected',
      id: recordId(context.id, position.record, position.item),
      cluster,
      ...source,
      position,
      reason: diagnosis.reason,
      detail: notes.filter(Boolean).join('; '),
      ...(diagnosis.nearest && { nearest: diagnosis.nearest }),
    },
    origin,
    // A copy, also of a Buffer, whose `slice` is a view.
    data: new Uint8Array(data.subarray(0, maxBytes)),
  };
}

function countReasons(rejected: readonly QuarantinedRecord[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { rejected: record } of rejected) counts.set(record.reason, (counts.get(record.reason) ?? 0) + 1);
  return Object.fromEntries(counts);
}
