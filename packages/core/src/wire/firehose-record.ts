import type { Json, JsonObject } from '@streamalert/rules-sdk';
import { stringifyJson } from '../json.ts';
import { sanitizeName } from '../naming.ts';

/**
 * Limits of one PutRecordBatch, those of 3.5: a little below what Data Firehose takes.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html
 */
export const firehoseLimits = {
  /** UTF-8, line feed included. */
  lineBytes: 999_998,
  batchRecords: 500,
  batchBytes: 4_000_000,
  /** Of lines that share a record. A record is billed in steps of 5 KB, of which one that is filled this far wastes little. */
  sharedBytes: 65_536,
} as const;

/** One record of a delivery stream: some lines, one after the other. */
export interface FirehoseRecord {
  readonly text: string;
  readonly bytes: number;
  /** Positions of the lines. */
  readonly lines: readonly number[];
}

/** Records for one PutRecordBatch. */
export interface FirehoseBatch {
  readonly records: readonly FirehoseRecord[];
  readonly bytes: number;
}

/** What {@link packFirehoseBatches} makes of some lines; each is in a record or too large. */
export interface PackedBatches {
  readonly batches: readonly FirehoseBatch[];
  /** Positions of lines that no stream takes. */
  readonly tooLarge: readonly number[];
}

/** Log types whose records are retained, and entries of `enabled_logs` that name none. */
export interface RetainedLogs {
  readonly logTypes: ReadonlySet<string>;
  readonly unknown: readonly string[];
}

/**
 * A record as its stream takes it: keys that are good column names, compact ASCII JSON, and a line feed.
 *
 * `{"a-b":1,"l":[{"x-y":2}]}` becomes `{"a_b":1,"l":[{"x-y":2}]}`.
 */
export function encodeFirehoseRecord(record: JsonObject): string {
  return `${stringifyJson(sanitizeKeys(record), { ascii: true })}\n`;
}

/**
 * Keys of objects in objects too, but not of objects in arrays, as in 3.5. Of keys that become the same the last wins. A record whose
 * keys are good already, as most are, is not copied.
 */
function sanitizeKeys(record: JsonObject): JsonObject {
  if (hasGoodKeys(record)) return record;
  return Object.fromEntries(
    Object.entries(record).map(([key, value]: [string, Json]) => [
      sanitizeName(key),
      isObject(value) ? sanitizeKeys(value) : value,
    ]),
  );
}

function hasGoodKeys(record: JsonObject): boolean {
  for (const key of Object.keys(record)) {
    const value = record[key] as Json;
    if (!/^\w*$/.test(key) || (isObject(value) && !hasGoodKeys(value))) return false;
  }
  return true;
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Packs lines of one stream in their order, as many into a record as fit. A line with a number that its column may not take has a record
 * of its own: what Data Firehose cannot convert it puts aside with everything in the same record.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 */
export function packFirehoseBatches(lines: Iterable<string>): PackedBatches {
  const batches: { records: FirehoseRecord[]; bytes: number }[] = [];
  const tooLarge: number[] = [];
  let open: OpenRecord | undefined;
  const close = (): void => {
    if (open === undefined) return;
    const { texts, bytes, lines: positions } = open;
    open = undefined;
    const record = { text: texts.join(''), bytes, lines: positions };
    const last = batches.at(-1);
    if (last === undefined || !hasRoom(last, bytes)) batches.push({ records: [record], bytes });
    else {
      last.records.push(record);
      last.bytes += bytes;
    }
  };
  let position = 0;
  for (const line of lines) {
    const bytes = Buffer.byteLength(line);
    const isAlone = hasLongNumber.test(line);
    if (bytes > firehoseLimits.lineBytes) tooLarge.push(position);
    else {
      if (open !== undefined && (isAlone || open.bytes + bytes > firehoseLimits.sharedBytes)) close();
      open ??= { texts: [], bytes: 0, lines: [] };
      open.texts.push(line);
      open.lines.push(position);
      open.bytes += bytes;
      if (isAlone) close();
    }
    position++;
  }
  close();
  return { batches, tooLarge };
}

interface OpenRecord {
  readonly texts: string[];
  readonly lines: number[];
  bytes: number;
}

/** An integer over 64 bits, or a float over a double; more often than not, as it may also stand in a text. */
const hasLongNumber = /[[:,]-?(?:\d{20}|9[2-9]\d{17}|\d[\d.]*[eE]\+?\d{3})/;

function hasRoom(
  batch: { readonly records: readonly FirehoseRecord[]; readonly bytes: number },
  bytes: number,
): boolean {
  return batch.records.length < firehoseLimits.batchRecords && batch.bytes + bytes <= firehoseLimits.batchBytes;
}

/**
 * The log types that `firehose.enabled_logs` selects: `vpn` every log type of the source, `vpn:login` exactly this one.
 *
 * @param enabled Keys of the object, or the items of the list.
 * @param logTypes Names of all log types.
 */
export function selectRetainedLogs(enabled: readonly string[], logTypes: readonly string[]): RetainedLogs {
  const selected = enabled.map((entry) => ({
    entry,
    names: logTypes.filter((name) => name === entry || name.split(':', 1)[0] === entry),
  }));
  return {
    logTypes: new Set(selected.flatMap(({ names }) => names)),
    unknown: selected.filter(({ names }) => names.length === 0).map(({ entry }) => entry),
  };
}

/** Options of a log type in `firehose.enabled_logs`: its own, or else those of its source; `undefined` where it is not kept. */
export const retainedLogOptions = <T>(logType: string, enabled: Readonly<Record<string, T>>): T | undefined =>
  enabled[logType] ?? enabled[logType.split(':', 1)[0] as string];
