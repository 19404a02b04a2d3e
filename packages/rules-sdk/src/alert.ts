import type { JsonObject } from './json.ts';
import type { AttackReference, Severity } from './severity.ts';

/** A destination, `service:descriptor`, e.g. `slack:soc-triage`. The part before the colon is the service. */
export type OutputName = `${string}:${string}`;

/** Names of publishers by output, as stored with the alert: `{ 'slack:soc': ['summary'] }`; a service alone is a key too. */
export type PublisherNames = Readonly<Record<string, readonly string[]>>;

/**
 * A match worth somebody's time: one rule on one record, or several of them merged.
 *
 * Times are UTC microseconds since 1970.
 */
export interface Alert {
  /** Derived from rule and record, in UUIDv4 form: the same match always has the same id. */
  readonly id: string;
  readonly ruleName: string;
  /** The record that matched, or the merged record of several alerts. */
  readonly record: JsonObject;
  /** Destinations; always holds `aws-firehose:alerts`, the history. Sorted, without duplicates. */
  readonly outputs: readonly OutputName[];
  readonly created: number;
  readonly cluster: string;
  /** Log type, e.g. `cloudtrail:events`. */
  readonly logSource: string;
  /** Parser that read the record, e.g. `json`. */
  readonly logType: string;
  /** `s3`, `kinesis`, `sns`, `sqs` or `streamalert_app`. */
  readonly sourceService: string;
  /** Bucket, stream, topic or app function. */
  readonly sourceEntity: string;
  readonly ruleDescription: string;
  readonly context: JsonObject;
  readonly publishers: PublisherNames;
  /** Keys whose values must be equal for alerts to be merged; empty: never merged. */
  readonly mergeByKeys: readonly string[];
  /** Zero: never merged. */
  readonly mergeWindowMinutes: number;
  readonly staged: boolean;
  readonly severity?: Severity;
  readonly title?: string;
  readonly tags?: readonly string[];
  readonly attack?: readonly AttackReference[];
  readonly references?: readonly string[];
  readonly runbook?: string;
  readonly owner?: string;
}
