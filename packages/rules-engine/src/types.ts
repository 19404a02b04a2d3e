import type { Alert, Issue } from '@streamalert/core';
import type { Publisher, Rule } from '@streamalert/rules-sdk';
import type { IntelReport } from './intel/indicator-matcher.ts';

/** A rule and where it came from. */
export interface LoadedRule {
  readonly rule: Rule;
  /** Path as the location was given. */
  readonly file: string;
  /** Name of the export that holds it. */
  readonly exportName: string;
  /** Changes when the file, an option or the text of a function changes; of a rule of a pack not with the file that lists the pack. */
  readonly contentHash: string;
  /** Stands in an array or a namespace, as the packs of a package do, or is one of the rules that come with StreamAlert. */
  readonly packed?: boolean;
}

/** What a load gives. Rules and publishers with an issue of severity `error` are left out. */
export interface LoadedRules {
  /** Sorted by id. */
  readonly rules: readonly LoadedRule[];
  /** Sorted by name. */
  readonly publishers: readonly Publisher[];
  readonly issues: readonly Issue[];
}

/** Something that went wrong in one rule on one record; the other rules still ran. */
export interface RuleFailure {
  readonly rule: string;
  readonly recordId: string;
  readonly message: string;
  /** The rule ran out of time or memory, and does not run again in this process. */
  readonly parked?: true;
}

/** What one rule did during an evaluation. */
export interface RuleMetrics {
  /** Records for which the rule's matchers and `when` were asked. */
  readonly evaluations: number;
  readonly matches: number;
  /** Failures of the rule; a match with a bad dynamic output counts here too. */
  readonly errors: number;
  /** Time in matchers, `when` and `dynamicOutputs`; of records with more than sixteen candidates, estimated from some. */
  readonly ms: number;
}

/** What came of some records. */
export interface Evaluation {
  /** In the order of the records, and of the rules' ids for one record. */
  readonly alerts: readonly Alert[];
  readonly failures: readonly RuleFailure[];
  /** By rule id; rules that were never asked are absent. */
  readonly metrics: Readonly<Record<string, RuleMetrics>>;
  /** What came of looking for indicators; absent when none are looked for. */
  readonly intel?: IntelReport;
}

/** What came of one queue body. */
export interface BodyResult {
  readonly id: string;
  /** How many records it holds; 0 when it cannot be read. */
  readonly records: number;
  /** Why nothing of it was evaluated. The other bodies were. */
  readonly error?: string;
}

/** What came of some queue bodies. */
export interface BodiesEvaluation extends Evaluation {
  /** In the order of the bodies. */
  readonly bodies: readonly BodyResult[];
}
