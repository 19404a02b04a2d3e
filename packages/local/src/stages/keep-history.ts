import type { HistoryWriter } from '@streamalert/embedded';
import type { ReachHandOver } from '../hand-over.ts';
import { repeat } from '../repeat.ts';

/** What the history stage works with. */
export interface KeepHistoryOptions {
  readonly history: HistoryWriter;
  readonly reach: ReachHandOver;
  readonly onFailure: (error: unknown) => void;
}

/** Files of history, written as records come. */
export interface HistoryStage {
  /** Resolves when everything is in files. */
  finish(): Promise<void>;
  /** Leaves what is pending to the next run. */
  stop(): Promise<void>;
}

const everyMs = 100;
/** Only files of hours that are over are joined. */
const compactEveryMs = 60 * 60 * 1000;

/** Writes pending records to files whenever enough of them, or old enough ones, are waiting, and joins those of past hours. */
export function startKeepingHistory({ history, reach, onFailure }: KeepHistoryOptions): HistoryStage {
  let compacted = Date.now();
  const tend = async (): Promise<void> => {
    await history.writeDue();
    if (Date.now() - compacted < compactEveryMs) return;
    await history.compact();
    compacted = Date.now();
  };
  const writing = repeat(tend, everyMs, onFailure);
  return {
    async finish() {
      await writing.stop();
      await history.flush();
      reach('history-flushed');
    },
    stop: writing.stop,
  };
}
