import { type Json, type JsonObject, type RecordUuidWriter, recordId, stringifyJson } from '@streamalert/core';
import { type CsvParser, FloatMarks, type LineFields, type LineFormat } from '@streamalert/parsers';
import type { CompiledSchema } from './compiled-schema.ts';
import { convertFields } from './convert.ts';
import { type ByteTest, compileByteGlob } from './glob.ts';
import { normalizationKey, normalize } from './normalize.ts';
import { setOwn } from './own-property.ts';
import { type FieldWriter, fieldWriter, maxNumberBytes, writeString } from './text-fields.ts';
import { TextNormalizer } from './text-normalizer.ts';
import { maxEscapeBytes, type PreparedText, prepareText, type TextWriter } from './text-writer.ts';

/** What a plan says of a line: `unsure` is for the text parsers to tell. */
export type LineVerdict = 'yes' | 'no' | 'unsure';

/** A line of valid UTF-8, where it is in its payload, and what of the payload is in memory. */
export interface TextLine {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  readonly payload: string;
  readonly uuid: RecordUuidWriter;
  readonly record: number;
  /** First line of the payload, when this is a later one. */
  readonly header: string | undefined;
  /** Differs whenever the bytes have changed. */
  readonly version: number;
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

/** A field whose value must match one of some patterns. */
interface PlannedPattern {
  readonly field: number;
  readonly tests: readonly ByteTest[];
}

/** How the lines of a text format become records of one schema without being made into text and objects first. */
export class TextPlan {
  readonly schema: CompiledSchema;
  readonly format: LineFormat;
  /** Fields that a line must have at least, and may have at most. */
  readonly fewest: number;
  readonly most: number;
  readonly #fields: readonly PlannedField[];
  /** Which field of a line belongs to which of the schema: fixed by position, or by the keys of each line. */
  readonly #slots: Int32Array;
  readonly #byKey: boolean;
  readonly #anyPairs: boolean;
  readonly #patterns: readonly PlannedPattern[];
  readonly #normalizer: TextNormalizer | undefined;
  /** Fields whose converted values patterns and normalization look at, where bytes do not do. */
  readonly #reads: readonly number[];
  readonly #size: number;

  private constructor(
    schema: CompiledSchema,
    format: LineFormat,
    { columns, fewest, most }: Layout,
    fields: readonly PlannedField[],
  ) {
    const { configuration } = schema.schema;
    this.schema = schema;
    this.format = format;
    this.fewest = fewest;
    this.most = most;
    this.#fields = fields;
    this.#slots = Int32Array.from(fields, ({ name }) => columns.indexOf(name));
    this.#byKey = schema.parser.name === 'kv';
    this.#anyPairs = configuration.pairs === 'any';
    this.#patterns = patternsOf(schema, fields) ?? [];
    this.#normalizer = TextNormalizer.of(configuration.normalization, textFieldsOf(fields));
    const read = new Set<string>();
    if (this.#patterns.length < configuration.logPatterns.length)
      for (const [field] of configuration.logPatterns) read.add(field);
    if (this.#normalizer === undefined) for (const key of schema.readKeys) read.add(key);
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
    const layout = layoutOf(schema, names, header);
    if (layout === undefined || names.includes(normalizationKey)) return undefined;
    const defaults = new Map(schema.defaults);
    const fields: PlannedField[] = [];
    for (const [name, type] of types) {
      const write = parser.name === 'csv' && type.kind === 'map' ? never : fieldWriter(type);
      const value = defaults.get(name);
      const isAbsent = parser.name !== 'kv' && !layout.columns.includes(name);
      // Lines of as many fields take the parser.
      if (write === undefined && parser.name === 'csv') return new TextPlan(schema, parser.line, layout, []);
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
    return new TextPlan(schema, parser.line, layout, fields);
  }

  /** Decides about a line of as many fields as it takes, and writes it as a record if it is one. */
  decide(line: TextLine, fields: LineFields, out: TextWriter): LineVerdict {
    const planned = this.#fields;
    if (planned.length === 0) return 'unsure';
    const fit = this.#byKey ? this.#assign(line, fields) : 'yes';
    if (fit !== 'yes') return fit;
    if (!this.#matches(line, fields)) return 'no';
    const { start, end, count, isPlain } = fields;
    const slots = this.#slots;
    out.begin(this.#size + (line.end - line.start) * maxEscapeBytes);
    for (let index = 0; index < planned.length; index++) {
      const field = planned[index] as PlannedField;
      const slot = slots[index] as number;
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
    if (this.#reads.length > 0 || (this.schema.normalizes && this.#normalizer === undefined)) {
      if (!this.#finish(line, fields, out)) return 'no';
    }
    this.#normalizer?.write(line, fields, slots, out);
    out.object();
    return 'yes';
  }

  #matches({ bytes }: TextLine, { start, end, count }: LineFields): boolean {
    for (const { field, tests } of this.#patterns) {
      const slot = this.#slots[field] as number;
      const from = slot < 0 || slot >= count ? -1 : (start[slot] as number);
      if (from < 0) return false;
      const to = end[slot] as number;
      let matches = false;
      for (let index = 0; index < tests.length && !matches; index++)
        matches = (tests[index] as ByteTest)(bytes, from, to);
      if (!matches) return false;
    }
    return true;
  }

  /** What bytes do not do: patterns and normalization that see converted values. */
  #finish(line: TextLine, { start, end, count }: LineFields, out: TextWriter): boolean {
    const { schema } = this;
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
    const isTested = this.#patterns.length === schema.schema.configuration.logPatterns.length;
    if (!isTested && schema.patterns?.(converted.value, undefined) === false) return false;
    if (schema.normalizes && this.#normalizer === undefined) {
      const member = this.#normalized(line, converted.value, floats);
      out.reserve(member.length + 1);
      out.append(member);
    }
    return true;
  }

  #normalized({ payload, record }: TextLine, values: JsonObject, floats: FloatMarks): Uint8Array {
    const { normalization } = this.schema.schema.configuration;
    const found = normalize(normalization, values, floats, recordId(payload, record, 0));
    return encoder.encode(`,"${normalizationKey}":${stringifyJson(found)}`);
  }

  /** Finds the pair of each field, if they come in the order of the schema. */
  #assign({ bytes }: TextLine, { count, keyStart, keyEnd }: LineFields): LineVerdict {
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

/** Names of the fields of a line, in order, and how many of them there are. */
interface Layout {
  readonly columns: readonly string[];
  readonly fewest: number;
  readonly most: number;
}

const anyCount = { fewest: 0, most: Number.POSITIVE_INFINITY };

function layoutOf(schema: CompiledSchema, names: readonly string[], header: string | undefined): Layout | undefined {
  const { parser, optional } = schema;
  const { configuration } = schema.schema;
  if (parser.name === 'syslog') {
    return { columns: isClassic(schema) ? syslogFields : [...syslogFields, 'process_id'], ...anyCount };
  }
  if (parser.name !== 'csv') {
    return {
      columns: names,
      ...(configuration.pairs === 'any' ? anyCount : { fewest: names.length, most: names.length }),
    };
  }
  // Of the first line it is not known yet whether it is a header.
  if (parser.isHeader !== undefined && header === undefined) return undefined;
  const columns = (parser as CsvParser).columnsOf(header)?.map(({ name }) => name);
  if (columns?.every((name) => names.includes(name)) !== true) return undefined;
  const lastRequired = columns.findLastIndex((name) => !optional.has(name));
  const fewest = configuration.rows === 'short' ? Math.max(lastRequired + 1, 1) : columns.length;
  return { columns, fewest, most: columns.length };
}

/** The places of fields that are text as it stands in the line, by name. */
function textFieldsOf(fields: readonly PlannedField[]): ReadonlyMap<string, number> {
  return new Map(fields.flatMap(({ name, isText }, index) => (isText ? [[name, index] as const] : [])));
}

/** The patterns of a schema, if all are of fields that are text. */
function patternsOf(
  { schema }: CompiledSchema,
  fields: readonly PlannedField[],
): readonly PlannedPattern[] | undefined {
  const texts = textFieldsOf(fields);
  const patterns: PlannedPattern[] = [];
  for (const [name, globs] of schema.configuration.logPatterns) {
    const field = texts.get(name);
    if (field === undefined || !globs.every((glob) => typeof glob === 'string')) return undefined;
    patterns.push({ field, tests: globs.map(compileByteGlob) });
  }
  return patterns;
}

function never(): boolean {
  return false;
}

function isKey({ key }: PlannedField, bytes: Buffer, from: number, to: number): boolean {
  if (to - from !== key.length) return false;
  for (let at = 0; at < key.length; at++) if (key[at] !== bytes[from + at]) return false;
  return true;
}
