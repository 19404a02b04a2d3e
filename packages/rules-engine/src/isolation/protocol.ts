import type { Indicator, Issue, Json, Micros, OutputName } from '@streamalert/core';
import type { MatcherSettings } from '../intel/matcher-settings.ts';
import type { BodiesEvaluation } from '../types.ts';

/** What a worker is started with. */
export interface WorkerSettings {
  readonly locations: readonly string[];
  readonly defaultOutputs: readonly OutputName[];
  readonly staged: readonly string[];
  readonly parked: readonly string[];
  readonly timeLimitMs: number;
  /** What is looked up among the indicators; absent: nothing. */
  readonly intel?: MatcherSettings;
  /** Whether there are lookup tables. */
  readonly lookups: boolean;
  /** Memory of the `RunningMarker`. */
  readonly running: SharedArrayBuffer;
}

/** Bodies to evaluate, one behind the other in one buffer, which is moved and not copied. */
export interface WorkerJob {
  readonly kind: 'job';
  readonly bytes: ArrayBuffer;
  readonly bodies: readonly { readonly id: string; readonly start: number; readonly end: number }[];
  /** Time to count from, so that the caller's clock decides. */
  readonly now: Micros;
  /** Ids of the staged rules, when they have changed. */
  readonly staged?: readonly string[];
}

/**
 * Something that only the thread of the stores can answer: the worker has no connection of its own, so that whatever
 * rules do there, no store and no credential is within their reach.
 */
export type Question =
  | { readonly about: 'indicators'; readonly values: readonly string[]; readonly now: Micros }
  | { readonly about: 'networks'; readonly now: Micros }
  | { readonly about: 'lookup'; readonly table: string; readonly key: string };

/** What a question of each kind is answered with. */
export interface Answers {
  indicators: ReadonlyMap<string, Indicator>;
  networks: readonly Indicator[];
  lookup: Json | undefined;
}

/** The answer to a question, or why there is none. */
export type Answer = { readonly kind: 'answer'; readonly id: number } & (
  | { readonly value: Answers[keyof Answers] }
  | { readonly error: string }
);

/** What a worker is told. */
export type WorkerMessage = WorkerJob | Answer;

/** What a worker tells: first `ready`, then one `evaluated` a job, in order; in between `ask`, and at any time `stray`. */
export type WorkerReply =
  | { readonly kind: 'ready'; readonly ruleIds: readonly string[]; readonly issues: readonly Issue[] }
  | { readonly kind: 'evaluated'; readonly evaluation: BodiesEvaluation }
  /** To be answered under the same id, while the job goes on. */
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  /** An error outside of any call, such as a rejected promise that a rule did not wait for. */
  | { readonly kind: 'stray'; readonly message: string };
