import type { Classifier, PayloadInput } from '@streamalert/classifier';
import type { EmbeddedState } from '@streamalert/embedded';
import type { ReachHandOver } from '../hand-over.ts';
import { createPayloadProgressStore, newProgress, type PayloadProgress } from '../payload-progress.ts';
import { addTotals, noRecords, type RecordTotals } from '../totals.ts';

/** What the ingest stage works with. */
export interface IngestOptions {
  readonly state: EmbeddedState;
  readonly classifier: Classifier;
  /** Of configuration and rules. */
  readonly fingerprint: string;
  readonly reach: ReachHandOver;
  /** Called when a batch is durable, with what it held. */
  readonly onBatch: (totals: RecordTotals) => void;
  /** Resolves when the stages behind have room. */
  readonly room: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** What came of one payload. */
export interface Ingested {
  /** All records of the payload, also those that an earlier run read. */
  readonly totals: RecordTotals;
  /** True when it was read before, with the same configuration and rules, and not read again. */
  readonly unchanged: boolean;
}

/**
 * Reads one payload: classified records go to the queue, rejected ones to the quarantine, and how far it came is noted,
 * all in one transaction a batch, so that a crash neither loses nor doubles a record.
 *
 * A payload that was read to its end with other rules is evaluated again; its records are in history already and are
 * not kept a second time.
 */
export async function ingest(payload: Omit<PayloadInput, 'resume'>, options: IngestOptions): Promise<Ingested> {
  const progress = createPayloadProgressStore(options.state.checkpoints);
  const known = await progress.get(payload.id);
  if (known?.done === true && known.fingerprint === options.fingerprint) {
    return { totals: known.totals, unchanged: true };
  }
  const again = known?.done === true;
  const begun = known === undefined || again ? newProgress(payload.origin, options.fingerprint) : known;
  return { totals: await readOn(payload, begun, { ...options, retain: !again }), unchanged: false };
}

async function readOn(
  payload: Omit<PayloadInput, 'resume'>,
  begun: PayloadProgress,
  options: IngestOptions & { readonly retain: boolean },
): Promise<RecordTotals> {
  const { state, classifier, reach, signal } = options;
  const progress = createPayloadProgressStore(state.checkpoints);
  let { totals } = begun;
  const resume = begun.position === undefined ? {} : { resume: begun.position };
  for await (const batch of classifier.classify({ ...payload, ...resume })) {
    reach('batch-classified');
    totals = addTotals(totals, batch.counts);
    const next: PayloadProgress = { ...begun, totals, position: batch.position, done: batch.done };
    await state.atomically(() => [
      state.queue.send(batch.bodies.map((body) => ({ ...body, retain: options.retain }))),
      state.quarantine.add(batch.rejected),
      // Evaluating again must not undo that the payload is in history: its progress is replaced at the end only.
      ...(options.retain || batch.done ? [progress.put(payload.id, next)] : []),
    ]);
    reach('batch-committed');
    options.onBatch(batch.counts);
    if (signal.aborted) break;
    await options.room();
  }
  return totals;
}

/** The sum over payloads. */
export function sumTotals(all: readonly RecordTotals[]): RecordTotals {
  return all.reduce(addTotals, noRecords);
}
