import type { Cluster, LogTypeSchema } from '@streamalert/config';
import type { ClassifiedRecord, Json, QuarantinedRecord, Source } from '@streamalert/core';
import type { EventPayload } from './events/types.ts';

/** Sizes at which the classifier stops treating data as one piece. */
export interface ClassifierLimits {
  /** The largest record, line, or document that is held as a whole, in bytes. Default 16 MiB. */
  readonly maxRecordBytes: number;
  /** Levels of nesting of a record. Default 1,000. */
  readonly maxDepth: number;
  /** Input after which a batch is handed over, in bytes. Default 2 MiB. */
  readonly batchBytes: number;
  /** Data of a rejected record that is kept for the quarantine, in bytes. Default 1 MiB. */
  readonly maxQuarantineBytes: number;
}

/** Options of {@link createClassifier}. */
export interface ClassifierOptions {
  readonly cluster: Cluster;
  /** In the order in which they are tried. */
  readonly logTypes: readonly LogTypeSchema[];
  readonly limits?: Partial<ClassifierLimits>;
}

/** An object with log data, e.g. an S3 object or a file. */
export interface PayloadInput {
  /** `payloadId(…)` of its coordinates: the same payload gives the same record ids. */
  readonly id: string;
  readonly source: Source;
  /** File path or S3 URL, for people. */
  readonly origin: string;
  /** The bytes as stored, maybe compressed, from byte `from` on. */
  readonly open: (from: number) => AsyncIterable<Uint8Array>;
  /** `position` of the last batch that was kept, to go on after it. */
  readonly resume?: Json;
}

/** Payload records in memory, as `readEvent` finds them. */
export type RecordsInput = Pick<Extract<EventPayload, { kind: 'records' }>, 'id' | 'source' | 'origin' | 'records'>;

/** Classified records of one log type as a queue body: `[message,\nmessage]`, one message a line. */
export interface ClassifiedBody {
  /** The same records give the same id. */
  readonly id: string;
  readonly logType: string;
  readonly records: number;
  /** UTF-8. At most 262,144 bytes, unless one record alone is larger. */
  readonly text: Uint8Array;
}

/** Records by what became of them; `in` is the sum of the others. */
export interface ClassifiedCounts {
  readonly in: number;
  /** By log type. */
  readonly classified: Readonly<Record<string, number>>;
  /** By reason. */
  readonly rejected: Readonly<Record<string, number>>;
}

/** What a stretch of a payload holds. */
export interface ClassifiedBatch {
  readonly bodies: readonly ClassifiedBody[];
  readonly rejected: readonly QuarantinedRecord[];
  readonly counts: ClassifiedCounts;
  /** Where to resume after this batch. */
  readonly position: Json;
  /** The last batch of the payload. */
  readonly done: boolean;
}

/** Result of {@link Classifier.classifyData}. */
export interface ClassifiedData {
  readonly classified: readonly ClassifiedRecord[];
  readonly rejected: readonly QuarantinedRecord[];
}

/** Options of {@link Classifier.classifyData}. */
export interface ClassifyDataOptions {
  /** For people; default `payloadId`. */
  readonly origin?: string;
  /**
   * What `data` is: a payload record (default), or one item that was taken out of a payload record before, to which
   * paths no longer apply, as when a rejected item is replayed.
   */
  readonly as?: 'payload record' | 'item';
}

/** Recognises log records. */
export interface Classifier {
  /**
   * Classifies an object batch by batch. Its batches are the same however the bytes are cut into chunks, and resuming
   * after a batch gives the batches that would have followed. Bad data is rejected, never thrown.
   *
   * @throws whatever `open` throws, and PositionError for a `resume` that is not a position.
   */
  readonly classify: (payload: PayloadInput) => AsyncIterable<ClassifiedBatch>;
  /** Classifies the payload records that came with an event, all in one batch. */
  readonly classifyRecords: (payload: RecordsInput) => ClassifiedBatch;
  /** Classifies one payload record: a decoded value, or text or bytes that may be JSON. */
  readonly classifyData: (
    source: Source,
    data: Json | Uint8Array,
    payloadId: string,
    options?: ClassifyDataOptions,
  ) => ClassifiedData;
}
