import type { HistoryWriter } from '@streamalert/embedded';
import type { ReachHandOver } from '../hand-over.ts';
import { createWakeup } from '../wakeup.ts';

/** Files of history, written as records come. */
export interface HistoryStage {
  /** Resolves when everything is in files. */
  finish(): Promise<void>;
}

const everyMs = 500;
/** Only files of hours that are over are joined. */
const compactEveryMs = 60 * 60 * 1000;

/** Writes pending records to files whenever enough of them, or old enough ones, are waiting, and joins those of past hours. */
export function startKeepingHistory(history: HistoryWriter, reach: ReachHandOver): HistoryStage {
  let finishing = false;
  const wakeup = createWakeup();
  const loop = async (): Promise<void> => {
    let compacted = Date.now();
    while (!finishing) {
      await history.writeDue();
      if (Date.now() - compacted >= compactEveryMs) {
        await history.compact();
        compacted = Date.now();
      }
      await wakeup.wait(everyMs);
    }
    await history.flush();
    reach('history-flushed');
  };
  const done = loop();
  // finish() reports the failure; until then it must not end the process as an unhandled rejection.
  done.catch(() => {});
  return {
    finish() {
      finishing = true;
      wakeup.notify();
      return done;
    },
  };
}
