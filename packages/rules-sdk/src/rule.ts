import type { OutputName } from './alert.ts';
import type { Json, JsonObject } from './json.ts';
import type { Publisher } from './publisher.ts';
import type { AttackReference, Severity } from './severity.ts';

/**
 * Log types by name, filled by generated declarations of a rule repo:
 * `declare module '@streamalert/rules-sdk' { interface LogTypes { 'okta:logevents': { … } } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface LogTypes {}

/** Names of the log types: those that were generated, or any text where none were. */
export type LogType = keyof LogTypes extends never ? string : keyof LogTypes & string;

/** The record of a log type: its generated type, or any JSON object. */
export type RecordOf<L extends string> = L extends keyof LogTypes ? LogTypes[L] : JsonObject;

/** What a rule or matcher looks at: one classified record, frozen. */
export interface RuleEvent<L extends string = string> {
  readonly logType: L;
  readonly record: RecordOf<L>;
  /** Id of the record; the same after a redelivery. */
  readonly id: string;
  readonly cluster: string;
  /** `s3`, `kinesis`, `sns` or `streamalert_app`. */
  readonly service: string;
  /** Bucket, stream, topic or app function. */
  readonly resource: string;
  /** Every value of a normalized type, without duplicates; empty when the record has none. */
  normalized(type: string): readonly Json[];
}

/** A reusable precondition of rules. Must not change anything; the engine may evaluate it once for many rules. */
export type Matcher<L extends string = string> = (event: RuleEvent<L>) => boolean;

/** A match with particulars. */
export interface Match {
  readonly alert: true;
  /** Free data for publishers and outputs, e.g. `{ populate_fields: ['userName'] }`. */
  readonly context?: JsonObject;
  /** Replaces the rule's severity for this alert. */
  readonly severity?: Severity;
  /** One line for a reader, e.g. `root from 192.0.2.14`. */
  readonly title?: string;
}

/** What a rule answers. Anything else is a rule error, counted under the rule's name. */
export type Verdict = boolean | Match;

/** Publishers of all outputs, or by service (`slack`) and exact output (`slack:soc`); the service's run first. */
export type PublisherOption =
  | Publisher
  | readonly Publisher[]
  | Readonly<Record<string, Publisher | readonly Publisher[]>>;

/** A value, or any of several, that a field must have for a rule to be looked at. */
export type FieldTest = string | number | boolean | readonly (string | number | boolean)[];

/** Options of {@link defineRule}. */
export interface RuleOptions<L extends string = LogType> {
  /** Unique in a deployment; part of the alert's id, and the `rule_name` everywhere. */
  readonly id: string;
  /** For the person who gets the alert. */
  readonly description: string;
  /** Log types the rule looks at. One of `logs` and `datatypes` must be there. */
  readonly logs?: readonly L[];
  /** Only records that have a value of one of these normalized types. */
  readonly datatypes?: readonly string[];
  /**
   * Fields by dotted path and the values they must have: `{ eventName: ['StopLogging', 'DeleteTrail'] }`. The engine
   * finds rules by these without running them, so a thousand rules cost what the matching few cost. A path that
   * starts with an event name of {@link cloudTrailLogs} applies to the CloudTrail event inside, however it arrived.
   */
  readonly where?: Readonly<Record<string, FieldTest>>;
  /** Dotted paths that must be present; a `null` or empty value counts as present. */
  readonly requires?: readonly string[];
  /** All must be true, in order; the first false stops. */
  readonly matchers?: readonly Matcher<L>[];
  /** The detection itself. Absent: everything that passed the conditions above is a match. */
  readonly when?: (event: RuleEvent<L>) => Verdict | Promise<Verdict>;
  /** Destinations. Absent: the deployment's `general.default_outputs`. Empty: history only. */
  readonly outputs?: readonly OutputName[];
  /** Further destinations decided per match. */
  readonly dynamicOutputs?: (event: RuleEvent<L>, match: Match) => readonly OutputName[];
  readonly publishers?: PublisherOption;
  /** Alerts with equal values of `by` within the window become one. */
  readonly merge?: { readonly by: readonly string[]; readonly windowMinutes: number };
  readonly severity?: Severity;
  readonly tags?: readonly string[];
  readonly attack?: readonly AttackReference[];
  /** Links to what the rule is based on. */
  readonly references?: readonly string[];
  /** What to do about an alert: text or link. */
  readonly runbook?: string;
  readonly owner?: string;
  /** `false` keeps the rule in the listing and never runs it. */
  readonly enabled?: boolean;
}
