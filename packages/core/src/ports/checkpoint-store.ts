import type { Json } from '@streamalert/rules-sdk';

/** Progress that outlives the process: how far a payload was read, where a poller stands. */
export interface CheckpointStore {
  get(id: string): Promise<Json | undefined>;
  put(id: string, value: Json): Promise<void>;
  /** Sorted by id. */
  list(prefix: string): Promise<readonly { readonly id: string; readonly value: Json }[]>;
  delete(id: string): Promise<void>;
}
