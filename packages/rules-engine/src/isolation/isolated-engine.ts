import type { Clock, Issue, Logger, OutputName } from '@streamalert/core';
import { EngineClosedError, EngineStartError } from '../errors.ts';
import type { IndicatorReader } from '../intel/indicator-cache.ts';
import type { MatcherSettings } from '../intel/matcher-settings.ts';
import type { Lookup } from '../lookups/lookup.ts';
import { defaultTimeLimitMs } from '../rules-engine.ts';
import type { BodiesEvaluation } from '../types.ts';
import { type Body, failedBody, failedRule, joinEvaluations, packJob, recordIdAt } from './job.ts';
import { answerQuestion } from './questions.ts';
import { RuleWorker, type WorkerEnd } from './rule-worker.ts';

/** Options of {@link createIsolatedEngine}. */
export interface IsolatedEngineOptions {
  /** Folders and files, as `loadRules` takes them; the worker loads them itself. */
  readonly locations: readonly string[];
  /** Outputs of rules that name none. */
  readonly defaultOutputs: readonly OutputName[];
  /** Read once a call; the alerts of the call count up from there. */
  readonly clock: Clock;
  /** Ids of rules that record and do not notify, until {@link BodiesEngine.stage} says otherwise. */
  readonly staged?: ReadonlySet<string>;
  /** Indicators of compromise, which are found in the records before the rules see them; absent: none are looked for. */
  readonly intel?: { readonly settings: MatcherSettings; readonly store: IndicatorReader };
  /** Reads lookup tables; absent: there are none. */
  readonly lookup?: Lookup;
  /** How long one call of a rule may take; default 1000. A rule that blocks is ended up to half a second later. */
  readonly timeLimitMs?: number;
  /**
   * Memory of the worker's JavaScript heap, and by how much the process may grow during one call, which is looked at
   * eight times in `timeLimitMs`; default 512. A rule whose objects or buffers outgrow it is parked; one single
   * allocation far beyond it (a text of hundreds of megabytes, parsed at once) still aborts the whole process, as
   * V8 gives no chance to stop it.
   */
  readonly memoryMb?: number;
  /** How long loading the rules may take; default 30,000. */
  readonly startLimitMs?: number;
  /** Told of errors that belong to no call, such as a rejected promise that a rule did not wait for. */
  readonly logger?: Logger;
}

/** Rules on queue bodies, in a thread of their own or in the caller's. */
export interface BodiesEngine {
  /** Ids of the rules that were loaded, sorted. */
  readonly ruleIds: readonly string[];
  /** What was wrong with the files; such rules are not loaded. */
  readonly issues: readonly Issue[];
  /**
   * Evaluates queue bodies: UTF-8 of JSON arrays, as `@streamalert/core/wire` describes them. Several calls may be
   * under way; they are evaluated, and resolve, in the order of the calls. The bytes must not change until then.
   *
   * A rule that does not return, or takes the worker down, is parked: it fails once by name, everything is evaluated
   * again without it, and it does not run again in this engine. A body that takes the worker down without any rule
   * has an `error`.
   *
   * @throws EngineClosedError after, and when under way during, {@link BodiesEngine.close}.
   * @throws EngineStartError when a worker that was lost cannot be started again.
   */
  evaluateBodies(bodies: readonly Body[]): Promise<BodiesEvaluation>;
  /** Which rules record and do not notify, from the next call on. */
  stage(ruleIds: Iterable<string>): void;
  /** Ids of the rules that do not run any more, sorted. */
  parked(): readonly string[];
  /** Ends the worker. */
  close(): Promise<void>;
}

/** One call of `evaluateBodies`. */
interface Call {
  readonly parts: BodiesEvaluation[];
  readonly resolve: (evaluation: BodiesEvaluation) => void;
  readonly reject: (error: Error) => void;
}

/** Bodies that cross to the worker together; the last one of a call resolves it. */
interface Job {
  readonly call: Call;
  readonly bodies: readonly Body[];
  readonly last: boolean;
}

/** While the worker evaluates one job, the next one is there already. */
const jobsInFlight = 2;

/**
 * Starts a worker, which loads the rules.
 *
 * @throws EngineStartError when it does not become ready.
 */
export async function createIsolatedEngine(options: IsolatedEngineOptions): Promise<BodiesEngine> {
  const supervisor = new Supervisor(options);
  const { ruleIds, issues } = await supervisor.start();
  return {
    ruleIds,
    issues,
    evaluateBodies: (bodies) => supervisor.evaluate(bodies),
    stage: (ids) => supervisor.stage(ids),
    parked: () => supervisor.parked(),
    close: () => supervisor.close(),
  };
}

interface Started {
  readonly ruleIds: readonly string[];
  readonly issues: readonly Issue[];
}

/** Keeps a worker running, and the jobs in order, whatever rules do to it. */
class Supervisor {
  readonly #options: IsolatedEngineOptions;
  readonly #timeLimitMs: number;
  readonly #parked = new Set<string>();
  #staged: readonly string[];
  /** Whether the worker has been told. */
  #stagedTold = true;
  readonly #jobs: Job[] = [];
  #posted = 0;
  #worker: RuleWorker | undefined;
  #ready: Started | undefined;
  /** Why no more calls are taken. */
  #ended: Error | undefined;

  constructor(options: IsolatedEngineOptions) {
    this.#options = options;
    this.#staged = [...(options.staged ?? [])].sort();
    this.#timeLimitMs = options.timeLimitMs ?? defaultTimeLimitMs;
  }

  evaluate(bodies: readonly Body[]): Promise<BodiesEvaluation> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#jobs.push({ call: { parts: [], resolve, reject }, bodies, last: true });
      if (this.#worker === undefined) this.#restart();
      this.#post();
    });
  }

  stage(ids: Iterable<string>): void {
    const staged = [...ids].sort();
    if (staged.join('\n') === this.#staged.join('\n')) return;
    this.#staged = staged;
    this.#stagedTold = false;
  }

  parked(): readonly string[] {
    return [...this.#parked].sort();
  }

  async close(): Promise<void> {
    this.#giveUp(new EngineClosedError('the rules engine is closed'));
    await this.#worker?.end('was closed');
  }

  start(): Promise<Started> {
    const { locations, defaultOutputs, intel, lookup, memoryMb = 512, startLimitMs = 30_000 } = this.#options;
    this.#stagedTold = true;
    this.#ready = undefined;
    this.#posted = 0;
    return new Promise((resolve, reject) => {
      const worker = new RuleWorker(
        {
          locations,
          defaultOutputs,
          staged: this.#staged,
          ...(intel !== undefined && { intel: intel.settings }),
          lookups: lookup !== undefined,
          parked: [...this.#parked],
          timeLimitMs: this.#timeLimitMs,
          memoryMb,
        },
        {
          onReady: (ruleIds, issues) => {
            clearTimeout(limit);
            this.#ready = { ruleIds, issues };
            this.#post();
            resolve(this.#ready);
          },
          onEvaluated: (evaluation) => this.#evaluated(evaluation),
          onAsk: (id, question) => answerQuestion(id, question, { indicators: intel?.store, lookup }),
          onStray: (message) => this.#options.logger?.error(`an error outside of any call of a rule: ${message}`),
          onEnd: (end) => {
            clearTimeout(limit);
            if (this.#ready === undefined) reject(new EngineStartError(`the rules were not loaded: ${end.reason}`));
            else if (this.#ended === undefined) this.#recover(this.#ready, end);
          },
        },
      );
      const limit = setTimeout(() => void worker.end(`took more than ${startLimitMs} ms`), startLimitMs);
      this.#worker = worker;
    });
  }

  #post(): void {
    if (this.#ready === undefined) return;
    for (; this.#posted < Math.min(jobsInFlight, this.#jobs.length); this.#posted++) {
      const { bodies } = this.#jobs[this.#posted] as Job;
      const staged = this.#stagedTold ? undefined : this.#staged;
      this.#stagedTold = true;
      this.#worker?.post(packJob(bodies, this.#options.clock.now(), staged));
    }
    this.#worker?.hold(this.#jobs.length > 0);
  }

  #evaluated(evaluation: BodiesEvaluation): void {
    this.#posted--;
    // The worker has parked them itself; the next worker has to be told.
    for (const { rule, parked } of evaluation.failures) if (parked === true) this.#parked.add(rule);
    this.#finish(this.#jobs.shift() as Job, evaluation);
    this.#post();
  }

  #finish({ call, last }: Job, evaluation: BodiesEvaluation): void {
    call.parts.push(evaluation);
    if (last) call.resolve(joinEvaluations(call.parts));
  }

  /** The first job is the one that was under way, as the worker takes them in order. */
  #recover({ ruleIds }: Started, end: WorkerEnd): void {
    this.#ready = undefined;
    const job = this.#jobs[0];
    const rule = ruleIds[end.running.rule];
    if (job !== undefined && rule !== undefined) this.#park(rule, job, end);
    else if (job !== undefined) this.#isolateBody(job, end);
    this.#worker = undefined;
    // Without work there is no hurry; a worker that ends by itself would be started for ever.
    if (this.#jobs.length > 0) this.#restart();
  }

  #restart(): void {
    this.start().catch((error: Error) => this.#giveUp(error));
  }

  #park(rule: string, { call, bodies }: Job, { reason, running }: WorkerEnd): void {
    this.#parked.add(rule);
    const recordId = recordIdAt(bodies, running.record);
    call.parts.push(failedRule({ rule, recordId, message: reason, parked: true }));
  }

  /** No rule was running: the bodies are tried one by one, and the one that ends the worker alone fails. */
  #isolateBody(job: Job, { reason }: WorkerEnd): void {
    this.#jobs.shift();
    const [only] = job.bodies;
    if (only !== undefined && job.bodies.length === 1) {
      this.#finish(job, failedBody(only.id, `the worker ended while it was evaluated: ${reason}`));
      return;
    }
    const { call, bodies, last } = job;
    this.#jobs.unshift(...bodies.map((body, at) => ({ call, bodies: [body], last: last && at === bodies.length - 1 })));
  }

  #giveUp(error: Error): void {
    this.#ended ??= error;
    for (const { call } of this.#jobs.splice(0)) call.reject(error);
    this.#posted = 0;
  }
}
