import { type Alert, isMergeEnabled, keyedValues } from '@streamalert/core';
import { getFirstKey } from '@streamalert/rules-sdk';

const microsPerMinute = 60_000_000;

/** When the window that an alert opens ends, UTC microseconds. */
export function windowEnd(alert: Alert): number {
  return alert.created + alert.mergeWindowMinutes * microsPerMinute;
}

/**
 * The keys an alert is merged by and their first values, as text: equal for two alerts exactly when these are. The
 * order of the keys does not matter, and an absent value counts as `null`.
 */
export function mergeKey(alert: Alert): string {
  return keyedValues(alert.record, alert.mergeByKeys, getFirstKey);
}

/** True when the newer alert falls into the older one's window, the end included. */
export function inWindow(a: Alert, b: Alert): boolean {
  const [older, newer] = a.created <= b.created ? [a, b] : [b, a];
  return newer.created <= windowEnd(older);
}

/** Whether two alerts of a rule may become one: both merge-enabled, by the same keys and values, within the older one's window. */
export function canMerge(a: Alert, b: Alert): boolean {
  return isMergeEnabled(a) && isMergeEnabled(b) && inWindow(a, b) && mergeKey(a) === mergeKey(b);
}
