import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Issue } from '@streamalert/core';
import type { BodiesEvaluation } from '../types.ts';
import type { Answer, Question, WorkerJob, WorkerReply, WorkerSettings } from './protocol.ts';
import { type RunningCall, RunningMarker } from './running-marker.ts';

/** How a worker ended. */
export interface WorkerEnd {
  /** For a person, after the name of a rule or body: `did not return within 1000 ms`. */
  readonly reason: string;
  /** What was running. */
  readonly running: RunningCall;
}

/** What the supervisor learns of its worker. */
export interface WorkerEvents {
  onReady(ruleIds: readonly string[], issues: readonly Issue[]): void;
  onEvaluated(evaluation: BodiesEvaluation): void;
  onStray(message: string): void;
  /** The worker goes on, or fails, with what this resolves to. */
  onAsk(id: number, question: Question): Promise<Answer>;
  /** Called once; nothing follows. */
  onEnd(end: WorkerEnd): void;
}

/** How a worker is started. */
export interface RuleWorkerOptions extends Omit<WorkerSettings, 'running'> {
  readonly memoryMb: number;
}

/** An asynchronous rule is stopped inside the worker at the limit; the worker itself is ended so much later. */
const graceMs = 250;
const looksPerLimit = 8;

/** One worker thread, watched: it is ended when a rule does not return. */
export class RuleWorker {
  readonly #worker: Worker;
  readonly #marker = new RunningMarker();
  readonly #options: RuleWorkerOptions;
  readonly #watch: NodeJS.Timeout;
  #reason: string | undefined;

  constructor(options: RuleWorkerOptions, events: WorkerEvents) {
    const { memoryMb, ...settings } = options;
    this.#options = options;
    const file = `./worker${extname(fileURLToPath(import.meta.url))}`;
    this.#worker = new Worker(new URL(file, import.meta.url), {
      workerData: { ...settings, running: this.#marker.buffer } satisfies WorkerSettings,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      // Conditions and the like hold for the worker too; this one is refused for a program that is a file.
      execArgv: process.execArgv.filter((option) => !option.startsWith('--input-type')),
    });
    this.#worker.on('message', (reply: WorkerReply) => {
      if (reply.kind === 'ready') events.onReady(reply.ruleIds, reply.issues);
      else if (reply.kind === 'evaluated') events.onEvaluated(reply.evaluation);
      else if (reply.kind === 'ask') void this.#answer(events.onAsk(reply.id, reply.question));
      else events.onStray(reply.message);
    });
    this.#worker.on('error', (error: NodeJS.ErrnoException) => {
      this.#reason ??= error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `needs more than ${memoryMb} MB` : error.message;
    });
    this.#worker.on('exit', (code) => {
      clearInterval(this.#watch);
      const reason = this.#reason ?? `ended the worker with code ${code}`;
      events.onEnd({ reason, running: this.#marker.read() });
    });
    this.#watch = this.#watchCalls();
  }

  /** Moves the job's bytes to the worker. */
  post(job: WorkerJob): void {
    this.#worker.postMessage(job, [job.bytes]);
  }

  async #answer(answer: Promise<Answer>): Promise<void> {
    this.#worker.postMessage(await answer);
  }

  /** Whether the worker keeps the process alive. */
  hold(held: boolean): void {
    if (held) this.#worker.ref();
    else this.#worker.unref();
  }

  async end(reason: string): Promise<void> {
    this.#reason ??= reason;
    await this.#worker.terminate();
  }

  /**
   * Looks are counted, not the time between them: a process that was stopped for a while, or is busy itself, has
   * looked less often and does not blame the rule.
   */
  #watchCalls(): NodeJS.Timeout {
    const { timeLimitMs, memoryMb } = this.#options;
    const every = Math.max(5, timeLimitMs / looksPerLimit);
    let last: RunningCall | undefined;
    let looks = 0;
    let bytesBefore = 0;
    const watch = setInterval(() => {
      const running = this.#marker.read();
      looks = running.rule >= 0 && running.call === last?.call ? looks + 1 : 0;
      last = running;
      if (looks === 0) bytesBefore = process.memoryUsage.rss();
      // The limit of the heap does not hold for buffers.
      else if (process.memoryUsage.rss() - bytesBefore > memoryMb * 2 ** 20)
        void this.end(`needs more than ${memoryMb} MB`);
      if (looks * every > timeLimitMs + graceMs) void this.end(`did not return within ${timeLimitMs} ms`);
    }, every);
    return watch.unref();
  }
}
