import type { JsonObject } from '@streamalert/rules-sdk';

/** The services a payload can come from, as `data_sources` names them. */
export const services = ['kinesis', 's3', 'sns', 'sqs', 'streamalert_app'] as const;

/** The service a payload came from. */
export type Service = (typeof services)[number];

/** The configured source that a payload came from, e.g. `{ service: 's3', resource: 'acme.audit.logs' }`. */
export interface Source {
  readonly service: Service;
  /** Bucket, stream, topic, queue or app function name. */
  readonly resource: string;
}

/** Which payload record of a payload, and which item inside it; both from 0. */
export interface RecordPosition {
  readonly record: number;
  readonly item: number;
}

/** A record that was recognised. Its `record` also holds `streamalert_normalization` when the log type has one. */
export interface ClassifiedRecord {
  readonly kind: 'classified';
  /** Derived from the payload and the position, so that a redelivery has the same id. */
  readonly id: string;
  readonly cluster: string;
  /** Log type, e.g. `cloudtrail:events`. */
  readonly log_schema_type: string;
  /** Parser, e.g. `json`. */
  readonly data_type: string;
  readonly service: Service;
  readonly resource: string;
  readonly record: JsonObject;
}

/** The schema that came nearest to a rejected record, and why it did not match. */
export interface NearestSchema {
  readonly log_schema_type: string;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly wrong_type: readonly string[];
}

/** A payload record, or one item of it, that no schema of its source accepts. Its data goes to the quarantine. */
export interface RejectedRecord {
  readonly kind: 'rejected';
  readonly id: string;
  readonly cluster: string;
  readonly service: Service;
  readonly resource: string;
  readonly position: RecordPosition;
  /** Short and countable, e.g. `unknown keys`, `not JSON`, `truncated gzip`. */
  readonly reason: string;
  /** What exactly, for a person, e.g. `cloudtrail:events does not know "newField"`. */
  readonly detail: string;
  readonly nearest?: NearestSchema;
}
