import { isUtf8 } from 'node:buffer';
import {
  createRecordUuidWriter,
  type Json,
  type JsonObject,
  parseJson,
  type RecordUuidWriter,
  recordId,
  stringifyJson,
} from '@streamalert/core';
import {
  createScan,
  FloatMarks,
  hasDecimal,
  hasEndlessInteger,
  hasHugeNumber,
  hasLineBreak,
  kinds,
  parseMarkingFloats,
  type Scan,
} from '@streamalert/parsers';
import { type PayloadContext, withNormalization } from './batch-builder.ts';
import { compactJson } from './compact-json.ts';
import type { CompiledSchema } from './compiled-schema.ts';
import { matchRecord, type Trial } from './match.ts';
import { type Diagnosis, diagnose, endlessInteger } from './nearest.ts';
import { normalizationKey, normalize } from './normalize.ts';
import { setOwn } from './own-property.ts';
import { convertRaw } from './raw-conversion.ts';
import { repeatsKeys } from './repeated-keys.ts';
import { inOrder, type Ranked, type ShapeMatch } from './schema-index.ts';
import type { PlaceGroup } from './selection.ts';
import type { Shape } from './shapes.ts';

/** A record as the scanner reported it, still as bytes. One object serves for all records of a payload. */
export interface ScannedRecord {
  bytes: Buffer;
  start: number;
  end: number;
  report: Scan;
  /** The bytes are known to be valid; otherwise they are checked. */
  isValidUtf8: boolean;
  record: number;
  item: number;
}

/** A {@link ScannedRecord} to begin with. */
export const nothingScanned: ScannedRecord = {
  bytes: Buffer.alloc(0),
  start: 0,
  end: 0,
  report: createScan(),
  isValidUtf8: false,
  record: 0,
  item: 0,
};

/** The schema that takes a record. Its own text is kept, the last byte replaced by `tail`, unless there is a `text`. */
export interface Taken extends Ranked {
  readonly schema: CompiledSchema;
  readonly tail: Uint8Array;
  readonly text?: Uint8Array;
}

/** What is to be done with a scanned record. */
export type Outcome = Taken | { readonly schema: undefined; readonly diagnosis: Diagnosis };

type TakenTrial = Extract<Trial, { ok: true }>;

const encoder = new TextEncoder();

/** Tails are kept in pieces of memory of this size. */
const keptBytes = 64 * 1024;

/** Decides about scanned records of one payload, by their shape wherever that is enough. */
export class RecordSorter {
  readonly #context: PayloadContext;
  #uuid: RecordUuidWriter | undefined;
  #kept: Uint8Array = new Uint8Array();
  #keptLength = 0;

  constructor(context: PayloadContext) {
    this.#context = context;
  }

  /** Sorts an item of any kind. */
  sortItem(scanned: ScannedRecord, group: PlaceGroup): Outcome {
    const refused = this.refuse(scanned);
    if (refused !== undefined) return { schema: undefined, diagnosis: refused };
    return this.sort(scanned, group.shapes.shapeOf(scanned.bytes, scanned.report));
  }

  /** Sorts an object of a known shape. */
  sort(scanned: ScannedRecord, shape: Shape): Outcome {
    const first = shape.matches[0];
    if (first === undefined) return { schema: undefined, diagnosis: shape.diagnosis as Diagnosis };
    const { bytes, start, end, report } = scanned;
    if (!first.sure || (report.flags & hasHugeNumber) !== 0) return this.#parse(scanned, shape.matches);
    const isConverted = first.conversions.length > 0;
    if (isConverted && (report.flags & hasLineBreak) !== 0) return this.#parse(scanned, shape.matches);
    const kept = first.schema.normalizes ? this.#normalize(scanned, first) : first;
    if (isConverted) {
      const text = convertRaw(scanned, first, kept.tail);
      return text === undefined ? this.#parse(scanned, shape.matches) : { ...kept, text };
    }
    if ((report.flags & hasLineBreak) === 0) return kept;
    return { ...kept, text: compactJson(bytes, start, end, kept.tail) };
  }

  /** Why a record is not even looked at, if it is not. */
  refuse({ bytes, start, end, report, isValidUtf8 }: ScannedRecord): Diagnosis | undefined {
    const { maxRecordBytes, maxDepth } = this.#context.limits;
    if (end - start > maxRecordBytes) {
      return { reason: `record longer than ${maxRecordBytes} bytes`, detail: `the record has ${end - start} bytes` };
    }
    if (report.depth > maxDepth) {
      return { reason: 'too deep', detail: `${report.depth} levels of nesting, at most ${maxDepth} are read` };
    }
    if ((report.flags & hasEndlessInteger) !== 0) return endlessInteger;
    if (!isValidUtf8 && !isUtf8(bytes.subarray(start, end))) {
      return { reason: 'invalid UTF-8', detail: 'the record is not valid UTF-8' };
    }
    return report.kind === kinds.object ? undefined : { reason: 'not an object', detail: 'records are objects' };
  }

  /** Normalizes a record that stays as it is, and reads nothing but the values that takes. */
  #normalize(scanned: ScannedRecord, match: ShapeMatch): Taken {
    const { report, record, item } = scanned;
    const { schema, order, additional } = match;
    const isOnly = report.count === 0 && match.tail.length === 1;
    this.#uuid ??= createRecordUuidWriter(this.#context.id);
    const raw = schema.rawNormalizer?.tail(scanned, match, isOnly, this.#uuid);
    if (raw !== undefined) return { schema, order, additional, tail: this.#keep(raw) };
    const id = recordId(this.#context.id, record, item);
    const values: Record<string, Json> = {};
    const floats = new FloatMarks();
    for (const [index, entry] of match.reads.entries()) {
      if (entry >= 0) readEntry(scanned, schema.readKeys[index] as string, entry, values, floats);
    }
    const normalized = normalize(schema.schema.configuration.normalization, values, floats, id);
    return { schema, order, additional, tail: tailWith(match.tail, normalized, isOnly) };
  }

  /** Copies bytes that are needed until the items of a document are handed on. */
  #keep(bytes: Uint8Array): Uint8Array {
    const { length } = bytes;
    if (this.#keptLength + length > this.#kept.length) {
      this.#kept = Buffer.allocUnsafeSlow(Math.max(keptBytes, length));
      this.#keptLength = 0;
    }
    const kept = this.#kept.subarray(this.#keptLength, this.#keptLength + length);
    kept.set(bytes);
    this.#keptLength += length;
    return kept;
  }

  /** Parses a record, and tries the schemas of its shape on its values. */
  #parse(scanned: ScannedRecord, matches: readonly ShapeMatch[]): Outcome {
    const { bytes, start, end, report } = scanned;
    const floats = new FloatMarks();
    const value = parse(textOf(scanned), report, floats);
    let nearest: { readonly match: Ranked & ShapeMatch; readonly trial: TakenTrial } | undefined;
    for (const match of matches) {
      // Nested keys may be additional, too: a match that is worse at the top already cannot be the nearest.
      if (nearest !== undefined && inOrder(match, nearest.match) > 0) break;
      const trial = matchRecord(match.schema, value, floats, undefined);
      if (!trial.ok) continue;
      const ranked = { ...match, additional: trial.additional.length };
      if (nearest === undefined || inOrder(ranked, nearest.match) < 0) nearest = { match: ranked, trial };
    }
    if (nearest === undefined) {
      const tried = matches.map(({ schema }) => schema);
      return { schema: undefined, diagnosis: diagnose(tried, value, floats) };
    }
    const { match, trial } = nearest;
    const { schema, order, additional, tail } = match;
    const id = recordId(this.#context.id, scanned.record, scanned.item);
    const final = withNormalization(schema, trial.record, trial.floats, id);
    if (trial.converted || mustBeWritten(scanned, match, value as JsonObject)) {
      return { schema, order, additional, tail, text: encoder.encode(stringifyJson(final)) };
    }
    const whole = schema.normalizes
      ? tailWith(tail, final[normalizationKey] as JsonObject, report.count === 0 && tail.length === 1)
      : tail;
    const text = (report.flags & hasLineBreak) !== 0 ? { text: compactJson(bytes, start, end, whole) } : {};
    return { schema, order, additional, tail: whole, ...text };
  }
}

function textOf({ bytes, start, end }: ScannedRecord): string {
  return bytes.toString('utf8', start, end);
}

/** A key that comes twice was read once, and a number beyond the range of a double is no number any more. */
function mustBeWritten({ bytes, report }: ScannedRecord, { structs }: ShapeMatch, value: JsonObject): boolean {
  return (
    (report.flags & hasHugeNumber) !== 0 ||
    Object.keys(value).length !== report.count ||
    Object.hasOwn(value, normalizationKey) ||
    structs.some(([entry, fields]) =>
      repeatsKeys(bytes, report.valueStart[entry] as number, report.valueEnd[entry] as number, fields),
    )
  );
}

/** Reads the value of an entry into `values`; most are text without escapes. */
function readEntry(
  { bytes, report }: ScannedRecord,
  key: string,
  entry: number,
  values: Record<string, Json>,
  floats: FloatMarks,
): void {
  const text = bytes.toString('utf8', report.valueStart[entry], report.valueEnd[entry]);
  const kind = report.valueKind[entry];
  if (kind === kinds.string && !text.includes('\\')) {
    setOwn(values, key, text.slice(1, -1));
  } else if (kind === kinds.decimal) {
    const value = Number(text);
    setOwn(values, key, value);
    if (Number.isInteger(value)) floats.add(values, key);
  } else {
    setOwn(values, key, parse(text, report, floats));
  }
}

function parse(text: string, report: Scan, floats: FloatMarks): Json {
  return (report.flags & hasDecimal) === 0 ? parseJson(text) : parseMarkingFloats(text, floats);
}

function tailWith(tail: Uint8Array, normalization: JsonObject, isOnly: boolean): Uint8Array {
  const member = `${isOnly ? '' : ','}"${normalizationKey}":${stringifyJson(normalization)}}`;
  return Buffer.concat([tail.subarray(0, -1), encoder.encode(member)]);
}
