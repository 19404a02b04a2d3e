import type { Alert, AlertKey, AlertStore, DeliveryOutcome, OutputName, StoredAlert } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { makeAlert } from '../factories.ts';
import { beyondDouble, collect, type MakeSubject, type Subject, start } from '../subject.ts';
import { testTime } from '../test-clock.ts';

const second = 1_000_000;
const minute = 60 * second;
/** After every alert the factories make. */
const now = testTime + minute;
const claimAll = { now, leasedUntil: now + minute, limit: 100 };
const history: OutputName = 'aws-firehose:alerts';
const slack: OutputName = 'slack:soc';

const keyOf = ({ ruleName, id }: AlertKey): AlertKey => ({ ruleName, id });
const idsOf = (stored: readonly StoredAlert[]) => stored.map(({ alert }) => alert.id);
const sent = (output: OutputName, at = now): DeliveryOutcome => ({ output, kind: 'sent', at });
const retry = (output: OutputName, nextAttempt: number): DeliveryOutcome => ({
  output,
  kind: 'retry',
  reason: '503 Service Unavailable',
  nextAttempt,
});
const parked = (output: OutputName): DeliveryOutcome => ({ output, kind: 'parked', reason: '404 Not Found' });
const mergeAlert = (seed: number, overrides: Partial<Alert> = {}) =>
  makeAlert({ seed, mergeByKeys: ['sourceIPAddress'], mergeWindowMinutes: 5, ...overrides });

async function deliver(store: AlertStore, alert: Alert): Promise<void> {
  await store.put([alert]);
  await store.claim(claimAll);
  await store.settle(
    keyOf(alert),
    alert.outputs.map((output) => sent(output)),
  );
}

/** What every {@link AlertStore} does. */
export function describeAlertStore(name: string, make: MakeSubject<Subject<AlertStore>>): void {
  describe(`${name} as an AlertStore`, () => {
    describePut(make);
    describeClaim(make);
    describeSettle(make);
    describeMerging(make);
    describeWaiting(make);
  });
}

function describePut(make: MakeSubject<Subject<AlertStore>>): void {
  describe('put', () => {
    it('keeps every field of an alert, integers beyond 2^53 included', async () => {
      const { port } = await start(make);
      const alert = makeAlert({
        record: { big: beyondDouble, deep: [{ n: -beyondDouble }], text: 'ünïcödé 🜁' },
        context: { ticket: beyondDouble },
        outputs: [history, 'pagerduty:oncall', slack],
        publishers: { 'slack:soc': ['summary'] },
        mergeByKeys: ['a', 'b'],
        mergeWindowMinutes: 5,
        staged: true,
        severity: 'high',
        title: 'Root',
        tags: ['aws'],
        attack: [{ tactic: 'TA0001', technique: 'T1078' }],
        references: ['https://example.com/root'],
        runbook: 'Ask.',
        owner: 'soc',
      });

      const keys = await port.put([alert]);

      expect(keys).toStrictEqual([keyOf(alert)]);
      expect((await port.get(keyOf(alert)))?.alert).toStrictEqual(alert);
    });

    it('makes an alert due at once', async () => {
      const { port } = await start(make);
      const alert = makeAlert();
      await port.put([alert]);

      const stored = await port.get(keyOf(alert));

      expect(stored?.due).toBeLessThanOrEqual(now);
      expect(stored?.deliveries).toStrictEqual([]);
    });

    it('returns only the keys that were new', async () => {
      const { port } = await start(make);
      const [first, second] = [makeAlert({ seed: 1 }), makeAlert({ seed: 2 })];
      await port.put([first]);

      expect(await port.put([first, second])).toStrictEqual([keyOf(second)]);
    });

    it('keeps an alert that is put twice in one call once', async () => {
      const { port } = await start(make);

      expect(await port.put([makeAlert(), makeAlert()])).toStrictEqual([keyOf(makeAlert())]);
    });

    it('does not bring back an alert that was delivered', async () => {
      const { port } = await start(make);
      await deliver(port, makeAlert());

      expect(await port.put([makeAlert()])).toStrictEqual([]);
      expect(await port.get(keyOf(makeAlert()))).toBeUndefined();
    });

    it('tells alerts of two rules on one record apart', async () => {
      const { port } = await start(make);
      const id = makeAlert().id;
      const keys = await port.put([makeAlert({ id, ruleName: 'a' }), makeAlert({ id, ruleName: 'b' })]);

      expect(keys).toStrictEqual([
        { ruleName: 'a', id },
        { ruleName: 'b', id },
      ]);
    });

    it('knows nothing of an alert that was never put', async () => {
      const { port } = await start(make);

      expect(await port.get({ ruleName: 'none', id: 'none' })).toBeUndefined();
    });

    it('keeps alerts and receipts when it is opened again', async ({ skip }) => {
      const { port, reopen } = await start(make);
      if (reopen === undefined) return skip('it is not opened again');
      await deliver(port, makeAlert({ seed: 1 }));
      await port.put([makeAlert({ seed: 2 })]);
      const again = await reopen();

      expect(await again.put([makeAlert({ seed: 1 }), makeAlert({ seed: 2 })])).toStrictEqual([]);
      expect((await again.get(keyOf(makeAlert({ seed: 2 }))))?.alert).toStrictEqual(makeAlert({ seed: 2 }));
    });
  });
}

function describeClaim(make: MakeSubject<Subject<AlertStore>>): void {
  describe('claim', () => {
    it('gives the oldest first, up to the limit', async () => {
      const { port } = await start(make);
      const alerts = [3, 1, 2].map((seed) => makeAlert({ seed }));
      await port.put(alerts);

      const claimed = await port.claim({ ...claimAll, limit: 2 });

      expect(idsOf(claimed)).toStrictEqual([makeAlert({ seed: 1 }).id, makeAlert({ seed: 2 }).id]);
    });

    it('leases what it gives', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);

      const [claimed] = await port.claim(claimAll);

      expect(claimed?.leasedUntil).toBe(claimAll.leasedUntil);
      expect((await port.get(keyOf(makeAlert())))?.leasedUntil).toBe(claimAll.leasedUntil);
    });

    it('gives an alert to one of two processors', async () => {
      const { port } = await start(make);
      await port.put([1, 2, 3, 4].map((seed) => makeAlert({ seed })));

      const parts = await Promise.all([1, 2, 3].map(() => port.claim({ ...claimAll, limit: 3 })));

      const ids = idsOf(parts.flat());
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('gives an alert again when its lease has ended', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      const later = claimAll.leasedUntil + second;

      const before = await port.claim({ ...claimAll, now: claimAll.leasedUntil - second });
      const after = await port.claim({ now: later, leasedUntil: later + minute, limit: 1 });

      expect(before).toStrictEqual([]);
      expect(idsOf(after)).toStrictEqual([makeAlert().id]);
    });

    it('leaves out alerts that back off', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history), retry(slack, now + 10 * minute)]);

      const early = await port.claim({ ...claimAll, now: now + 9 * minute, leasedUntil: now + 10 * minute });
      const due = await port.claim({ ...claimAll, now: now + 10 * minute, leasedUntil: now + 11 * minute });

      expect(early).toStrictEqual([]);
      expect(idsOf(due)).toStrictEqual([makeAlert().id]);
    });
  });
}

function describeSettle(make: MakeSubject<Subject<AlertStore>>): void {
  describe('settle', () => {
    it('lets an alert go when all its outputs have it', async () => {
      const { port } = await start(make);
      await deliver(port, makeAlert());

      expect(await port.get(keyOf(makeAlert()))).toBeUndefined();
      expect(await collect(port.waiting())).toStrictEqual([]);
    });

    it('adds outcomes to those noted before', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [retry(slack, now + second)]);
      await port.settle(keyOf(makeAlert()), [retry(slack, now + minute), sent(history, now + 5)]);

      const stored = await port.get(keyOf(makeAlert()));

      expect(stored?.deliveries).toStrictEqual([
        { output: history, attempts: 1, sentAt: now + 5 },
        { output: slack, attempts: 2, nextAttempt: now + minute, lastError: '503 Service Unavailable' },
      ]);
      expect(stored?.due).toBe(now + minute);
    });

    it('ends the lease', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [retry(slack, now + second), sent(history)]);

      expect((await port.get(keyOf(makeAlert())))?.leasedUntil).toBeUndefined();
    });

    it('keeps the lease while more outcomes follow', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history)], { more: true });

      expect((await port.get(keyOf(makeAlert())))?.leasedUntil).toBe(claimAll.leasedUntil);
      expect(await port.claim(claimAll)).toStrictEqual([]);
    });

    it('keeps an output that was not tried due', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history)]);

      const again = await port.claim(claimAll);

      expect(again.map(({ deliveries }) => deliveries)).toStrictEqual([
        [{ output: history, attempts: 1, sentAt: now }],
      ]);
    });

    it('does not make an alert due whose last outputs are parked', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history), parked(slack)]);

      const stored = await port.get(keyOf(makeAlert()));

      expect(stored?.due).toBeUndefined();
      expect(stored?.deliveries[1]).toStrictEqual({
        output: slack,
        attempts: 1,
        lastError: '404 Not Found',
        parked: true,
      });
      expect(await port.claim({ ...claimAll, now: now + 1000 * minute })).toStrictEqual([]);
    });

    it('keeps the first delivery of an output, whatever comes after', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history, now)]);
      await port.settle(keyOf(makeAlert()), [retry(history, now + minute)]);
      await port.settle(keyOf(makeAlert()), [sent(history, now + minute)]);

      expect((await port.get(keyOf(makeAlert())))?.deliveries).toStrictEqual([
        { output: history, attempts: 1, sentAt: now },
      ]);
    });

    it('ignores an alert that is done', async () => {
      const { port } = await start(make);
      await deliver(port, makeAlert());

      await port.settle(keyOf(makeAlert()), [retry(slack, now)]);

      expect(await port.get(keyOf(makeAlert()))).toBeUndefined();
    });
  });
}

function describeMerging(make: MakeSubject<Subject<AlertStore>>): void {
  describe('merging', () => {
    it('holds a merge-enabled alert once history has it, due when its window ends', async () => {
      const { port } = await start(make);
      const alert = mergeAlert(1);
      await port.put([alert]);
      const before = await collect(port.mergeable());
      await port.claim(claimAll);
      await port.settle(keyOf(alert), [sent(history)]);

      const stored = await port.get(keyOf(alert));

      expect(before).toStrictEqual([]);
      expect(stored?.due).toBe(alert.created + 5 * minute);
      expect(await port.claim({ ...claimAll, now: now + 60 * minute })).toStrictEqual([]);
    });

    it('gives mergeable alerts by rule, oldest first', async () => {
      const { port } = await start(make);
      const alerts = [mergeAlert(3), mergeAlert(1), mergeAlert(2, { ruleName: 'other' })];
      for (const alert of alerts) await deliver(port, alert);

      const groups = await collect(port.mergeable());

      const byRule = Object.fromEntries(groups.map((group) => [group[0]?.ruleName, group]));
      expect(byRule).toStrictEqual({
        other: [mergeAlert(2, { ruleName: 'other' })],
        [mergeAlert(1).ruleName]: [mergeAlert(1), mergeAlert(3)],
      });
      expect(groups).toHaveLength(2);
    });

    it('replaces members by their merged alert', async () => {
      const { port } = await start(make);
      const members = [mergeAlert(1), mergeAlert(2)];
      const merged = makeAlert({ seed: 9 });
      for (const member of members) await deliver(port, member);

      await port.replace(members.map(keyOf), merged);

      expect(await collect(port.mergeable())).toStrictEqual([]);
      expect(idsOf(await port.claim(claimAll))).toStrictEqual([merged.id]);
      expect(await port.put(members)).toStrictEqual([]);
    });

    it('does not store a merged alert again that is known', async () => {
      const { port } = await start(make);
      const [member, merged] = [mergeAlert(1), makeAlert({ seed: 9 })];
      await deliver(port, member);
      await port.replace([keyOf(member)], merged);
      await port.claim(claimAll);
      await port.settle(
        keyOf(merged),
        merged.outputs.map((output) => sent(output)),
      );

      await port.replace([keyOf(member)], merged);

      expect(await collect(port.waiting())).toStrictEqual([]);
    });
  });
}

function describeWaiting(make: MakeSubject<Subject<AlertStore>>): void {
  describe('waiting and retry', () => {
    it('lists what is not done, oldest first', async () => {
      const { port } = await start(make);
      await port.put([4, 2, 3].map((seed) => makeAlert({ seed })));
      await deliver(port, mergeAlert(1));
      await deliver(port, makeAlert({ seed: 5 }));

      const waiting = await collect(port.waiting());

      expect(waiting.map(({ alert }) => alert.created - testTime)).toStrictEqual([1, 2, 3, 4]);
    });

    it('makes outputs that back off due now', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history), retry(slack, now + 60 * minute)]);

      const count = await port.retry({ now });

      expect(count).toBe(1);
      expect(idsOf(await port.claim(claimAll))).toStrictEqual([makeAlert().id]);
    });

    it('wakes parked outputs only when asked to', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history), parked(slack)]);

      const without = await port.retry({ now });
      const withParked = await port.retry({ now, parked: true });

      expect([without, withParked]).toStrictEqual([0, 1]);
      expect(idsOf(await port.claim(claimAll))).toStrictEqual([makeAlert().id]);
    });

    it('wakes one alert alone', async () => {
      const { port } = await start(make);
      const alerts = [makeAlert({ seed: 1 }), makeAlert({ seed: 2 })];
      await port.put(alerts);
      await port.claim(claimAll);
      for (const alert of alerts) await port.settle(keyOf(alert), [retry(history, now + minute), parked(slack)]);

      const count = await port.retry({ key: keyOf(makeAlert({ seed: 2 })), now });

      expect(count).toBe(1);
      expect(idsOf(await port.claim(claimAll))).toStrictEqual([makeAlert({ seed: 2 }).id]);
    });
  });
}
