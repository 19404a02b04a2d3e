/** Records of one table on their way to history, as NDJSON lines. */
export interface StreamBatch {
  /** Table name as in Athena: `cloudtrail_events`, `alerts`. */
  readonly table: string;
  /** Derived from what the batch holds; a batch that is sent again is stored once while it is pending. */
  readonly id: string;
  readonly records: number;
  /** UTF-8 bytes, one JSON object a line. */
  readonly lines: Uint8Array;
}

/**
 * The way to history: Data Firehose, or Parquet files of one machine. Firehose writes files when it sees fit and does not say what it
 * still holds, nor that a batch was put before: with it a batch that is sent again is stored again.
 */
export interface RecordStream {
  /** Resolves once the batches are durable, which is before they are in a file. */
  put(batches: readonly StreamBatch[]): Promise<void>;
  /** Resolves when everything put so far is in files. Absent where that cannot be hurried. */
  flush?(): Promise<void>;
  /** Batches that are durable, but not yet in files. Absent where that is not known. */
  pending?(): Promise<{ readonly batches: number; readonly records: number }>;
}
