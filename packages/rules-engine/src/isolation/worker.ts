import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Micros } from '@streamalert/core';
import { BodyReader } from '../body-reader.ts';
import { decodeBodies } from '../decode-bodies.ts';
import { createIndicatorMatcher } from '../intel/indicator-matcher.ts';
import { loadRules } from '../load-rules.ts';
import { createFilteringEngine, sortById } from '../rules-engine.ts';
import type { BodiesEvaluation } from '../types.ts';
import type { WorkerJob, WorkerMessage, WorkerReply, WorkerSettings } from './protocol.ts';
import { askedIndicators, askedLookup, createAsker } from './questions.ts';
import { RunningMarker } from './running-marker.ts';

/** The thread in which rules run: loads them, then evaluates job after job. */
const settings = workerData as WorkerSettings;
const port = parentPort as MessagePort;
const reply = (message: WorkerReply): void => port.postMessage(message);
const stray = (error: unknown): void => reply({ kind: 'stray', message: String(error) });
// What rules print must not end up between the data that a command writes to standard output. (Piping the worker's
// output elsewhere from outside would keep the process alive.)
process.stdout.write = process.stderr.write.bind(process.stderr);
process.on('uncaughtException', stray);
process.on('unhandledRejection', stray);

const marker = new RunningMarker(settings.running);
const loaded = await loadRules(settings.locations);
const rules = sortById(loaded.rules.map(({ rule }) => rule));
let time: Micros = 0;
const clock = { now: () => ++time };
const asker = createAsker((id, question) => reply({ kind: 'ask', id, question }));
const tables = askedLookup(asker);
const staged = new Set(settings.staged);
const engine = createFilteringEngine({
  rules,
  defaultOutputs: settings.defaultOutputs,
  staged,
  parked: new Set(settings.parked),
  limits: { timeLimitMs: settings.timeLimitMs },
  clock,
  ...(settings.intel !== undefined && {
    intel: createIndicatorMatcher({ settings: settings.intel, store: askedIndicators(asker), clock }),
  }),
  ...(settings.lookups && { lookup: tables.lookup }),
  onCall: (rule, record) => marker.mark(rule, record),
});

const reader = new BodyReader(engine.filterOf);

let previous: Promise<void> = Promise.resolve();
port.on('message', (message: WorkerMessage) => {
  if (message.kind === 'answer') return asker.settle(message);
  previous = previous.then(async () => reply({ kind: 'evaluated', evaluation: await evaluate(message) })).catch(giveUp);
});
reply({ kind: 'ready', ruleIds: rules.map(({ id }) => id), issues: loaded.issues });

/** Rules fail by themselves; this is an answer that cannot be sent, as its record is nested too deep. */
function giveUp(error: unknown): void {
  stray(error);
  process.exit(1);
}

async function evaluate({ bytes, bodies, now, staged: nowStaged }: WorkerJob): Promise<BodiesEvaluation> {
  time = Math.max(time, now - 1);
  tables.forget();
  if (nowStaged !== undefined) {
    staged.clear();
    for (const id of nowStaged) staged.add(id);
  }
  const { records, results } = decodeBodies(
    bodies.map(({ id, start, end }) => ({ id, text: new Uint8Array(bytes, start, end - start) })),
    reader,
  );
  return { ...(await engine.evaluate(records)), bodies: results };
}
