import { formatTimestamp, isMergeEnabled, type JsonObject, mergedAlertId } from '@streamalert/core';
import { isJsonObject, type Json } from '@streamalert/rules-sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MergerError, mergeAlerts } from '../src/index.ts';
import { alert, minute, start } from './helpers/alerts.ts';

const now = start + 10 * minute;
const first = '2026-03-01T09:00:00.000000Z';

describe('mergeAlerts', () => {
  it('splits records into what they share and what differs', () => {
    const a = alert({
      created: start + 100_000,
      record: { user: 'mia', host: 'lt-7', geo: { city: 'Oslo', asn: 224 }, bytes: 10 },
    });
    const b = alert({
      created: start + 150_000_000,
      record: { user: 'mia', host: 'lt-7', geo: { city: 'Oslo', asn: 119 }, bytes: 99, mfa: false },
    });

    expect(mergeAlerts([b, a], now).record).toStrictEqual({
      AlertCount: 2,
      AlertTimeFirst: '2026-03-01T09:00:00.100000Z',
      AlertTimeLast: '2026-03-01T09:02:30.000000Z',
      MergedBy: { user: 'mia' },
      OtherCommonKeys: { host: 'lt-7', geo: { city: 'Oslo' } },
      ValueDiffs: {
        '2026-03-01T09:00:00.100000Z': { geo: { asn: 224 }, bytes: 10 },
        '2026-03-01T09:02:30.000000Z': { geo: { asn: 119 }, bytes: 99, mfa: false },
      },
    });
  });

  it('puts the whole record of a single alert into the common part (row 2)', () => {
    const only = alert({ record: { user: 'mia', host: 'lt-7', empty: {} } });

    expect(mergeAlerts([only], now).record).toStrictEqual({
      AlertCount: 1,
      AlertTimeFirst: first,
      AlertTimeLast: first,
      MergedBy: { user: 'mia' },
      OtherCommonKeys: { host: 'lt-7', empty: {} },
      ValueDiffs: { [first]: {} },
    });
  });

  it('says (n/a) for a key that the oldest lacks, and null for one that is null (rows 3 and 4)', () => {
    const isNull = alert({ record: { user: null } });
    const isAbsent = alert({ created: start + 1, record: {} });
    const mergedBy = (...records: Parameters<typeof mergeAlerts>[0]) => mergeAlerts(records, now).record['MergedBy'];

    expect(mergedBy(isNull, isAbsent)).toStrictEqual({ user: null });
    expect(mergedBy({ ...isNull, created: start + 2 }, isAbsent)).toStrictEqual({ user: '(n/a)' });
  });

  it('strips merge keys from objects at any level, and not from inside arrays (row 8)', () => {
    const only = alert({
      mergeByKeys: ['ip'],
      record: { ev: [{ ip: '198.51.100.9' }], net: { ip: '192.0.2.1', port: 1 } },
    });

    expect(mergeAlerts([only], now).record).toMatchObject({
      MergedBy: { ip: '192.0.2.1' },
      OtherCommonKeys: { ev: [{ ip: '198.51.100.9' }], net: { port: 1 } },
    });
  });

  it('keeps alerts of one microsecond apart (row 12)', () => {
    const merged = mergeAlerts(
      [1, 2, 3].map((n) => alert({ record: { user: 'mia', n } })),
      now,
    );

    expect(merged.record['ValueDiffs']).toStrictEqual({
      [first]: { n: 1 },
      [`${first}#2`]: { n: 2 },
      [`${first}#3`]: { n: 3 },
    });
  });

  it('compares arrays whole, and different types not at all (rows 13 and 14)', () => {
    const a = alert({ record: { list: [1, 2], mixed: { x: 1 } } });
    const b = alert({ created: start + 1, record: { list: [1, 2, 3], mixed: 'x' } });

    expect(mergeAlerts([a, b], now).record).toMatchObject({
      OtherCommonKeys: {},
      ValueDiffs: { [first]: a.record, [formatTimestamp(start + 1)]: b.record },
    });
  });

  it('takes outputs from the newest and the rest from the oldest', () => {
    const oldest = alert({ cluster: 'old', publishers: { slack: ['a'] }, severity: 'low', title: 'first' });
    const newest = alert({
      created: start + 1,
      cluster: 'new',
      staged: true,
      severity: 'high',
      outputs: ['aws-firehose:alerts', 'jira:sec'],
      publishers: { slack: ['b'], 'jira:sec': ['c'] },
    });

    const merged = mergeAlerts([newest, oldest], now);

    expect(merged).toStrictEqual({
      ...oldest,
      id: mergedAlertId('odd_login', [oldest.id, newest.id]),
      created: now,
      record: merged.record,
      outputs: newest.outputs,
      publishers: { slack: ['a'], 'jira:sec': ['c'] },
      mergeByKeys: [],
      mergeWindowMinutes: 0,
      staged: true,
      severity: 'high',
    });
    expect(isMergeEnabled(merged)).toBe(false);
  });

  it('keeps every context that differs from the oldest', () => {
    const oldest = alert({ context: { who: 'mia' } });
    const same = alert({ created: start + 1, context: { who: 'mia' } });
    const other = alert({ created: start + 2, context: { who: 'kim' } });

    expect(mergeAlerts([oldest, same], now).context).toStrictEqual({ who: 'mia' });
    expect(mergeAlerts([oldest, same, other], now).context).toStrictEqual({
      who: 'mia',
      merged_contexts: { [other.id]: { who: 'kim' } },
    });
  });

  it('refuses nothing, and alerts of several rules', () => {
    expect(() => mergeAlerts([], now)).toThrow(MergerError);
    expect(() => mergeAlerts([alert(), alert({ ruleName: 'other' })], now)).toThrow(MergerError);
  });
});

describe('mergeAlerts, whatever the records', () => {
  const key = fc.constantFrom('a', 'b', 'c', '__proto__');
  const { record: anyRecord } = fc.letrec<{ value: Json; record: JsonObject }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom<Json>(null, true, 1, 'x', 2n ** 53n + 1n),
      fc.array(tie('value'), { maxLength: 2 }),
      tie('record'),
    ),
    record: fc
      .array(fc.tuple(key, tie('value')), { maxLength: 4 })
      .map((entries): JsonObject => Object.fromEntries(entries)),
  }));
  const anyRecords = fc.array(anyRecord, { minLength: 1, maxLength: 4 });
  const members = (records: readonly JsonObject[]) =>
    records.map((record, at) => alert({ created: start + at, mergeByKeys: ['not there'], record }));

  it('rebuilds each record from the common part and its own', () => {
    fc.assert(
      fc.property(anyRecords, (records) => {
        const { OtherCommonKeys: common, ValueDiffs: diffs } = mergeAlerts(members(records), now).record;
        const rebuilt = Object.values(diffs as Record<string, JsonObject>).map((diff) =>
          joined(common as JsonObject, diff),
        );

        expect(rebuilt).toEqual(records);
      }),
    );
  });

  it('does not depend on the order in which members come', () => {
    fc.assert(
      fc.property(
        anyRecords
          .map(members)
          .chain((alerts) => fc.tuple(fc.constant(alerts), fc.shuffledSubarray(alerts, { minLength: alerts.length }))),
        ([alerts, shuffled]) => {
          expect(mergeAlerts(shuffled, now)).toStrictEqual(mergeAlerts(alerts, now));
        },
      ),
    );
  });
});

/** Two objects that share only keys under which both hold objects. */
function joined(a: JsonObject, b: JsonObject): JsonObject {
  const entries = Object.entries(a).map(([name, value]): [string, Json] => {
    const other = Object.hasOwn(b, name) ? b[name] : undefined;
    return [name, isJsonObject(value) && isJsonObject(other) ? joined(value, other) : value];
  });
  const more = Object.entries(b).filter(([name]) => !Object.hasOwn(a, name));
  return Object.fromEntries([...entries, ...more]);
}
