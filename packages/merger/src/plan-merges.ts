import { type Alert, isMergeEnabled, type Micros, stringifyJson } from '@streamalert/core';
import { inWindow, mergeKey, windowEnd } from './merge-key.ts';

/** What to merge, and how far. */
export interface MergePlanOptions {
  /** Alerts of one rule, oldest first. Those that are not merge-enabled are left out. */
  readonly alerts: readonly Alert[];
  readonly now: Micros;
  /** Treat every window as ended, to leave nothing waiting at the end of a run. */
  readonly closeWindows?: boolean;
  /** Most members of a group; default 50. */
  readonly maxGroup?: number;
  /** Most bytes of a group's records as JSON; a single larger record is a group of its own. Default: no bound. */
  readonly maxBytes?: number;
}

interface Group {
  readonly oldest: Alert;
  readonly members: Alert[];
  bytes: number;
}

/**
 * Groups the alerts that are to be merged now; those in no group wait. An alert joins the first group with room whose
 * oldest alert it can merge with; otherwise it opens a group, but only once its own window has ended. An alert that
 * is too young for that waits and holds nobody up.
 *
 * @returns Groups in order of their oldest alerts, members oldest first; a group of one is legal.
 */
export function planMerges(options: MergePlanOptions): readonly (readonly Alert[])[] {
  const { now, closeWindows = false, maxGroup = 50, maxBytes = Number.POSITIVE_INFINITY } = options;
  const groups: Group[] = [];
  const byKey = new Map<string, Group[]>();
  for (const alert of options.alerts.filter(isMergeEnabled)) {
    const key = mergeKey(alert);
    const siblings = byKey.get(key) ?? [];
    const bytes = maxBytes === Number.POSITIVE_INFINITY ? 0 : recordBytes(alert);
    const group = siblings.find(
      ({ oldest, members, bytes: taken }) =>
        members.length < maxGroup && taken + bytes <= maxBytes && inWindow(oldest, alert),
    );
    if (group !== undefined) {
      group.members.push(alert);
      group.bytes += bytes;
    } else if (closeWindows || now >= windowEnd(alert)) {
      const opened = { oldest: alert, members: [alert], bytes };
      groups.push(opened);
      byKey.set(key, [...siblings, opened]);
    }
  }
  return groups.map(({ members }) => members);
}

const recordBytes = (alert: Alert): number => Buffer.byteLength(stringifyJson(alert.record));
