import type { Clock } from '@streamalert/core';
import type { EmbeddedState } from '@streamalert/embedded';
import { mergeAlerts, planMerges } from '@streamalert/merger';
import type { ReachHandOver } from '../hand-over.ts';

/** What the merge stage works with. */
export interface MergeOptions {
  readonly state: EmbeddedState;
  readonly clock: Clock;
  readonly reach: ReachHandOver;
}

/**
 * Merges what is ready: each group's members are replaced by their merged alert in one step.
 *
 * @param closeWindows No more alerts can come: groups are merged though their windows have not ended.
 * @returns How many merged alerts were made.
 */
export async function mergeOnce(options: MergeOptions, closeWindows: boolean): Promise<number> {
  const { state, clock, reach } = options;
  let merged = 0;
  for await (const alerts of state.alerts.mergeable()) {
    for (const members of planMerges({ alerts, now: clock.now(), closeWindows })) {
      reach('merge-planned');
      const keys = members.map(({ ruleName, id }) => ({ ruleName, id }));
      await state.alerts.replace(keys, mergeAlerts(members, clock.now()));
      reach('merge-stored');
      merged += 1;
    }
  }
  return merged;
}
