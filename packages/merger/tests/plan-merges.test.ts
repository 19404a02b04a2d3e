import type { Alert } from '@streamalert/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canMerge, planMerges } from '../src/index.ts';
import { alert, minute, start } from './helpers/alerts.ts';

const sizes = (groups: readonly (readonly Alert[])[]): number[] => groups.map(({ length }) => length);

const series = (count: number, created: (at: number) => number): Alert[] =>
  Array.from({ length: count }, (_, at) => alert({ created: created(at) }));

describe('planMerges', () => {
  it('leaves out alerts whose window is zero (row 1)', () => {
    const groups = planMerges({ alerts: [alert({ mergeWindowMinutes: 0 })], now: start + 60 * minute });

    expect(groups).toStrictEqual([]);
  });

  it('releases a single alert when its window has ended (row 2)', () => {
    const only = alert();

    expect(planMerges({ alerts: [only], now: start + 5 * minute - 1 })).toStrictEqual([]);
    expect(planMerges({ alerts: [only], now: start + 5 * minute })).toStrictEqual([[only]]);
  });

  it('makes groups of 50, 50 and 20 from 120 old alerts (row 9)', () => {
    const alerts = series(120, (at) => start + at);

    expect(sizes(planMerges({ alerts, now: start + 6 * minute }))).toStrictEqual([50, 50, 20]);
  });

  it('leaves the young ones that a full group has no room for (row 10)', () => {
    const alerts = series(60, (at) => start + (at < 40 ? at : 2 * minute + at));

    expect(sizes(planMerges({ alerts, now: start + 6 * minute }))).toStrictEqual([50]);
  });

  it('goes on after a young alert with another key (row 11)', () => {
    const first = alert();
    const young = alert({ created: start + 3 * minute, record: { user: 'kim' } });
    const later = alert({ created: start + 4 * minute });

    const groups = planMerges({ alerts: [first, young, later], now: start + 6 * minute });

    expect(groups).toStrictEqual([[first, later]]);
  });

  it('goes on after an alert with a long window from before the rule was edited', () => {
    const long = alert({ mergeWindowMinutes: 60, record: { user: 'kim' } });
    const short = alert({ created: start + minute });

    expect(planMerges({ alerts: [long, short], now: start + 10 * minute })).toStrictEqual([[short]]);
  });

  it('judges members by the oldest of the group only', () => {
    const alerts = [0, 4, 8].map((at) => alert({ created: start + at * minute }));

    expect(sizes(planMerges({ alerts, now: start + 60 * minute }))).toStrictEqual([2, 1]);
  });

  it('releases everything when windows are closed', () => {
    const alerts = [alert(), alert({ record: { user: 'kim' } })];

    expect(sizes(planMerges({ alerts, now: start, closeWindows: true }))).toStrictEqual([1, 1]);
  });

  it('bounds a group by members and by bytes of its records', () => {
    const alerts = series(5, () => start);
    const bytes = '{"user":"mia"}'.length;

    expect(sizes(planMerges({ alerts, now: start, closeWindows: true, maxGroup: 2 }))).toStrictEqual([2, 2, 1]);
    expect(sizes(planMerges({ alerts, now: start, closeWindows: true, maxBytes: 3 * bytes }))).toStrictEqual([3, 2]);
    expect(sizes(planMerges({ alerts, now: start, closeWindows: true, maxBytes: 1 }))).toStrictEqual([1, 1, 1, 1, 1]);
  });
});

describe('planMerges, whatever the alerts', () => {
  const anyAlert = fc
    .record({
      at: fc.integer({ min: 0, max: 30 }),
      user: fc.constantFrom('mia', 'kim'),
      window: fc.constantFrom(0, 5, 20),
    })
    .map(({ at, user, window }) =>
      alert({ created: start + at * minute, record: { user }, mergeWindowMinutes: window }),
    );
  const anyAlerts = fc.array(anyAlert, { maxLength: 40 }).map((alerts) => alerts.sort((a, b) => a.created - b.created));
  const anyNow = fc.integer({ min: 0, max: 60 }).map((at) => start + at * minute);

  it('puts each alert into at most one group, with others it can merge with', () => {
    fc.assert(
      fc.property(anyAlerts, anyNow, fc.integer({ min: 1, max: 5 }), (alerts, now, maxGroup) => {
        const groups = planMerges({ alerts, now, maxGroup });
        const ids = groups.flat().map(({ id }) => id);

        expect(new Set(ids).size).toBe(ids.length);
        for (const [oldest, ...others] of groups) {
          expect(others.length).toBeLessThan(maxGroup);
          expect(oldest !== undefined && oldest.created + oldest.mergeWindowMinutes * minute <= now).toBe(true);
          expect(others.every((other) => canMerge(oldest as Alert, other))).toBe(true);
        }
      }),
    );
  });

  it('leaves no alert whose own window has ended', () => {
    fc.assert(
      fc.property(anyAlerts, anyNow, (alerts, now) => {
        const grouped = new Set(planMerges({ alerts, now }).flat());
        const due = alerts.filter(
          ({ created, mergeWindowMinutes: window }) => window > 0 && created + window * minute <= now,
        );

        expect(due.filter((one) => !grouped.has(one))).toStrictEqual([]);
      }),
    );
  });
});
