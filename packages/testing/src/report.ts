import type { Issue } from '@streamalert/core';
import type { Evaluation } from '@streamalert/rules-engine';

/** Something that a test event expects otherwise, or that keeps it from being tested. */
export interface TestProblem {
  readonly kind:
    | 'invalid'
    | 'source'
    | 'classification'
    | 'unexpected rule'
    | 'missing rule'
    | 'rule failure'
    | 'publisher';
  readonly message: string;
  /** What is known about why: one line for each thing. */
  readonly because: readonly string[];
}

/** What came of one test event. */
export interface EventReport {
  readonly file: string;
  /** Place in its file, from 1. */
  readonly index: number;
  readonly description: string;
  readonly passed: boolean;
  readonly expected: {
    readonly log: string;
    /** Sorted, without disabled rules; absent when only the classification is tested. */
    readonly rules?: readonly string[];
    /** `false`: others may fire, too; absent: exactly `rules`. */
    readonly exact?: false;
    /** Rules that must not fire, where others may. */
    readonly excludes?: readonly string[];
  };
  /** Log types of the records, each once; empty when nothing was recognised. */
  readonly classified: readonly string[];
  /** Ids of the rules that fired, sorted. */
  readonly triggered: readonly string[];
  readonly problems: readonly TestProblem[];
  /** What does no harm and was hardly meant, such as an unknown key. */
  readonly warnings: readonly string[];
}

/** What came of a run. Plain JSON. */
export interface TestReport {
  /** True when every event passed and there are no `issues`. */
  readonly passed: boolean;
  readonly summary: { readonly total: number; readonly passed: number; readonly failed: number };
  /** Files that hold no test events, places that do not exist, and names in `only` that are nowhere. */
  readonly issues: readonly Issue[];
  /** In the order of the files, and of the events in them. */
  readonly events: readonly EventReport[];
  /** Ids of enabled rules that no event expects, sorted; like the next, empty when only part of the events was run. */
  readonly rulesWithoutEvents: readonly string[];
  /** Ids of enabled rules for which no file that expects them also holds an event of their log types that does not. */
  readonly rulesWithoutQuietEvent: readonly string[];
  /** Ids of rules that no event names; present where these were to be left out. */
  readonly rulesLeftOut?: readonly string[];
  /** What each rule did on the events, of all repetitions; present where it was asked for. */
  readonly ruleMetrics?: Evaluation['metrics'];
  /** How often all events were run, where it was more than once; the report is of the last time. */
  readonly repetitions?: number;
  readonly seconds: number;
}
