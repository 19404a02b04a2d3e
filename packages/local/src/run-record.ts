import type { CheckpointStore, Clock, Json, Micros } from '@streamalert/core';

const key = 'run';

interface StoredRun {
  readonly started: Micros;
  readonly finished: boolean;
}

/** The run at hand: from its first start to the moment its summary was shown, however often it was killed between. */
export interface RunRecord {
  /** When it was first started; alerts and deliveries since then are its own. */
  readonly started: Micros;
  /** True when an earlier process began it and did not come to the end. */
  readonly resumed: boolean;
  /** The summary was shown: the next start is a new run. */
  finish(): Promise<void>;
}

/** Begins a run, or goes on with one that was killed. */
export async function beginRun(checkpoints: CheckpointStore, clock: Clock): Promise<RunRecord> {
  const stored = (await checkpoints.get(key)) as StoredRun | undefined;
  const resumed = stored !== undefined && !stored.finished;
  const started = resumed ? stored.started : clock.now();
  const put = (finished: boolean) => checkpoints.put(key, { started, finished } satisfies StoredRun as unknown as Json);
  if (!resumed) await put(false);
  return { started, resumed, finish: () => put(true) };
}
