import type { Classifier } from '@streamalert/classifier';
import type { Json, Micros } from '@streamalert/core';
import type { EmbeddedState } from '@streamalert/embedded';
import type { ReachHandOver } from '../hand-over.ts';
import { createPayloadProgressStore, newProgress, type PayloadProgress } from '../payload-progress.ts';
import type { FilePayload } from '../payload.ts';
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
  /** All records of the payload, also those that an earlier run read. */
  readonly totals: RecordTotals;
  /** True when an earlier run read it to its end, with the same configuration and rules, and it was not read again. */
  readonly unchanged: boolean;
}

/**
 * Reads one payload: classified records go to the queue, rejected ones to the quarantine, and how far it came is noted,
 * all in one transaction a batch, so that a crash neither loses nor doubles a record.
 *
 * A payload that was read to its end with other rules is evaluated again; its records are in history already and are
 * not kept a second time.
 */
export async function ingest(payload: FilePayload, options: IngestOptions): Promise<Ingested> {
  const { fingerprint, run } = options;
  const known = await createPayloadProgressStore(options.state.checkpoints).get(payload.id);
  const fresh = newProgress(payload.origin, fingerprint, run);
  if (known === undefined) return readOn(payload, fresh, true, options);
  if (!known.done || options.grown === true) return readOn(payload, { ...known, run, done: false }, true, options);
  if (known.fingerprint === fingerprint) return { totals: known.totals, unchanged: known.run !== run };
  return readOn(payload, fresh, false, options);
}

async function readOn(
  payload: FilePayload,
  begun: PayloadProgress,
  retain: boolean,
  options: IngestOptions,
): Promise<Ingested> {
  const { state, classifier, reach, signal } = options;
  const progress = createPayloadProgressStore(state.checkpoints);
  const resume = begun.position === undefined ? {} : { resume: begun.position };
  let { totals } = begun;
  for await (const batch of classifier.classify({ ...payload, ...resume })) {
    reach('batch-classified');
    totals = addTotals(totals, batch.counts);
    const next: PayloadProgress = { ...begun, totals, position: batch.position, done: batch.done };
    await state.atomically(() => [
      state.queue.send(batch.bodies.map((body) => ({ ...body, retain }))),
      state.quarantine.add(batch.rejected),
      // Until it is evaluated again to its end, a payload stays noted as read: its records are in history.
      ...(retain || batch.done ? [progress.put(payload.id, next)] : []),
      ...(options.alongside?.(batch.position) ?? []),
    ]);
    reach('batch-committed');
    options.onBatch(batch.counts);
    if (signal.aborted) break;
    await options.room();
  }
  return { totals, unchanged: false };
}
