import type { Issue, Micros, OutputName } from '@streamalert/core';
import type { BodiesEvaluation } from '../types.ts';

/** What a worker is started with. */
export interface WorkerSettings {
  readonly locations: readonly string[];
  readonly defaultOutputs: readonly OutputName[];
  readonly staged: readonly string[];
  readonly parked: readonly string[];
  readonly timeLimitMs: number;
  /** Memory of the `RunningMarker`. */
  readonly running: SharedArrayBuffer;
}

/** Bodies to evaluate, one behind the other in one buffer, which is moved and not copied. */
export interface WorkerJob {
  readonly bytes: ArrayBuffer;
  readonly bodies: readonly { readonly id: string; readonly start: number; readonly end: number }[];
  /** Time to count from, so that the caller's clock decides. */
  readonly now: Micros;
}

/** What a worker tells: first `ready`, then one `evaluated` a job, in order; at any time `stray`. */
export type WorkerReply =
  | { readonly kind: 'ready'; readonly ruleIds: readonly string[]; readonly issues: readonly Issue[] }
  | { readonly kind: 'evaluated'; readonly evaluation: BodiesEvaluation }
  /** An error outside of any call, such as a rejected promise that a rule did not wait for. */
  | { readonly kind: 'stray'; readonly message: string };
