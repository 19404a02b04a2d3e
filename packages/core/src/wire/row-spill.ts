import type { AlertKey } from '../alert.ts';
import { payloadId, sha256 } from '../ids.ts';
import { parseJson, stringifyJson } from '../json.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { type AlertRow, type ReadableAlertRow, unreadable } from './alert-row.ts';

/** Options of {@link createRowSpill}. */
export interface RowSpillOptions {
  readonly blobs: BlobStore;
  /** Before the blob's key it gives the URL that rows hold, e.g. `s3://bucket/`. */
  readonly baseUrl: string;
  /** Longest `Record` that stays in its row. A row of DynamoDB holds 400 KB. Default 256 KiB. */
  readonly maxRecordBytes?: number;
  /** Longest context, as JSON. Default 64 KiB. */
  readonly maxContextBytes?: number;
}

/**
 * Large parts of alert rows, in the blob store. They are written before their row, and removed after it; what a crash leaves between
 * is removed with the alert, as all blobs of an alert lie under one prefix.
 */
export interface RowSpill {
  /** Whether {@link spill} has something to write. */
  isLarge(row: AlertRow): boolean;
  /** The row as it is to be stored. */
  spill(row: AlertRow): Promise<AlertRow>;
  /**
   * The row with everything read back.
   *
   * @throws AlertRowError when it is missing, or the pointer is not one of ours.
   */
  restore<Row extends ReadableAlertRow>(row: Row): Promise<Row>;
  /** Removes everything that was written for an alert. */
  remove(key: AlertKey): Promise<void>;
  /** Prefix of every blob of every alert. */
  readonly folder: string;
  /** Prefix of the blobs of one alert. */
  prefixOf(key: AlertKey): string;
}

/** In place of what was spilled: `{"streamalert:spilled":"s3://bucket/alert-records/…"}`. */
const spilledKey = 'streamalert:spilled';
const folder = 'alert-records/';

/** True for a row of which a part lies in the blob store. */
export function isSpilled(row: Pick<ReadableAlertRow, 'Record' | 'Context'>): boolean {
  return pointerOf(row.Record) !== undefined || contextPointer(row.Context) !== undefined;
}

/** Spills the records and contexts of rows to a blob store. */
export function createRowSpill(options: RowSpillOptions): RowSpill {
  const { blobs, baseUrl, maxRecordBytes = 256 * 1024, maxContextBytes = 64 * 1024 } = options;
  const prefixOf = ({ ruleName, id }: AlertKey): string => `${folder}${payloadId(ruleName, id)}/`;

  /** Named after its content, so that a second alert of one key cannot change what the first one's row points to. */
  const write = async (key: AlertKey, text: string): Promise<string> => {
    const name = `${prefixOf(key)}${sha256(text).slice(0, 32)}.json`;
    await blobs.put(name, new TextEncoder().encode(text));
    return baseUrl + name;
  };

  const read = async (row: ReadableAlertRow, url: string): Promise<string> => {
    const key = url.slice(baseUrl.length);
    // A pointer elsewhere would make anybody who can write a row a reader of the bucket.
    if (!url.startsWith(baseUrl) || !key.startsWith(prefixOf(keyOf(row)))) {
      throw unreadable(row, `it was spilled to ${url}, which is not a place of this alert`);
    }
    const content = await blobs.read(key);
    if (content === undefined) throw unreadable(row, `${url}, where it was spilled to, is missing`);
    return new TextDecoder().decode(content);
  };

  const contextText = (row: AlertRow): string => row.ContextJson ?? stringifyJson(row.Context, { ascii: true });
  // A record that looks like a pointer is spilled whatever its size, so that a pointer in a row is always ours.
  const hasLargeRecord = ({ Record }: AlertRow): boolean =>
    Record.length > maxRecordBytes || pointerOf(Record) !== undefined;
  const hasLargeContext = (row: AlertRow): boolean =>
    contextText(row).length > maxContextBytes || contextPointer(row.Context) !== undefined;

  return {
    folder,
    prefixOf,
    isLarge: (row) => hasLargeRecord(row) || hasLargeContext(row),
    async spill(row) {
      const key = keyOf(row);
      const { ContextJson: _, ...rest } = row;
      return {
        ...(hasLargeContext(row) ? { ...rest, Context: { [spilledKey]: await write(key, contextText(row)) } } : row),
        ...(hasLargeRecord(row) && { Record: stringifyJson({ [spilledKey]: await write(key, row.Record) }) }),
      };
    },
    async restore(row) {
      const record = pointerOf(row.Record);
      const context = contextPointer(row.Context);
      return {
        ...row,
        ...(record !== undefined && { Record: await read(row, record) }),
        ...(context !== undefined && { ContextJson: await read(row, context) }),
      };
    },
    async remove(key) {
      for await (const blob of blobs.list(prefixOf(key))) await blobs.delete(blob.key);
    },
  };
}

const keyOf = (row: Pick<ReadableAlertRow, 'RuleName' | 'AlertID'>): AlertKey => ({
  ruleName: row.RuleName,
  id: row.AlertID,
});

/** Longer texts are records, so that a large one is not parsed only to see that it is none. */
const longestPointer = 4096;

function pointerOf(record: string | undefined): string | undefined {
  if (typeof record !== 'string' || record.length > longestPointer || !record.startsWith(`{"${spilledKey}":`)) {
    return undefined;
  }
  try {
    return contextPointer(parseJson(record));
  } catch {
    return undefined;
  }
}

function contextPointer(context: unknown): string | undefined {
  if (typeof context !== 'object' || context === null || Object.keys(context).length !== 1) return undefined;
  const url = (context as Readonly<Record<string, unknown>>)[spilledKey];
  return typeof url === 'string' ? url : undefined;
}
