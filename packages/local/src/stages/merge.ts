import type { Alert, Clock, Micros } from '@streamalert/core';
import type { EmbeddedState } from '@streamalert/embedded';
import { mergeAlerts } from '@streamalert/merger';
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
/** As 3.5 merges. */
const maxAlerts = 50;
/** Bounds the memory of a merge, and the size of what it makes. */
const maxBytes = 16 * 1024 * 1024;
/** When every window is over. */
export const endOfTime = Number.MAX_SAFE_INTEGER;

/** Merges what is ready, time after time; each group's members are replaced by their merged alert in one step. */
export function startMerging(options: MergeOptions): MergeStage {
  const { state, clock } = options;
  let stopping = false;
  const mergeUntil = async (now: Micros): Promise<void> => {
    while (!stopping && (await mergeNext(options, now)));
  };
  const mergeDue = async (): Promise<void> => {
    const { merge } = await state.alerts.nextDue();
    if (merge !== undefined && merge <= clock.now()) await mergeUntil(clock.now());
  };
  const merging = repeat(mergeDue, everyMs, options.onFailure);
  return {
    async finish() {
      await merging.stop();
      await mergeUntil(endOfTime);
    },
    stop() {
      stopping = true;
      return merging.stop();
    },
  };
}

/** What merging works with. */
export interface MergeNextOptions extends Pick<MergeOptions, 'state' | 'clock'> {
  readonly reach?: ReachHandOver;
  readonly onMerged: (merged: Alert, members: number) => void;
}

/**
 * Merges one group whose window is over by `now`.
 *
 * @returns Whether there was one.
 */
export async function mergeNext(
  { state, clock, reach = () => {}, onMerged }: MergeNextOptions,
  now: Micros,
): Promise<boolean> {
  const members = await state.alerts.mergeGroup({ now, maxAlerts, maxBytes });
  if (members === undefined) return false;
  reach('merge-planned');
  const keys = members.map(({ ruleName, id }) => ({ ruleName, id }));
  const merged = mergeAlerts(members, clock.now());
  const isStored = await state.alerts.replace(keys, merged);
  reach('merge-stored');
  if (isStored) onMerged(merged, members.length);
  return true;
}
