import { type Alert, formatTimestamp, type JsonObject, type Micros, mergedAlertId } from '@streamalert/core';
import { getFirstKey, type Severity, severities } from '@streamalert/rules-sdk';
import { MergerError } from './errors.ts';
import { equalJson } from './json-equality.ts';
import { splitRecords, withoutKeys } from './record-diff.ts';

/** Key of a merged alert's context that holds the contexts of members which differ from the oldest one's, by alert id. */
export const mergedContextsKey = 'merged_contexts';

/**
 * The one alert that a group becomes. Its id derives from the members', so that merging the same group again gives the
 * same alert, in whatever order they come. It is never merged again.
 *
 * Outputs are the newest member's; publishers the oldest one's, and the newest one's for outputs that only it has;
 * severity is the highest; everything else is the oldest one's. The record is
 * `{ AlertCount, AlertTimeFirst, AlertTimeLast, MergedBy, OtherCommonKeys, ValueDiffs }`.
 *
 * @throws MergerError when there are no members, or they belong to several rules.
 */
export function mergeAlerts(members: readonly Alert[], now: Micros): Alert {
  const ordered = [...members].sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  const oldest = ordered[0];
  const newest = ordered.at(-1);
  if (oldest === undefined || newest === undefined) throw new MergerError('there are no alerts to merge');
  const stranger = ordered.find(({ ruleName }) => ruleName !== oldest.ruleName);
  if (stranger !== undefined) {
    throw new MergerError(`alerts of one rule can be merged, not of ${oldest.ruleName} and ${stranger.ruleName}`);
  }
  const severity = highestSeverity(ordered);
  return {
    ...oldest,
    id: mergedAlertId(
      oldest.ruleName,
      ordered.map(({ id }) => id),
    ),
    created: now,
    record: mergedRecord(ordered, oldest, newest),
    outputs: newest.outputs,
    publishers: { ...newest.publishers, ...oldest.publishers },
    context: mergedContext(ordered, oldest),
    mergeByKeys: [],
    mergeWindowMinutes: 0,
    staged: ordered.some(({ staged }) => staged),
    ...(severity !== undefined && { severity }),
  };
}

function mergedRecord(ordered: readonly Alert[], oldest: Alert, newest: Alert): JsonObject {
  const keys = new Set(oldest.mergeByKeys);
  const { common, differences } = splitRecords(ordered.map(({ record }) => withoutKeys(record, keys)));
  const names = diffNames(ordered);
  return {
    AlertCount: ordered.length,
    AlertTimeFirst: formatTimestamp(oldest.created),
    AlertTimeLast: formatTimestamp(newest.created),
    MergedBy: Object.fromEntries([...keys].map((key) => [key, getFirstKey(oldest.record, key, '(n/a)')])),
    OtherCommonKeys: common,
    ValueDiffs: Object.fromEntries(differences.map((difference, at) => [names[at] as string, difference])),
  };
}

/** The creation times; the second and later alerts of one microsecond get `#2`, `#3`, … */
function diffNames(ordered: readonly Alert[]): readonly string[] {
  const seen = new Map<number, number>();
  return ordered.map(({ created }) => {
    const count = (seen.get(created) ?? 0) + 1;
    seen.set(created, count);
    return count === 1 ? formatTimestamp(created) : `${formatTimestamp(created)}#${count}`;
  });
}

function mergedContext(ordered: readonly Alert[], oldest: Alert): JsonObject {
  const others = ordered.filter(({ context }) => !equalJson(context, oldest.context));
  if (others.length === 0) return oldest.context;
  return { ...oldest.context, [mergedContextsKey]: Object.fromEntries(others.map(({ id, context }) => [id, context])) };
}

function highestSeverity(alerts: readonly Alert[]): Severity | undefined {
  const rank = Math.max(...alerts.map(({ severity }) => (severity === undefined ? -1 : severities.indexOf(severity))));
  return severities[rank];
}
