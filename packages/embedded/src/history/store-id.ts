import { randomUUID } from 'node:crypto';
import type { CheckpointStore } from '@streamalert/core';

const checkpoint = 'history/store';

/** Tells the numbers of this state database from those of another one; absent until history was written first. */
export async function readStoreId(checkpoints: Pick<CheckpointStore, 'get'>): Promise<string | undefined> {
  const id = await checkpoints.get(checkpoint);
  return typeof id === 'string' ? id : undefined;
}

/** As {@link readStoreId}, but makes one, which is durable before it names any file. */
export async function ensureStoreId(checkpoints: Pick<CheckpointStore, 'get' | 'put'>): Promise<string> {
  const known = await readStoreId(checkpoints);
  if (known !== undefined) return known;
  const made = randomUUID();
  await checkpoints.put(checkpoint, made);
  return made;
}
