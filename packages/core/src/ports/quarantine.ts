import type { RejectedRecord } from '../records.ts';

/** A rejected record with its raw data. */
export interface QuarantinedRecord {
  readonly rejected: RejectedRecord;
  /** Where it came from, for a person: a file path or an S3 URL. */
  readonly origin: string;
  /** The data as it was read, before any parsing. */
  readonly data: Uint8Array;
}

/** What the quarantine holds, by reason. */
export interface QuarantineSummary {
  readonly records: number;
  readonly byReason: Readonly<Record<string, number>>;
}

/** Where records go that nothing recognised, until they are replayed or pruned. */
export interface Quarantine {
  /** Adding a record that is held already (same id) changes nothing. */
  add(records: readonly QuarantinedRecord[]): Promise<void>;
  /** Oldest first. */
  list(): AsyncIterable<QuarantinedRecord>;
  get(id: string): Promise<QuarantinedRecord | undefined>;
  remove(ids: readonly string[]): Promise<void>;
  summary(): Promise<QuarantineSummary>;
}
