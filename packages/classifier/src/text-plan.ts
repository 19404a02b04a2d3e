import { type Json, type JsonObject, recordId, stringifyJson } from '@streamalert/core';
import { type CsvParser, FloatMarks, type LineFields, type LineFormat } from '@streamalert/parsers';
import type { CompiledSchema } from './compiled-schema.ts';
import { convertFields } from './convert.ts';
import { normalizationKey, normalize } from './normalize.ts';
import { setOwn } from './own-property.ts';
import { type FieldWriter, fieldWriter, maxNumberBytes, writeString } from './text-fields.ts';
import { maxEscapeBytes, type PreparedText, prepareText, type TextWriter } from './text-writer.ts';

/** What a plan says of a line: `unsure` is for the text parsers to tell. */
export type LineVerdict = 'yes' | 'no' | 'unsure';

/** The line whose fields were found. */
export interface Line {
  readonly bytes: Buffer;
  readonly fields: LineFields;
  /** In bytes. */
  readonly length: number;
  /** Payload id and number of the record. */
  readonly payload: string;
  readonly record: number;
}

/** A field of the schema, ready to be written. */
interface PlannedField {
  readonly name: string;
  readonly key: Uint8Array;
  /** `,"name":` */
  readonly member: PreparedText;
  readonly write: FieldWriter;
  readonly isText: boolean;
  /** `,"name":""`, where the field may be absent. */
  readonly absent: PreparedText | undefined;
}

const encoder = new TextEncoder();
const syslogFields = ['timestamp', 'host', 'application', 'message'];
const isClassic = ({ schema }: CompiledSchema): boolean => (schema.configuration.format ?? 'classic') === 'classic';

/** How the lines of a text format become records of one schema without being made into text and objects first. */
export class TextPlan {
  readonly schema: CompiledSchema;
  readonly format: LineFormat;
  readonly #fields: readonly PlannedField[];
  /** Which field of a line belongs to which of the schema: fixed by position, or by the keys of each line. */
  readonly #slots: Int32Array;
  /** Fields of each line, if they are always as many. */
  readonly count: number | undefined;
  /** A line of more has no place for them; of the fields of kv and syslog, the keys and names tell. */
  readonly #mostFields: number;
  readonly #byKey: boolean;
  readonly #anyPairs: boolean;
  /** Fields whose values patterns and normalization look at. */
  readonly #reads: readonly number[];
  readonly #size: number;

  private constructor(schema: CompiledSchema, format: LineFormat, fields: readonly PlannedField[], columns: string[]) {
    this.schema = schema;
    this.format = format;
    this.#fields = fields;
    this.#slots = Int32Array.from(fields, ({ name }) => columns.indexOf(name));
    this.#byKey = schema.parser.name === 'kv';
    this.#anyPairs = schema.schema.configuration.pairs === 'any';
    this.#mostFields = schema.parser.name === 'csv' ? columns.length : Number.POSITIVE_INFINITY;
    const varies = this.#anyPairs || schema.schema.configuration.rows === 'short' || schema.parser.name === 'syslog';
    this.count = varies ? undefined : columns.length;
    const read = new Set([...schema.readKeys, ...schema.schema.configuration.logPatterns.map(([field]) => field)]);
    this.#reads = fields.flatMap(({ name }, index) => (read.has(name) ? [index] : []));
    const fixed = fields.map(({ member, absent }) => member.length + (absent?.length ?? 0) + maxNumberBytes);
    this.#size = fixed.reduce((sum, size) => sum + size, 0) + 16;
  }

  /**
   * The plan of a schema; `undefined` where each line takes the parser.
   *
   * @param header First line of the payload.
   */
  static of(schema: CompiledSchema, header: string | undefined): TextPlan | undefined {
    const { parser } = schema;
    const { fields: types, configuration } = schema.schema;
    if (parser.line === undefined || types.length === 0 || configuration.envelopeKeys.length > 0) return undefined;
    const names = types.map(([name]) => name);
    const columns = columnsOf(schema, names, header);
    if (columns === undefined || names.includes(normalizationKey)) return undefined;
    const defaults = new Map(schema.defaults);
    const fields: PlannedField[] = [];
    for (const [name, type] of types) {
      const write = parser.name === 'csv' && type.kind === 'map' ? never : fieldWriter(type);
      const value = defaults.get(name);
      const isAbsent = parser.name !== 'kv' && !columns.includes(name);
      if (write === undefined || (isAbsent && value === undefined)) return undefined;
      const member = `,${stringifyJson(name)}:`;
      fields.push({
        name,
        key: encoder.encode(name),
        member: prepareText(member),
        write,
        isText: write === writeString,
        absent: value === undefined ? undefined : prepareText(member + stringifyJson(value)),
      });
    }
    return new TextPlan(schema, parser.line, fields, columns);
  }

  /** Decides about a line of as many fields as it takes, and writes it as a record if it is one. */
  decide(line: Line, out: TextWriter): LineVerdict {
    if (line.fields.count > this.#mostFields) return 'no';
    const fit = this.#byKey ? this.#assign(line) : 'yes';
    if (fit !== 'yes') return fit;
    const { start, end, count, isPlain } = line.fields;
    out.begin(this.#size + line.length * maxEscapeBytes);
    for (let index = 0; index < this.#fields.length; index++) {
      const field = this.#fields[index] as PlannedField;
      const slot = this.#slots[index] as number;
      const from = slot < 0 || slot >= count ? -1 : (start[slot] as number);
      if (from < 0) {
        if (field.absent === undefined) return 'no';
        out.prepared(field.absent);
        continue;
      }
      const to = end[slot] as number;
      out.prepared(field.member);
      if (isPlain && field.isText) out.plainString(line.bytes, from, to);
      else if (!field.write(out, line.bytes, from, to)) return 'no';
    }
    if (this.#reads.length === 0 && !this.schema.normalizes) {
      out.object();
      return 'yes';
    }
    return this.#finish(line, out) ? 'yes' : 'no';
  }

  /** Patterns and normalization see converted values. */
  #finish(line: Line, out: TextWriter): boolean {
    const { schema } = this;
    const { start, end, count } = line.fields;
    const values: Record<string, Json> = {};
    const floats = new FloatMarks();
    for (const index of this.#reads) {
      const slot = this.#slots[index] as number;
      const { name } = this.#fields[index] as PlannedField;
      const from = slot < 0 || slot >= count ? -1 : (start[slot] as number);
      if (from >= 0) setOwn(values, name, line.bytes.toString('utf8', from, end[slot]));
    }
    const converted = convertFields(schema.schema.fields, values, floats);
    if (!converted.ok) return false;
    if (schema.patterns !== undefined && !schema.patterns(converted.value, undefined)) return false;
    if (schema.normalizes) {
      const member = this.#normalized(line, converted.value, floats);
      out.reserve(member.length + 1);
      out.append(member);
    }
    out.object();
    return true;
  }

  #normalized({ payload, record }: Line, values: JsonObject, floats: FloatMarks): Uint8Array {
    const { normalization } = this.schema.schema.configuration;
    const found = normalize(normalization, values, floats, recordId(payload, record, 0));
    return encoder.encode(`,"${normalizationKey}":${stringifyJson(found)}`);
  }

  /** Finds the pair of each field, if they come in the order of the schema. */
  #assign({ bytes, fields: { count, keyStart, keyEnd } }: Line): LineVerdict {
    const fields = this.#fields;
    let index = 0;
    for (let pair = 0; pair < count; pair++) {
      const from = keyStart[pair] as number;
      const to = keyEnd[pair] as number;
      while (index < fields.length && !isKey(fields[index] as PlannedField, bytes, from, to)) {
        if (!this.#anyPairs || (fields[index] as PlannedField).absent === undefined)
          return this.#misses(bytes, from, to);
        this.#slots[index++] = -1;
      }
      if (index === fields.length) return this.#misses(bytes, from, to);
      this.#slots[index++] = pair;
    }
    for (; index < fields.length; index++) {
      if ((fields[index] as PlannedField).absent === undefined) return 'no';
      this.#slots[index] = -1;
    }
    return 'yes';
  }

  /** A key that the schema does not have is no record of it, unless it lets keys pass; one that is elsewhere may be. */
  #misses(bytes: Buffer, from: number, to: number): LineVerdict {
    if (this.schema.additionalKeys !== 'reject') return 'unsure';
    return this.#fields.some((field) => isKey(field, bytes, from, to)) ? 'unsure' : 'no';
  }
}

/** Names of the fields of a line, in order. */
function columnsOf(schema: CompiledSchema, names: string[], header: string | undefined): string[] | undefined {
  if (schema.parser.name === 'syslog') return isClassic(schema) ? syslogFields : [...syslogFields, 'process_id'];
  if (schema.parser.name !== 'csv') return names;
  // Of the first line it is not known yet whether it is a header.
  if (schema.parser.isHeader !== undefined && header === undefined) return undefined;
  const columns = (schema.parser as CsvParser).columnsOf(header)?.map(({ name }) => name);
  return columns?.every((name) => names.includes(name)) === true ? columns : undefined;
}

function never(): boolean {
  return false;
}

function isKey({ key }: PlannedField, bytes: Buffer, from: number, to: number): boolean {
  if (to - from !== key.length) return false;
  for (let at = 0; at < key.length; at++) if (key[at] !== bytes[from + at]) return false;
  return true;
}
