import type { Clock } from '@streamalert/core';
import type { EmbeddedState } from '@streamalert/embedded';
import { mergeAlerts, planMerges } from '@streamalert/merger';
import type { ReachHandOver } from '../hand-over.ts';
import { repeat } from '../repeat.ts';

/** What the merge stage works with. */
export interface MergeOptions {
  readonly state: EmbeddedState;
  readonly clock: Clock;
  readonly reach: ReachHandOver;
  /** Called when a merged alert is durable. */
  readonly onMerged: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Merging of alerts whose window ends. */
export interface MergeStage {
  /** No more alerts will come: merges what is left, though windows have not ended. */
  finish(): Promise<void>;
  /** Leaves what is left to the next run. */
  stop(): Promise<void>;
}

const everyMs = 1000;

/** Merges what is ready, time after time; each group's members are replaced by their merged alert in one step. */
export function startMerging(options: MergeOptions): MergeStage {
  const { state, clock } = options;
  const mergeDue = async (): Promise<void> => {
    const { merge } = await state.alerts.nextDue();
    if (merge !== undefined && merge <= clock.now()) await mergeReady(options, false);
  };
  const merging = repeat(mergeDue, everyMs, options.onFailure);
  return {
    async finish() {
      await merging.stop();
      // The store hands out so many of a rule at once, and no more.
      while (await mergeReady(options, true));
    },
    stop: merging.stop,
  };
}

/** @returns Whether there was something to merge. */
async function mergeReady({ state, clock, reach, onMerged }: MergeOptions, closeWindows: boolean): Promise<boolean> {
  let merged = false;
  for await (const alerts of state.alerts.mergeable()) {
    for (const members of planMerges({ alerts, now: clock.now(), closeWindows })) {
      reach('merge-planned');
      const keys = members.map(({ ruleName, id }) => ({ ruleName, id }));
      await state.alerts.replace(keys, mergeAlerts(members, clock.now()));
      reach('merge-stored');
      onMerged();
      merged = true;
    }
  }
  return merged;
}
