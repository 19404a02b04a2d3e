import type { Alert, Json, JsonObject, Suppression } from '@streamalert/rules-sdk';
import { historyOutput } from './alert.ts';
import { formatTimestamp, type Micros } from './clock.ts';
import { capNoticeId } from './ids.ts';
import type { Silence } from './ports/silence-store.ts';

const hour: Micros = 3_600_000_000;

/** Limits and silences are about alerts that somebody is told of: not about those that go to history alone. */
export function isNotified(alert: Pick<Alert, 'outputs'>): boolean {
  return alert.outputs.some((output) => output !== historyOutput);
}

/** The alert, for history alone, marked with the reason. It waits for no merge, and its limits are done with. */
export function suppress(alert: Alert, suppressed: Suppression): Alert {
  const outputs = alert.outputs.filter((output) => output === historyOutput);
  return { ...withoutLimits(alert), outputs, mergeByKeys: [], mergeWindowMinutes: 0, suppressed };
}

/** The alert as a store keeps it once its limits were applied. */
export function withoutLimits(alert: Alert): Alert {
  const { limits: _, ...rest } = alert;
  return rest;
}

/** How every value of a key is found: `getKeys` of the SDK. */
export type FindAll = (record: JsonObject, key: string) => readonly Json[];

/**
 * The first silence that holds an alert back at a time. A silence's rule must be the alert's, and for each of its keys
 * one of the record's values, at any depth, must have its text: `7` and `"7"` are the same here, as people type them.
 */
export function findSilence(
  alert: Pick<Alert, 'ruleName' | 'record'>,
  silences: readonly Silence[],
  now: Micros,
  find: FindAll,
): Silence | undefined {
  return silences.find(
    ({ ruleName, where, until }) =>
      now < until &&
      (ruleName === undefined || ruleName === alert.ruleName) &&
      Object.entries(where).every(([key, text]) => find(alert.record, key).some((value) => textOf(value) === text)),
  );
}

const textOf = (value: Json): string | undefined =>
  typeof value === 'object' && value !== null ? undefined : String(value);

/** The mark of a silenced alert. */
export function silencedBy({ reason, until, by }: Silence): Suppression {
  return { kind: 'silence', reason, until, by };
}

/** The mark of an alert that repeats another one. */
export function repeatOf(id: string, until: Micros): Suppression {
  return { kind: 'repeat', reason: `repeats alert ${id}`, until };
}

/** The hour of the clock that an alert counts in: its beginning and its end. */
export function hourOf(created: Micros): { readonly from: Micros; readonly until: Micros } {
  const from = Math.floor(created / hour) * hour;
  return { from, until: from + hour };
}

/** The mark of an alert beyond its rule's cap. */
export function cappedAt(maxPerHour: number, until: Micros): Suppression {
  return { kind: 'cap', reason: `the rule sends at most ${maxPerHour} alerts an hour`, until };
}

/**
 * The one alert that says that a rule reached its cap, for the outputs of the first alert that was held back. Its id derives from rule
 * and hour, so that there is one however often it is made.
 */
export function capNotice(held: Alert, maxPerHour: number): Alert {
  const { from, until } = hourOf(held.created);
  const title = `${held.ruleName} reached its cap of ${maxPerHour} alerts an hour`;
  const notice = `Its further alerts until ${formatTimestamp(until)} go to history alone.`;
  return {
    ...withoutLimits(held),
    id: capNoticeId(held.ruleName, from),
    title,
    record: {
      notice: `${title}. ${notice}`,
      cap: maxPerHour,
      from: formatTimestamp(from),
      until: formatTimestamp(until),
    },
    context: {},
    publishers: {},
    mergeByKeys: [],
    mergeWindowMinutes: 0,
  };
}
