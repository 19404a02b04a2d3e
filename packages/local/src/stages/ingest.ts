import type { ClassifiedBatch, Classifier } from '@streamalert/classifier';
import type { Json, Micros } from '@streamalert/core';
import type { EmbeddedState } from '@streamalert/embedded';
import { toEvaluateAgain } from '../evaluate-again.ts';
import type { ReachHandOver } from '../hand-over.ts';
import type { FilePayload } from '../payload.ts';
import { createPayloadProgressStore, newProgress, type PayloadProgress } from '../payload-progress.ts';
import { addTotals, type RecordTotals } from '../totals.ts';

/** What the ingest stage works with. */
export interface IngestOptions {
  readonly state: EmbeddedState;
  readonly classifier: Classifier;
  /** Of configuration and rules. */
  readonly fingerprint: string;
  /** When the run began. */
  readonly run: Micros;
  readonly reach: ReachHandOver;
  /** Called when a batch is durable, with what it held. */
  readonly onBatch: (totals: RecordTotals) => void;
  /** Ids of all that is in the quarantine. */
  readonly quarantined: () => Promise<ReadonlySet<string>>;
  /** Resolves when the stages behind have room. */
  readonly room: () => Promise<void>;
  readonly signal: AbortSignal;
  /** The payload has more bytes than when it was read to its end. */
  readonly grown?: boolean;
  /** Further writes of the same transaction as a batch. */
  readonly alongside?: (position: Json) => readonly Promise<unknown>[];
}

/** What came of one payload. */
export interface Ingested {
  readonly payloadId: string;
  /** All records of the payload, also those that an earlier run read. */
  readonly totals: RecordTotals;
  /** True when an earlier run read it to its end, with the same configuration and rules, and it was not read again. */
  readonly unchanged: boolean;
}

/**
 * Reads one payload: classified records go to the queue, rejected ones to the quarantine, and how far it came is noted,
 * all in one transaction a batch, so that a crash neither loses nor doubles a record.
 *
 * A payload that was read with other rules is evaluated again; what was classified then is in history already and is
 * not kept a second time.
 */
export async function ingest(payload: FilePayload, options: IngestOptions): Promise<Ingested> {
  const { fingerprint, run, signal } = options;
  const known = await createPayloadProgressStore(options.state.checkpoints).get(payload.id);
  const fresh = newProgress(payload.origin, fingerprint, run);
  if (known === undefined) return readOn(payload, fresh, options);
  const isRead = known.done && options.grown !== true;
  const isCurrent = known.fingerprint === fingerprint;
  if (isRead && isCurrent) return { payloadId: payload.id, totals: known.totals, unchanged: known.run !== run };
  if (!isRead) {
    const read = await readOn(payload, { ...known, run, done: false }, options);
    if (isCurrent || signal.aborted) return read;
  }
  return evaluateAgain(payload, fresh, options);
}

/** Reads what was not read yet. */
function readOn(payload: FilePayload, begun: PayloadProgress, options: IngestOptions): Promise<Ingested> {
  const { state } = options;
  const progress = createPayloadProgressStore(state.checkpoints);
  return eachBatch(payload, begun, options, (batch, next) => [
    state.queue.send(batch.bodies.map((body) => ({ ...body, retain: true }))),
    state.quarantine.add(batch.rejected),
    progress.put(payload.id, next),
  ]);
}

/** Reads from the beginning what was read before. Until it comes to the end, the payload stays noted as it was. */
async function evaluateAgain(payload: FilePayload, begun: PayloadProgress, options: IngestOptions): Promise<Ingested> {
  const { state, fingerprint } = options;
  const progress = createPayloadProgressStore(state.checkpoints);
  const quarantined = await options.quarantined();
  return eachBatch(payload, begun, options, (batch, next) => {
    const { bodies, recovered } = toEvaluateAgain(batch.bodies, fingerprint, quarantined);
    return [
      state.queue.send(bodies),
      state.quarantine.remove(recovered),
      state.quarantine.add(batch.rejected),
      ...(batch.done ? [progress.put(payload.id, next)] : []),
    ];
  });
}

async function eachBatch(
  payload: FilePayload,
  begun: PayloadProgress,
  options: IngestOptions,
  write: (batch: ClassifiedBatch, next: PayloadProgress) => readonly Promise<unknown>[],
): Promise<Ingested> {
  const { state, classifier, reach, signal } = options;
  const resume = begun.position === undefined ? {} : { resume: begun.position };
  let { totals } = begun;
  for await (const batch of classifier.classify({ ...payload, ...resume })) {
    reach('batch-classified');
    totals = addTotals(totals, batch.counts);
    const next: PayloadProgress = { ...begun, totals, position: batch.position, done: batch.done };
    await state.atomically(() => [...write(batch, next), ...(options.alongside?.(batch.position) ?? [])]);
    reach('batch-committed');
    options.onBatch(batch.counts);
    if (signal.aborted) break;
    await options.room();
  }
  return { payloadId: payload.id, totals, unchanged: false };
}
