import type { Json, Source } from '@streamalert/core';

/** One payload record that an event carries, or what is left of one that cannot be read. */
export type EventRecord =
  | { readonly kind: 'data'; readonly data: Json | Uint8Array }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly detail: string; readonly data: Uint8Array };

/** What an element of `Records` stands for. */
export type EventPayload =
  /** Data that came with the event. */
  | {
      readonly kind: 'records';
      /** Element of `Records`, from 0. */
      readonly index: number;
      /** `payloadId(…)` of its coordinates: a redelivery has the same. */
      readonly id: string;
      readonly source: Source;
      /** For people, e.g. `kinesis://stream/shardId-000000000000:4955`. */
      readonly origin: string;
      readonly records: readonly EventRecord[];
    }
  /** An S3 object that is still to be read. */
  | {
      readonly kind: 'object';
      readonly index: number;
      readonly id: string;
      readonly source: Source;
      readonly origin: string;
      readonly object: ObjectAddress;
    }
  /** An element that is nothing known, or lacks what it needs. */
  | {
      readonly kind: 'rejected';
      readonly index: number;
      readonly id: string;
      /** Absent where not even that can be told. */
      readonly source?: Source;
      /** Short and countable, e.g. `unknown event`. */
      readonly reason: string;
      readonly detail: string;
      /** The element. */
      readonly data: Json;
    };

/** An S3 object that an event stands for. */
export type ObjectPayload = Extract<EventPayload, { kind: 'object' }>;

/** Where an S3 object is. */
export interface ObjectAddress {
  readonly bucket: string;
  /** Decoded: as the object is called. */
  readonly key: string;
  /** Of a bucket with versions. */
  readonly versionId?: string;
  /** Tells this content from others under the key, as the event has it: the id of the version, an ETag, or a sequencer. */
  readonly version?: string;
}

/** What is not found in an event itself. */
export interface ReadEventOptions {
  /** Of the invocation; names the records of `streamalert_app`. Absent: their content does. */
  readonly requestId?: string;
  /** What one payload record may grow to when decompressed, in bytes. Default 16 MiB. */
  readonly maxRecordBytes?: number;
}
