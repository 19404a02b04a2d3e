import type { JsonObject } from './json.ts';
import type { AttackReference, Severity } from './severity.ts';

/** A destination, `service:descriptor`, e.g. `slack:soc-triage`. The part before the colon is the service. */
export type OutputName = `${string}:${string}`;

/** Names of publishers by output, as stored with the alert: `{ 'slack:soc': ['summary'] }`; a service alone is a key too. */
export type PublisherNames = Readonly<Record<string, readonly string[]>>;

/** How a rule holds its alerts back. Applied when an alert is stored, and not kept with it. */
export interface AlertLimits {
  /** The first alert of a merge window goes out at once. */
  readonly sendFirst?: true;
  readonly dedup?: { readonly by: readonly string[]; readonly minutes: number };
  readonly maxPerHour?: number;
}

/** Why an alert went to history and nowhere else. */
export interface Suppression {
  /** `silence`: somebody asked for it. `repeat`: the rule's `dedup`. `cap`: the rule's `maxAlertsPerHour`. */
  readonly kind: 'silence' | 'repeat' | 'cap';
  /** For a reader: the reason given for a silence, the alert that is repeated, the cap. */
  readonly reason: string;
  /** Until when alerts like it are held back, UTC microseconds. */
  readonly until: number;
  /** Who silenced it. */
  readonly by?: string;
}

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
  readonly limits?: AlertLimits;
  /** There when the alert was held back; its outputs are then history alone. */
  readonly suppressed?: Suppression;
}
