import type { CheckpointStore, Json, Micros } from '@streamalert/core';
import { noRecords, type RecordTotals } from './totals.ts';

/** What is kept of a payload, so that it is neither lost nor read twice. */
export interface PayloadProgress {
  /** Where it came from, for a person. */
  readonly origin: string;
  /** Where the classifier goes on; absent before the first batch. */
  readonly position?: Json;
  readonly done: boolean;
  readonly totals: RecordTotals;
  /** Configuration and rules it was evaluated with; with others it is evaluated again. */
  readonly fingerprint: string;
  /** The run that read it, or reads it: when that began. */
  readonly run: Micros;
}

/** Progress of payloads in the checkpoint store. */
export interface PayloadProgressStore {
  /** `undefined` for a payload that was never begun. */
  get(payloadId: string): Promise<PayloadProgress | undefined>;
  put(payloadId: string, progress: PayloadProgress): Promise<void>;
}

/** Progress of payloads, one checkpoint each. */
export function createPayloadProgressStore(checkpoints: CheckpointStore): PayloadProgressStore {
  const key = (payloadId: string) => `payload/${payloadId}`;
  return {
    get: async (payloadId) => (await checkpoints.get(key(payloadId))) as unknown as PayloadProgress | undefined,
    put: (payloadId, progress) => checkpoints.put(key(payloadId), progress as unknown as Json),
  };
}

/** A payload that nothing has been read of. */
export function newProgress(origin: string, fingerprint: string, run: Micros): PayloadProgress {
  return { origin, done: false, totals: noRecords, fingerprint, run };
}
