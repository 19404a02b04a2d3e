import type { OutputName } from './alert.ts';
import type { Json, JsonObject } from './json.ts';
import type { Publisher } from './publisher.ts';
import type { AttackReference, Severity } from './severity.ts';

/**
 * Log types by name, filled by generated declarations of a rule repo:
 * `declare module '@streamalert/rules-sdk' { interface LogTypes { 'okta:logevents': { … } } }`.
 */
export interface LogTypes {}

/** Names of the log types: those that were generated, or any text where none were. */
export type LogType = keyof LogTypes extends never ? string : keyof LogTypes & string;

/** The record of a log type: its generated type, or any JSON object. */
export type RecordOf<L extends string> = L extends keyof LogTypes ? LogTypes[L] : JsonObject;

/**
 * What a rule or matcher looks at: one classified record, frozen. Of several log types it is a union that
 * `event.logType` tells apart.
 */
export type RuleEvent<L extends string = string> = L extends string ? RuleEventOf<L> : never;

/** {@link RuleEvent} of one log type. */
export interface RuleEventOf<L extends string> {
  readonly logType: L;
  readonly record: RecordOf<L>;
  /** Id of the record; the same after a redelivery. */
  readonly id: string;
  readonly cluster: string;
  /** `s3`, `kinesis`, `sns`, `sqs` or `streamalert_app`. */
  readonly service: string;
  /** Bucket, stream, topic or app function. */
  readonly resource: string;
  /** When the record is evaluated, UTC microseconds. Rules take the time from here, so that tests and replays choose it. */
  readonly now: number;
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

/** A value of a field that rules can be found by. */
export type FieldValue = string | number | bigint | boolean | null;

/** A value, or any of several, that a field must have for a rule to be looked at. */
export type FieldTest = FieldValue | readonly FieldValue[];

/**
 * Fields by dotted path, and the value or values each must have: `{ eventName: ['StopLogging', 'DeleteTrail'] }`.
 * Compared without conversion: `'1'` is not `1`. A path steps through objects only; a key that contains a dot cannot
 * be named.
 */
export type FieldTests = Readonly<Record<string, FieldTest>>;

/** Alerts with equal values of `by` within the window become one. */
export interface MergeOptions {
  /** Keys, found at any depth of the record; their first values are compared. At least one. */
  readonly by: readonly string[];
  /** More than zero. */
  readonly windowMinutes: number;
}

/** What {@link RuleOptions} and {@link Rule} share. */
export interface RuleFields<L extends string> {
  /** Unique in a deployment; part of the alert's id, and the `rule_name` everywhere. */
  readonly id: string;
  /** For the person who gets the alert. */
  readonly description: string;
  /**
   * Every field must have one of its values. The engine finds rules by these without running them, so a thousand
   * rules cost what the matching few cost.
   */
  readonly where?: FieldTests;
  /** As `where`, for single log types whose records differ in shape; applies beside it. */
  readonly whereByLog?: { readonly [Log in L]?: FieldTests };
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
  readonly merge?: MergeOptions;
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

/** Which records a rule looks at: log types, normalized types, or both, which then must both hold. */
export type RuleScope<L extends string> =
  | {
      /** Exact names; at least one. */
      readonly logs: readonly L[];
      readonly datatypes?: readonly string[];
    }
  | {
      readonly logs?: readonly L[];
      /** Only records that have a value of one of these normalized types; at least one. */
      readonly datatypes: readonly string[];
    };

/** Options of {@link defineRule}. */
export type RuleOptions<L extends string = LogType> = RuleFields<L> & RuleScope<L>;

/**
 * Marks rules; a symbol of the global registry, because a rule repo and the engine may hold different copies of this
 * package. Its value is the number of the contract between them.
 */
export const ruleMark: unique symbol = Symbol.for('@streamalert/rule') as never;

/** A rule as the engine takes it. */
export interface Rule extends RuleFields<string> {
  readonly [ruleMark]: 1;
  readonly logs?: readonly string[];
  readonly datatypes?: readonly string[];
}

/**
 * Makes a rule. It does nothing until an engine loads it; the engine also checks the options, for rules written in
 * JavaScript.
 *
 * @example
 * ```ts
 * import { defineRule } from '@streamalert/rules-sdk';
 *
 * export const vpnLoginFromNewCountry = defineRule({
 *   id: 'vpn_login_from_new_country',
 *   description: 'Somebody logged in to the VPN from a country where nobody works.',
 *   logs: ['vpn:login'],
 *   where: { action: 'login' },
 *   severity: 'medium',
 *   when: ({ record }) => record['country'] !== 'NO',
 * });
 * ```
 */
export function defineRule<const L extends LogType = LogType>(options: RuleOptions<L>): Rule {
  return Object.freeze({ ...options, [ruleMark]: 1 as const }) as unknown as Rule;
}

/** True for what {@link defineRule} made, also by another copy of this package. */
export function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && (value as { [ruleMark]?: unknown })[ruleMark] === 1;
}
