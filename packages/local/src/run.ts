import { formatTimestamp, type Micros } from '@streamalert/core';
import type { Evaluation, IntelReport } from '@streamalert/rules-engine';
import { createClassifiers } from './classifiers.ts';
import { InputError, SourceError } from './errors.ts';
import type { ReachHandOver } from './hand-over.ts';
import type { InputFile, ResolvedInputs } from './inputs.ts';
import type { Pipeline } from './pipeline.ts';
import { readFile } from './read-file.ts';
import { repeat } from './repeat.ts';
import { beginRun, type RunRecord } from './run-record.ts';
import type { ChosenSource } from './source.ts';
import { startDelivering } from './stages/deliver.ts';
import { startDetecting } from './stages/detect.ts';
import type { Ingested } from './stages/ingest.ts';
import { startKeepingHistory } from './stages/keep-history.ts';
import { startMerging } from './stages/merge.ts';
import { addTotals, noRecords, type RecordTotals, type Tally } from './totals.ts';
import { watch } from './watch.ts';

/** What to read, and how a run behaves. */
export interface RunOptions {
  /** The configured source that the inputs stand for. */
  readonly chosen: ChosenSource;
  readonly inputs: ResolvedInputs;
  /** Folders to watch for new and growing files until `signal`. */
  readonly watch?: readonly string[];
  /** At the end, how long to keep trying outputs that fail. */
  readonly drainMs: number;
  /** Ends the run in good order: what was begun is finished, the rest is read by the next run. */
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** An earlier process began this run, at that time, and was killed. */
  readonly onResumed?: (since: string) => void;
  /** An input that could not be read; the run goes on with the others. */
  readonly onUnreadable?: (error: InputError) => void;
  readonly reach?: ReachHandOver;
}

/** How the stages behind the reading of inputs behave. */
export type StageOptions = Omit<RunOptions, 'chosen' | 'inputs' | 'watch' | 'onUnreadable'>;

/** How far a run is. */
export interface Progress {
  readonly files: number;
  readonly records: number;
  readonly alerts: number;
}

/** What a run did. Every count adds up: records in = classified + rejected. */
export interface RunSummary {
  readonly files: {
    /** Accounted for, including the unchanged. */
    readonly read: number;
    /** Of those, read to the end before, with the same configuration and rules, and not read again. */
    readonly unchanged: number;
    readonly skipped: number;
    readonly unreadable: number;
  };
  /** Records of the files above. */
  readonly records: RecordTotals;
  /** New alerts by rule. */
  readonly alerts: Readonly<Tally>;
  /** Deliveries of this run by output. */
  readonly deliveries: Readonly<Tally>;
  /** Alerts that some output did not take yet. */
  readonly waiting: number;
  /** Errors by rule. */
  readonly rule_errors: Readonly<Tally>;
  /** Values that were looked up among the indicators; absent where threat intelligence is off. */
  readonly intel?: IntelReport;
  readonly seconds: number;
}

/** What came of a run. */
export interface FinishedRun {
  readonly summary: RunSummary;
  /** To be finished once the summary was shown. */
  readonly record: RunRecord;
  /** What each rule did in this process; one that never was asked is absent. */
  readonly ruleMetrics: Evaluation['metrics'];
}
/** How often it is looked whether a feed is due. */
const feedsMs = 60_000;
/** How often it is looked which staged rules may notify. */
const promotionMs = 10 * 60_000;

/** Ingest waits while more bodies than this are on the queue, so that memory stays bounded. */
const queueHighWater = 64;

/**
 * Reads inputs to their end (and watches folders, when asked), and sees every alert delivered or visibly waiting.
 * Killed at any moment and started again, it goes on where it was.
 *
 * @throws StateError when the state directory cannot be written; what was not acknowledged is read again.
 */
export function run(pipeline: Pipeline, options: RunOptions): Promise<FinishedRun> {
  return runWith(pipeline, options, (_pipeline, stages, reading) =>
    readFiles(stages, pipeline, { ...options, ...reading }),
  );
}

/** Reads inputs, of whatever kind, into the stages. */
export type ReadInputs = (
  pipeline: Pipeline,
  stages: Stages,
  options: { readonly signal: AbortSignal; readonly reach: ReachHandOver; readonly started: Micros },
) => Promise<Pick<RunSummary, 'files' | 'records'>>;

/** Runs the stages behind `read`, until everything it gave them is delivered or visibly waiting. */
export async function runWith(pipeline: Pipeline, options: StageOptions, read: ReadInputs): Promise<FinishedRun> {
  const { state, clock } = pipeline;
  const reach = options.reach ?? (() => {});
  const begun = performance.now();
  const record = await beginRun(state.checkpoints, clock);
  if (record.resumed) options.onResumed?.(formatTimestamp(record.started));
  await state.alerts.retry({ now: clock.now() });

  // Before the first record, so that a rule whose time is over notifies of this run's.
  await pipeline.staging.promote();
  const stages = startStages(pipeline, reach, progressOf(options));
  const signal = AbortSignal.any([options.signal, stages.failed]);
  let inputs: Awaited<ReturnType<ReadInputs>>;
  try {
    inputs = await read(pipeline, stages, { signal, reach, started: record.started });
    reach('input-ended');
    await stages.finish(options.drainMs);
  } catch (error) {
    await stages.stop();
    throw error;
  }

  await state.sync();
  const tally = await state.alerts.tally(record.started);
  const intel = stages.intel();
  const summary: RunSummary = {
    ...inputs,
    ...tally,
    waiting: await countWaiting(pipeline),
    rule_errors: stages.ruleErrors(),
    ...(intel !== undefined && { intel }),
    seconds: Math.round(performance.now() - begun) / 1000,
  };
  reach('run-summarized');
  return { summary, record, ruleMetrics: stages.ruleMetrics() };
}

type Advance = (by: Partial<Progress>) => void;

function progressOf({ onProgress }: Pick<RunOptions, 'onProgress'>): Advance {
  let progress: Progress = { files: 0, records: 0, alerts: 0 };
  return ({ files = 0, records = 0, alerts = 0 }) => {
    progress = {
      files: progress.files + files,
      records: progress.records + records,
      alerts: progress.alerts + alerts,
    };
    onProgress?.(progress);
  };
}

/** What the reading of inputs feeds. */
export interface Stages {
  readonly advance: Advance;
  /** Aborted when a stage has failed: reading on would only fill the queue. `finish` fails with the stage's error. */
  readonly failed: AbortSignal;
  /** Errors by rule. */
  ruleErrors(): Readonly<Tally>;
  /** What each rule did. */
  ruleMetrics(): Evaluation['metrics'];
  /** What came of looking for indicators. */
  intel(): IntelReport | undefined;
  /** Resolves when the queue takes more. */
  room(): Promise<void>;
  onBatch(totals: RecordTotals): void;
  /** In the order of the flow, so that each stage has everything of the one before. */
  finish(drainMs: number): Promise<void>;
  /** Ends every stage where it is, so that a failure leaves nothing running. */
  stop(): Promise<void>;
}

/** Starts everything behind the reading of inputs. */
function startStages(pipeline: Pipeline, reach: ReachHandOver, advance: Advance): Stages {
  const { state, clock, engine, ruleFiles, staging, processor, logger, history } = pipeline;
  const failing = new AbortController();
  const onFailure = (): void => failing.abort();
  const delivering = startDelivering({ state, processor, clock, reach, onFailure });
  const merging = startMerging({ state, clock, reach, onMerged: delivering.wake, onFailure });
  const keeping = startKeepingHistory({ history, reach, onFailure });
  const promoting = repeat(() => staging.promote(), promotionMs, onFailure);
  const onAlerts = (alerts: number): void => {
    delivering.wake();
    advance({ alerts });
  };
  const detecting = startDetecting({ state, engine, ruleFiles, staging, logger, reach, onAlerts, onFailure });
  return {
    advance,
    failed: failing.signal,
    ruleErrors: detecting.errors,
    ruleMetrics: detecting.metrics,
    intel: detecting.intel,
    room: () => detecting.room(queueHighWater),
    onBatch(totals: RecordTotals): void {
      detecting.wake();
      advance({ records: totals.in });
    },
    async finish(drainMs: number): Promise<void> {
      await detecting.finish();
      const until = clock.now() + drainMs * 1000;
      // Alerts can be merged once history has them; for outputs that fail, only the second time is waited.
      await delivering.drain(clock.now());
      await merging.finish();
      await delivering.drain(Math.max(until, clock.now()));
      await delivering.stop();
      await promoting.stop();
      await keeping.finish();
    },
    async stop(): Promise<void> {
      await Promise.allSettled([detecting.stop(), delivering.stop(), merging.stop(), promoting.stop(), keeping.stop()]);
    },
  };
}

/** Reads what was named, then what is watched. */
async function readFiles(
  stages: Stages,
  pipeline: Pipeline,
  options: RunOptions & { readonly reach: ReachHandOver; readonly started: Micros },
): Promise<Pick<RunSummary, 'files' | 'records'>> {
  const { cluster, source } = options.chosen;
  const { reach, signal, started: run, inputs } = options;
  const classifier = createClassifiers(pipeline.config)(cluster);
  if (classifier === undefined) throw new SourceError(`there is no cluster "${cluster}"`);
  const quarantined = once(() => quarantinedIds(pipeline));
  const payloads = new Map<string, Ingested>();
  let unreadable = 0;
  const report = (error: InputError): void => {
    unreadable += 1;
    options.onUnreadable?.(error);
  };
  const read = async (file: InputFile): Promise<void> => {
    try {
      const ingested = await readFile(file, pipeline, {
        ...stages,
        classifier,
        source,
        run,
        reach,
        quarantined,
        signal,
      });
      if (!payloads.has(ingested.payloadId)) stages.advance({ files: 1 });
      // A watched file is read again as it grows; its totals hold what was counted before.
      payloads.set(ingested.payloadId, ingested);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      report(error);
      stages.advance({ files: 1 });
    }
  };
  inputs.unreadable.forEach(report);
  for (const file of inputs.files) {
    if (!signal.aborted) await read(file);
  }
  if (options.watch !== undefined) {
    // What fails here is the state's own; the stages fail of it too.
    const downloading = repeat(
      () => pipeline.feeds.downloadDue(signal),
      feedsMs,
      () => {},
    );
    await watch(options.watch, { read, report, signal });
    await downloading.stop();
  }
  const ingested = [...payloads.values()];
  return {
    files: {
      read: ingested.length,
      unchanged: ingested.filter(({ unchanged }) => unchanged).length,
      skipped: inputs.skipped.length,
      unreadable,
    },
    records: ingested.map(({ totals }) => totals).reduce(addTotals, noRecords),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function quarantinedIds({ state }: Pipeline): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for await (const { rejected } of state.quarantine.list()) ids.add(rejected.id);
  return ids;
}

async function countWaiting({ state }: Pipeline): Promise<number> {
  let waiting = 0;
  for await (const _ of state.alerts.waiting()) waiting += 1;
  return waiting;
}
