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
} as const;

/** Lines for one PutRecordBatch. */
export interface FirehoseBatch {
  readonly lines: readonly string[];
  readonly bytes: number;
}

/** What {@link packFirehoseBatches} makes of some lines; each is in a batch or too large. */
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

/** Packs lines of one stream in their order. */
export function packFirehoseBatches(lines: Iterable<string>): PackedBatches {
  const batches: { lines: string[]; bytes: number }[] = [];
  const tooLarge: number[] = [];
  let position = 0;
  for (const line of lines) {
    const bytes = Buffer.byteLength(line);
    const last = batches.at(-1);
    if (bytes > firehoseLimits.lineBytes) tooLarge.push(position);
    else if (last === undefined || !hasRoom(last, bytes)) batches.push({ lines: [line], bytes });
    else {
      last.lines.push(line);
      last.bytes += bytes;
    }
    position++;
  }
  return { batches, tooLarge };
}

function hasRoom(batch: FirehoseBatch, bytes: number): boolean {
  return batch.lines.length < firehoseLimits.batchRecords && batch.bytes + bytes <= firehoseLimits.batchBytes;
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
