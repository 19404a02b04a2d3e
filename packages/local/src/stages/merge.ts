import type { Clock } from '@streamalert/core';
import type { EmbeddedState } from '@streamalert/embedded';
import { mergeAlerts, planMerges } from '@streamalert/merger';
import type { ReachHandOver } from '../hand-over.ts';
import { createWakeup } from '../wakeup.ts';

/** What the merge stage works with. */
export interface MergeOptions {
  readonly state: EmbeddedState;
  readonly clock: Clock;
  readonly reach: ReachHandOver;
  /** Called when a merged alert is durable. */
  readonly onMerged: () => void;
}

/** Merging of alerts whose window ends. */
export interface MergeStage {
  /** No more alerts will come: merges what is left, though windows have not ended. */
  finish(): Promise<void>;
}

const everyMs = 1000;

/** Merges what is ready, time after time; each group's members are replaced by their merged alert in one step. */
export function startMerging(options: MergeOptions): MergeStage {
  let finishing = false;
  const wakeup = createWakeup();
  const loop = async (): Promise<void> => {
    while (!finishing) {
      await mergeReady(options, false);
      await wakeup.wait(everyMs);
    }
    await mergeReady(options, true);
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

async function mergeReady({ state, clock, reach, onMerged }: MergeOptions, closeWindows: boolean): Promise<void> {
  for await (const alerts of state.alerts.mergeable()) {
    for (const members of planMerges({ alerts, now: clock.now(), closeWindows })) {
      reach('merge-planned');
      const keys = members.map(({ ruleName, id }) => ({ ruleName, id }));
      await state.alerts.replace(keys, mergeAlerts(members, clock.now()));
      reach('merge-stored');
      onMerged();
    }
  }
}
