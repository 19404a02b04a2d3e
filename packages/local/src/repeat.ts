import { createWakeup } from './wakeup.ts';

/** A step that is done time after time. */
export interface Repetition {
  /**
   * No further step is begun.
   *
   * @returns When the step under way is over. Fails with the error of a step that failed.
   */
  stop(): Promise<void>;
}

/**
 * Does `step` at once, and again `everyMs` after it is over, until it is stopped or fails.
 *
 * @param onFailure Told at once; `stop` tells again.
 */
export function repeat(step: () => Promise<unknown>, everyMs: number, onFailure: (error: unknown) => void): Repetition {
  const wakeup = createWakeup();
  let stopping = false;
  const loop = async (): Promise<void> => {
    while (!stopping) {
      await step();
      await wakeup.wait(everyMs);
    }
  };
  const done = loop();
  done.catch(onFailure);
  return {
    stop() {
      stopping = true;
      wakeup.notify();
      return done;
    },
  };
}
