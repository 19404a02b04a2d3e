import type { OutputName } from './alert.ts';
import type { FieldPath, FieldTests, FieldTestsOn } from './field-tests.ts';
import type { LogType, NormalizedType, PublisherKey, RecordOf, RuleOutput } from './generated.ts';
import type { IntelHit } from './intel.ts';
import type { Json, JsonObject } from './json.ts';
import type { LookupTableName, LookupValue } from './lookup.ts';
import type { Matched, Requiring } from './narrowing.ts';
import type { Publisher } from './publisher.ts';
import type { AttackReference, Severity } from './severity.ts';

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
  /**
   * True for this share of the records, 0.05 for one in twenty: for rules that are too noisy to look at everything. The
   * same record always gets the same answer. In tests it is always true.
   *
   * @throws RangeError for a share that is not between 0 and 1.
   */
  sampled(share: number): boolean;
  /** Every value of a normalized type, without duplicates; empty when the record has none. */
  normalized(type: NormalizedType): readonly Json[];
  /** Indicators of compromise that the record has values of: those of one type (`ip`), or all; empty when there are none. */
  intel(type?: string): readonly IntelHit[];
  /**
   * The value of a key in a lookup table; the fallback, or `undefined`, when the table has no such key. A value that is
   * empty or `null` is a value. A table that does not exist has no keys, which is reported once.
   *
   * @throws LookupError when the table cannot be read; the rule then fails, by name, for this record.
   */
  lookup<T extends LookupTableName>(table: T, key: string): Promise<LookupValue<T> | undefined>;
  lookup<T extends LookupTableName>(table: T, key: string, fallback: LookupValue<T>): Promise<LookupValue<T>>;
}

/**
 * A reusable precondition of rules. Must not change anything; the engine may evaluate it once for many rules. One
 * that is a type guard, `(event: RuleEvent<'vpn:login'>): event is …`, narrows what the rule's own code sees.
 */
export type Matcher<L extends string = string> = (event: RuleEvent<L>) => boolean;

/** A match with particulars. */
export interface Match {
  readonly alert: true;
  /** Free data for publishers and outputs, beside the rule's own `context`; of one key the value here is taken. */
  readonly context?: JsonObject;
  /** Replaces the rule's severity for this alert. */
  readonly severity?: Severity;
  /** One line for a reader, e.g. `root from 192.0.2.14`. */
  readonly title?: string;
}

/** What a rule answers. Anything else is a rule error, counted under the rule's name. */
export type Verdict = boolean | Match;

/** Publishers of all outputs, or by service (`slack`) and exact output (`slack:soc`); the service's run first. */
export type PublisherOption<Key extends string = string> =
  | Publisher
  | readonly Publisher[]
  | (string extends Key
      ? Readonly<Record<string, Publisher | readonly Publisher[]>>
      : { readonly [Output in Key]?: Publisher | readonly Publisher[] });

/** Alerts with equal values of `by` within the window become one. */
export interface MergeOptions {
  /** Keys, found at any depth of the record; their first values are compared. At least one. */
  readonly by: readonly string[];
  /** More than zero. */
  readonly windowMinutes: number;
  /** Send the first alert at once, and merge those that follow within the window. Default: all wait for the window's end. */
  readonly sendFirst?: boolean;
}

/**
 * Repeats of an alert are kept from its outputs for a time. They go to history all the same, marked as `suppressed`.
 * The time counts from the alert that was sent; the first one after it is sent again.
 */
export interface DedupOptions {
  /** Keys, found at any depth of the record; alerts with equal first values repeat each other. At least one. */
  readonly by: readonly string[];
  /** More than zero. */
  readonly minutes: number;
}

/** What the options of a rule and a {@link Rule} share: all that is plain data. */
export interface RuleFields {
  /** Unique in a deployment; part of the alert's id, and the `rule_name` everywhere. */
  readonly id: string;
  /** For the person who gets the alert. */
  readonly description: string;
  /** Free data that every alert carries for publishers and outputs, e.g. `{ populate_fields: ['userName'] }`. */
  readonly context?: JsonObject;
  readonly merge?: MergeOptions;
  readonly dedup?: DedupOptions;
  /**
   * Most alerts that this rule sends in an hour of the clock (UTC); one notice says when it is reached, and the alerts behind it go to history
   * alone, marked as `suppressed`. A whole number, at least 1.
   */
  readonly maxAlertsPerHour?: number;
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

/** Where a rule's alerts go and what they look like there. */
export interface RuleDelivery<Event> {
  /** Destinations. Absent: the deployment's `general.default_outputs`. Empty: history only. */
  readonly outputs?: readonly RuleOutput[];
  /** Further destinations decided per match, which holds the whole context. */
  readonly dynamicOutputs?: (event: Event, match: Match) => readonly RuleOutput[] | Promise<readonly RuleOutput[]>;
  readonly publishers?: PublisherOption<PublisherKey>;
}

/** What must be true of a record; asked in this order. */
export interface RuleConditions<
  L extends string,
  Matchers extends readonly Matcher<L>[] = readonly Matcher<L>[],
  Path extends FieldPath<RecordOf<L>> = FieldPath<RecordOf<L>>,
> {
  /**
   * Every field must have one of its values. The engine finds rules by these without running them, so a thousand
   * rules cost what the matching few cost.
   */
  readonly where?: FieldTestsOn<RecordOf<L>>;
  /** As `where`, for single log types whose records differ in shape; applies beside it. */
  readonly whereByLog?: { readonly [Log in L]?: FieldTestsOn<RecordOf<Log>> };
  /** Dotted paths that must be present; a `null` or empty value counts as present. */
  readonly requires?: readonly Path[];
  /** All must be true, in order; the first false stops. */
  readonly matchers?: Matchers;
  /** The detection itself. Absent: everything that passed the conditions above is a match. */
  readonly when?: (event: Admitted<L, Matchers, Path>) => Verdict | Promise<Verdict>;
}

/** The event that the code of a rule sees: as its matchers and required paths leave it. */
export type Admitted<L extends string, Matchers extends readonly unknown[], Path extends string> = Matched<
  RuleEvent<L> & { readonly record: Requiring<RecordOf<L>, Path> },
  Matchers
>;

/** Which records a rule looks at: log types, normalized types, or both, which then must both hold. */
export type RuleScope<L extends string> =
  | {
      /** Exact names; at least one. */
      readonly logs: readonly L[];
      readonly datatypes?: readonly NormalizedType[];
    }
  | {
      readonly logs?: readonly L[];
      /** Only records that have a value of one of these normalized types; at least one. */
      readonly datatypes: readonly NormalizedType[];
    };

/** Options of {@link defineRule}. */
export type RuleOptions<
  L extends string = LogType,
  Matchers extends readonly Matcher<L>[] = readonly Matcher<L>[],
  Path extends FieldPath<RecordOf<L>> = FieldPath<RecordOf<L>>,
> = RuleFields & RuleScope<L> & RuleConditions<L, Matchers, Path> & RuleDelivery<Admitted<L, Matchers, Path>>;

/**
 * Marks rules; a symbol of the global registry, because a rule repo and the engine may hold different copies of this
 * package. Its value is the number of the contract between them.
 */
export const ruleMark: unique symbol = Symbol.for('@streamalert/rule') as never;

/** A rule as the engine takes it. */
export interface Rule extends RuleFields {
  readonly [ruleMark]: 1;
  readonly logs?: readonly string[];
  readonly datatypes?: readonly string[];
  readonly where?: FieldTests;
  readonly whereByLog?: Readonly<Record<string, FieldTests>>;
  readonly requires?: readonly string[];
  readonly matchers?: readonly Matcher[];
  readonly when?: (event: RuleEvent) => Verdict | Promise<Verdict>;
  readonly outputs?: readonly OutputName[];
  readonly dynamicOutputs?: (event: RuleEvent, match: Match) => readonly OutputName[] | Promise<readonly OutputName[]>;
  readonly publishers?: PublisherOption;
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
export function defineRule<
  const L extends LogType = LogType,
  const Matchers extends readonly Matcher<L>[] = readonly Matcher<L>[],
  const Path extends FieldPath<RecordOf<L>> = never,
>(options: RuleOptions<L, Matchers, Path>): Rule {
  return Object.freeze({ ...options, [ruleMark]: 1 as const }) as unknown as Rule;
}

/** True for what {@link defineRule} made, also by another copy of this package. */
export function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && (value as { [ruleMark]?: unknown })[ruleMark] === 1;
}
