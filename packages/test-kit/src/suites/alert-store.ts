import type {
  Alert,
  AlertDesk,
  AlertKey,
  AlertStore,
  DeliveryOutcome,
  MergeGroupOptions,
  OutputName,
  SilenceStore,
  StoredAlert,
} from '@streamalert/core';
import { encodeAlertRow, type ReadableAlertRow } from '@streamalert/core/wire';
import { describe, expect, it } from 'vitest';
import { makeAlert } from '../factories.ts';
import { beyondDouble, collect, type MakeSubject, pass, type Subject, start } from '../subject.ts';
import { testTime } from '../test-clock.ts';

const second = 1_000_000;
const minute = 60 * second;
/** After every alert the factories make. */
const now = testTime + minute;
const owner = 'a';
const claimAll = { now, owner, leasedUntil: now + minute, limit: 100 };
const hour = 60 * minute;
/** Every window of the tests is over by then. */
const mergeAll: MergeGroupOptions = { now: now + 24 * hour, maxAlerts: 50, maxBytes: 1e9 };
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
    { owner },
  );
}

/** Every group that is left, each replaced by a merged alert. */
async function mergeGroups(store: AlertStore, options = mergeAll): Promise<Alert[][]> {
  const groups: Alert[][] = [];
  for (;;) {
    const group = await store.mergeGroup(options);
    if (group === undefined) return groups;
    groups.push([...group]);
    await store.replace(group.map(keyOf), makeAlert({ seed: 1000 + groups.length, ruleName: 'merged' }));
  }
}

/** A store of alerts, and what an operator and a test do to it. */
export interface AlertStoreSubject extends Subject<AlertStore & AlertDesk> {
  /** Empty at first. */
  readonly silences: SilenceStore;
  /** Puts a row into the table as another system does, without a due time. */
  readonly plant: (row: ReadableAlertRow) => Promise<void>;
  /** Makes the `Record` of a row something that is no JSON. */
  readonly damage: (key: AlertKey) => Promise<void>;
  /** How many blobs there are; tests of spilling are left out without it. */
  readonly blobs?: () => Promise<number>;
}

type Make = MakeSubject<AlertStoreSubject>;

/** What every {@link AlertStore} and {@link AlertDesk} does. Its clock stands at {@link testTime}. */
export function describeAlertStore(name: string, make: Make): void {
  describe(`${name} as an AlertStore`, () => {
    describePut(make);
    describeClaim(make);
    describeSettle(make);
    describeMerging(make);
    describeSpilling(make);
    describeLimits(make);
    describeSilences(make);
    describeDesk(make);
  });
}

function describePut(make: Make): void {
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

function describeClaim(make: Make): void {
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
      const after = await port.claim({ now: later, owner, leasedUntil: later + minute, limit: 1 });

      expect(before).toStrictEqual([]);
      expect(idsOf(after)).toStrictEqual([makeAlert().id]);
    });

    it('leaves out alerts that back off', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history), retry(slack, now + 10 * minute)], { owner });

      const early = await port.claim({ ...claimAll, now: now + 9 * minute, leasedUntil: now + 10 * minute });
      const due = await port.claim({ ...claimAll, now: now + 10 * minute, leasedUntil: now + 11 * minute });

      expect(early).toStrictEqual([]);
      expect(idsOf(due)).toStrictEqual([makeAlert().id]);
    });

    it('gives every rule its turn when there is more than the limit', async () => {
      const { port } = await start(make);
      const backlog = Array.from({ length: 40 }, (_, index) => makeAlert({ seed: index + 1, ruleName: 'busy' }));
      const others = [makeAlert({ seed: 50, ruleName: 'a_quiet' }), makeAlert({ seed: 51, ruleName: 'z_quiet' })];
      await port.put([...backlog, ...others]);

      const claimed = await port.claim({ ...claimAll, limit: 6 });

      const rules = claimed.map(({ alert }) => alert.ruleName);
      expect(rules.filter((rule) => rule !== 'busy').sort()).toStrictEqual(['a_quiet', 'z_quiet']);
      expect(rules).toHaveLength(6);
      expect(new Set(await port.due({ now, limit: 100 }))).toHaveLength(36);
    });

    it('tells the keys of what is due without leasing it', async () => {
      const { port } = await start(make);
      await port.put([2, 1].map((seed) => makeAlert({ seed })));

      const due = await port.due({ now, limit: 10 });

      expect(due).toStrictEqual([1, 2].map((seed) => keyOf(makeAlert({ seed }))));
      expect(idsOf(await port.claim(claimAll))).toHaveLength(2);
      expect(await port.due({ now, limit: 10 })).toStrictEqual([]);
    });

    it('gives none but the keys that are asked for, where they are due', async () => {
      const { port } = await start(make);
      const [first, second, third] = [1, 2, 3].map((seed) => makeAlert({ seed })) as [Alert, Alert, Alert];
      await port.put([first, second, third]);
      await port.claim({ ...claimAll, keys: [keyOf(third)] });
      const unknown = { ruleName: 'none', id: 'none' };

      const claimed = await port.claim({ ...claimAll, owner: 'b', keys: [keyOf(third), unknown, keyOf(second)] });

      expect(idsOf(claimed)).toStrictEqual([second.id]);
      expect(claimed[0]?.leasedBy).toBe('b');
    });

    it('sets a row aside that cannot be read, and gives the others', async () => {
      const { port, damage } = await start(make);
      await port.put([1, 2].map((seed) => makeAlert({ seed })));
      await damage(keyOf(makeAlert({ seed: 1 })));

      const claimed = await port.claim(claimAll);

      expect(idsOf(claimed)).toStrictEqual([makeAlert({ seed: 2 }).id]);
      expect(await collect(port.unreadable())).toStrictEqual([
        { ...keyOf(makeAlert({ seed: 1 })), reason: expect.stringContaining('Record is not JSON') },
      ]);
      expect(await port.due({ now: now + hour, limit: 10 })).toStrictEqual([keyOf(makeAlert({ seed: 2 }))]);
    });
  });
}

function describeSettle(make: Make): void {
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
      await port.settle(keyOf(makeAlert()), [retry(slack, now + second)], { owner });
      await port.settle(keyOf(makeAlert()), [retry(slack, now + minute), sent(history, now + 5)], { owner });

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
      await port.settle(keyOf(makeAlert()), [retry(slack, now + second), sent(history)], { owner });

      expect((await port.get(keyOf(makeAlert())))?.leasedUntil).toBeUndefined();
    });

    it('keeps the lease while more outcomes follow', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history)], { owner, more: true });

      expect((await port.get(keyOf(makeAlert())))?.leasedUntil).toBe(claimAll.leasedUntil);
      expect(await port.claim(claimAll)).toStrictEqual([]);
    });

    it('keeps an output that was not tried due', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history)], { owner });

      const again = await port.claim(claimAll);

      expect(again.map(({ deliveries }) => deliveries)).toStrictEqual([
        [{ output: history, attempts: 1, sentAt: now }],
      ]);
    });

    it('does not make an alert due whose last outputs are parked', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history), parked(slack)], { owner });

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
      await port.settle(keyOf(makeAlert()), [sent(history, now)], { owner });
      await port.settle(keyOf(makeAlert()), [retry(history, now + minute)], { owner });
      await port.settle(keyOf(makeAlert()), [sent(history, now + minute)], { owner });

      expect((await port.get(keyOf(makeAlert())))?.deliveries).toStrictEqual([
        { output: history, attempts: 1, sentAt: now },
      ]);
    });

    it('ignores an alert that is done', async () => {
      const { port } = await start(make);
      await deliver(port, makeAlert());

      await port.settle(keyOf(makeAlert()), [retry(slack, now)], { owner });

      expect(await port.get(keyOf(makeAlert()))).toBeUndefined();
    });

    it('ends no lease of another owner', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      const later = claimAll.leasedUntil + second;
      await port.claim({ now: later, owner: 'b', leasedUntil: later + minute, limit: 1 });

      await port.settle(keyOf(makeAlert()), [sent(history)], { owner });

      const stored = await port.get(keyOf(makeAlert()));
      expect([stored?.leasedBy, stored?.leasedUntil]).toStrictEqual(['b', later + minute]);
      expect(stored?.deliveries).toStrictEqual([{ output: history, attempts: 1, sentAt: now }]);
    });
  });
}

function describeMerging(make: Make): void {
  describe('merging', () => {
    it('holds a merge-enabled alert once history has it, due when its window ends', async () => {
      const { port } = await start(make);
      const alert = mergeAlert(1);
      await port.put([alert]);
      const before = await port.mergeGroup(mergeAll);
      await port.claim(claimAll);
      await port.settle(keyOf(alert), [sent(history)], { owner });

      const stored = await port.get(keyOf(alert));

      expect(before).toBeUndefined();
      expect(stored?.due).toBe(alert.created + 5 * minute);
      expect(await port.claim({ ...claimAll, now: now + 60 * minute })).toStrictEqual([]);
    });

    it('gives no group before a window is over, the end included', async () => {
      const { port } = await start(make);
      const alert = mergeAlert(1);
      await deliver(port, alert);
      const end = alert.created + 5 * minute;

      expect(await port.mergeGroup({ ...mergeAll, now: end - 1 })).toBeUndefined();
      expect(await port.mergeGroup({ ...mergeAll, now: end })).toStrictEqual([alert]);
    });

    it('gives alerts with the same values within the window of the oldest, oldest first', async () => {
      const { port } = await start(make);
      const same = { record: { sourceIPAddress: '192.0.2.1' } };
      const at = (minutes: number, overrides: Partial<Alert> = {}) =>
        mergeAlert(minutes * 10, { created: testTime + minutes * minute, ...same, ...overrides });
      const [oldest, later, atTheEnd, beyond] = [at(0), at(2), at(5), at(6)] as const;
      const other = at(1, { record: { sourceIPAddress: '192.0.2.2' } });
      const otherRule = at(3, { ruleName: 'other' });
      for (const alert of [atTheEnd, beyond, otherRule, other, oldest, later]) await deliver(port, alert);

      const groups = await mergeGroups(port);

      const ids = groups.map((group) => group.map(({ id }) => id));
      expect(ids).toHaveLength(4);
      expect(ids).toEqual(
        expect.arrayContaining([[oldest.id, later.id, atTheEnd.id], [beyond.id], [other.id], [otherRule.id]]),
      );
    });

    it('lets a young alert hold nobody up', async () => {
      const { port } = await start(make);
      const young = mergeAlert(1, { mergeWindowMinutes: 60 });
      const [first, second] = [mergeAlert(2), mergeAlert(3)].map((alert) => ({ ...alert, record: young.record }));
      for (const alert of [young, first, second] as Alert[]) await deliver(port, alert);

      const group = await port.mergeGroup({ ...mergeAll, now: now + 10 * minute });

      expect(group).toStrictEqual([first, second]);
    });

    it('bounds a group by members and by bytes', async () => {
      const { port } = await start(make);
      const record = { sourceIPAddress: '192.0.2.1', note: 'x'.repeat(1000) };
      for (const seed of [1, 2, 3, 4, 5]) await deliver(port, mergeAlert(seed, { record }));

      const byMembers = await port.mergeGroup({ ...mergeAll, maxAlerts: 4 });
      const byBytes = await port.mergeGroup({ ...mergeAll, maxBytes: 2500 });
      const tooSmall = await port.mergeGroup({ ...mergeAll, maxBytes: 10 });

      expect([byMembers?.length, byBytes?.length, tooSmall?.length]).toStrictEqual([4, 2, 1]);
    });

    it('lets rules take turns', async () => {
      const { port } = await start(make);
      const lone = (seed: number, ruleName: string) =>
        mergeAlert(seed, { ruleName, record: { sourceIPAddress: `192.0.2.${seed}` } });
      for (const seed of [1, 2, 3, 4, 5, 6]) await deliver(port, lone(seed, 'busy'));
      await deliver(port, lone(7, 'quiet'));

      const firstTwo = [await port.mergeGroup(mergeAll)];
      await port.replace(firstTwo[0]?.map(keyOf) ?? [], makeAlert({ seed: 90 }));
      firstTwo.push(await port.mergeGroup(mergeAll));

      expect(firstTwo.map((group) => group?.[0]?.ruleName).sort()).toStrictEqual(['busy', 'quiet']);
    });

    it('passes over members as it is told, and gives what is behind them', async () => {
      const { port } = await start(make);
      const record = (address: number) => ({ record: { sourceIPAddress: `192.0.2.${address}` } });
      const [first, second, third] = [mergeAlert(1, record(1)), mergeAlert(2, record(1)), mergeAlert(3, record(2))];
      const otherRule = mergeAlert(4, { ruleName: 'other' });
      for (const alert of [first, second, third, otherRule]) await deliver(port, alert);
      const given = async (...except: readonly AlertKey[]) => {
        const groups = [];
        for (const all = [...except]; ; all.push(...(groups.at(-1) ?? []).map(keyOf))) {
          const group = await port.mergeGroup({ ...mergeAll, except: all });
          if (group === undefined) return groups.sort((a, b) => (a[0]?.created ?? 0) - (b[0]?.created ?? 0));
          groups.push(group);
        }
      };

      expect(await given()).toStrictEqual([[first, second], [third], [otherRule]]);
      expect(await given(keyOf(first))).toStrictEqual([[second], [third], [otherRule]]);
      expect(await given(keyOf(first), keyOf(second))).toStrictEqual([[third], [otherRule]]);
    });

    it('counts an absent value and null as the same, and 1 and true as different', async () => {
      const { port } = await start(make);
      const records = [{ sourceIPAddress: null }, {}, { sourceIPAddress: 1 }, { sourceIPAddress: true }];
      for (const [index, record] of records.entries()) await deliver(port, mergeAlert(index + 1, { record }));

      const groups = await mergeGroups(port);

      expect(groups.map((group) => group.length).sort()).toStrictEqual([1, 1, 2]);
    });

    it('sets a member aside that cannot be read, and merges the others', async () => {
      const { port, damage } = await start(make);
      const record = { sourceIPAddress: '192.0.2.1' };
      const [bad, good] = [mergeAlert(1, { record }), mergeAlert(2, { record })];
      for (const alert of [bad, good]) await deliver(port, alert);
      await damage(keyOf(bad));

      const groups = await mergeGroups(port);

      expect(groups).toStrictEqual([[good]]);
      expect((await collect(port.unreadable())).map(({ id }) => id)).toStrictEqual([bad.id]);
    });

    it('replaces members by their merged alert', async () => {
      const { port } = await start(make);
      const members = [mergeAlert(1), mergeAlert(2)];
      const merged = makeAlert({ seed: 9 });
      for (const member of members) await deliver(port, member);

      const replaced = await port.replace(members.map(keyOf), merged);

      expect(replaced).toBe(true);
      expect(await port.mergeGroup(mergeAll)).toBeUndefined();
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
        { owner },
      );

      const again = await port.replace([keyOf(member)], merged);

      expect(again).toBe(true);
      expect(await collect(port.waiting())).toStrictEqual([]);
    });

    it('refuses a merge with a member that another one has taken', async () => {
      const { port } = await start(make);
      const [first, second] = [mergeAlert(1), mergeAlert(2)];
      for (const member of [first, second]) await deliver(port, member);
      await port.replace([keyOf(first)], makeAlert({ seed: 8 }));

      const replaced = await port.replace([first, second].map(keyOf), makeAlert({ seed: 9 }));

      expect(replaced).toBe(false);
      expect(await port.get(keyOf(makeAlert({ seed: 9 })))).toBeUndefined();
      expect(await port.mergeGroup(mergeAll)).toStrictEqual([second]);
    });

    it('refuses a merge with a member that history does not have yet', async () => {
      const { port } = await start(make);
      await port.put([mergeAlert(1)]);

      expect(await port.replace([keyOf(mergeAlert(1))], makeAlert({ seed: 9 }))).toBe(false);
    });
  });
}

/** Larger than what any table row holds. */
const large = { sourceIPAddress: '192.0.2.1', big: beyondDouble, note: 'ü'.repeat(500_000) };

function describeSpilling(make: Make): void {
  describe('a large record', () => {
    it('is read back whole wherever the alert is', async () => {
      const { port } = await start(make);
      const alert = makeAlert({ record: large, context: { note: 'y'.repeat(200_000) } });
      await port.put([alert]);

      expect((await port.get(keyOf(alert)))?.alert).toStrictEqual(alert);
      expect((await collect(port.waiting())).map((stored) => stored.alert)).toStrictEqual([alert]);
      expect((await port.claim(claimAll)).map((stored) => stored.alert)).toStrictEqual([alert]);
    });

    it('takes part in merging, and may come of it', async () => {
      const { port } = await start(make);
      const member = mergeAlert(1, { record: large });
      const merged = makeAlert({ seed: 9, record: large });
      await deliver(port, member);

      const group = await port.mergeGroup(mergeAll);
      await port.replace([keyOf(member)], merged);

      expect(group).toStrictEqual([member]);
      expect((await port.claim(claimAll)).map((stored) => stored.alert)).toStrictEqual([merged]);
    });

    it('leaves no blob behind once its alert is done', async ({ skip }) => {
      const { port, blobs } = await start(make);
      if (blobs === undefined) return skip('it has no blobs');
      const member = mergeAlert(1, { record: large });
      const merged = makeAlert({ seed: 9, record: large });
      await deliver(port, member);
      await port.replace([keyOf(member)], merged);
      const between = await blobs();
      await deliver(port, merged);
      await deliver(port, merged);

      expect([between, await blobs()]).toStrictEqual([1, 0]);
    });

    it('that looks like a pointer is a record all the same', async () => {
      const { port } = await start(make);
      const alert = makeAlert({ record: { 'streamalert:spilled': 'alert-records/somebody-elses' } });
      await port.put([alert]);

      expect((await port.get(keyOf(alert)))?.alert).toStrictEqual(alert);
    });
  });
}

const notified = (seed: number, overrides: Partial<Alert> = {}) => makeAlert({ seed, ...overrides });
const outputsOf = async (store: AlertStore, alert: Alert) => (await store.get(keyOf(alert)))?.alert.outputs;

function describeLimits(make: Make): void {
  describe('limits', () => {
    const user = (name: string, seed: number, overrides: Partial<Alert> = {}) =>
      notified(seed, { record: { user: name }, limits: { dedup: { by: ['user'], minutes: 10 } }, ...overrides });

    it('suppress repeats of the same values for the time, counted from the alert that was sent', async () => {
      const { port } = await start(make);
      const alerts = [
        user('mia', 1),
        user('mia', 2),
        user('noah', 3),
        user('mia', 4, { created: testTime + 1 + 10 * minute }),
        user('mia', 5, { created: testTime + 2 + 10 * minute }),
      ];
      await port.put(alerts);

      const outputs = await Promise.all(alerts.map((alert) => outputsOf(port, alert)));

      const both = [history, slack];
      expect(outputs).toStrictEqual([both, [history], both, [history], both]);
      expect((await port.get(keyOf(alerts[1] as Alert)))?.alert.suppressed).toStrictEqual({
        kind: 'repeat',
        reason: `repeats alert ${alerts[0]?.id}`,
        until: testTime + 1 + 10 * minute,
      });
    });

    it('take no redelivery for a repeat of itself', async () => {
      const { port } = await start(make);
      await port.put([user('mia', 1)]);

      const again = await port.put([user('mia', 1)]);

      expect(again).toStrictEqual([]);
      expect(await outputsOf(port, user('mia', 1))).toStrictEqual([history, slack]);
    });

    it('are not kept with the alert', async () => {
      const { port } = await start(make);
      const { limits: _, ...rest } = user('mia', 1);
      await port.put([user('mia', 1)]);

      expect((await port.get(keyOf(rest)))?.alert).toStrictEqual(rest);
    });

    it('cap what a rule sends in an hour, and say so once', async () => {
      const { port } = await start(make);
      const capped = (seed: number, created = testTime + seed) =>
        notified(seed, { created, limits: { maxPerHour: 2 } });
      const nextHour = Math.floor(testTime / hour) * hour + hour;
      const alerts = [capped(1), capped(2), capped(3), capped(4), capped(5, nextHour)];
      const stored = await port.put(alerts);
      await port.put(alerts);

      const outputs = await Promise.all(alerts.map((alert) => outputsOf(port, alert)));
      const waiting = await collect(port.waiting());
      const notices = waiting.filter(({ alert }) => !alerts.some(({ id }) => id === alert.id));

      const both = [history, slack];
      expect(stored).toStrictEqual(alerts.map(keyOf));
      expect(outputs).toStrictEqual([both, both, [history], [history], both]);
      expect((await port.get(keyOf(alerts[3] as Alert)))?.alert.suppressed).toStrictEqual({
        kind: 'cap',
        reason: 'the rule sends at most 2 alerts an hour',
        until: nextHour,
      });
      expect(notices.map(({ alert }) => [alert.title, alert.outputs])).toStrictEqual([
        [`${makeAlert().ruleName} reached its cap of 2 alerts an hour`, both],
      ]);
    });

    it('send the first alert of a merge window at once, and merge the rest when the window ends', async () => {
      const { port } = await start(make);
      const at = (seconds: number, overrides: Partial<Alert> = {}) =>
        mergeAlert(seconds + 1, {
          created: testTime + seconds * second,
          record: { sourceIPAddress: '192.0.2.1' },
          limits: { sendFirst: true },
          ...overrides,
        });
      const [first, second_, third] = [at(0), at(60), at(120)] as const;
      const other = at(90, { record: { sourceIPAddress: '192.0.2.2' } });
      const next = at(301);
      await port.put([first, second_, third, other, next]);
      const claimed = await port.claim({ ...claimAll, now: testTime + hour });
      for (const { alert } of claimed) await port.settle(keyOf(alert), [sent(history), sent(slack)], { owner });

      const early = await port.mergeGroup({ ...mergeAll, now: testTime + 5 * minute - 1 });
      const group = await port.mergeGroup({ ...mergeAll, now: testTime + 5 * minute });

      const atOnce = claimed.filter(({ alert }) => alert.mergeWindowMinutes === 0).map(({ alert }) => alert.id);
      expect(atOnce.sort()).toStrictEqual([first.id, other.id, next.id].sort());
      expect(early).toBeUndefined();
      expect(group?.map(({ id }) => id)).toStrictEqual([second_.id, third.id]);
    });

    it('leave alerts of history alone as they are', async () => {
      const { port } = await start(make);
      const staged = [1, 2].map((seed) => user('mia', seed, { outputs: [history], staged: true }));
      await port.put([...staged, user('mia', 3)]);

      expect((await port.get(keyOf(staged[1] as Alert)))?.alert.suppressed).toBeUndefined();
      expect(await outputsOf(port, user('mia', 3))).toStrictEqual([history, slack]);
    });

    it('hold when the store is opened again', async ({ skip }) => {
      const { port, reopen } = await start(make);
      if (reopen === undefined) return skip('it is not opened again');
      await port.put([user('mia', 1)]);
      const again = await reopen();
      await again.put([user('mia', 2)]);

      expect(await outputsOf(again, user('mia', 2))).toStrictEqual([history]);
    });
  });
}

function describeSilences(make: Make): void {
  describe('silences', () => {
    const silence = {
      id: 's1',
      ruleName: makeAlert().ruleName,
      where: { user: 'mia' },
      until: testTime + hour,
      reason: 'planned test',
      by: 'ines',
      created: testTime,
    };

    it('keep alerts of a rule with a value from everything but history, marked', async () => {
      const { port, silences } = await start(make);
      await silences.add(silence);
      const record = { a: [{ user: 'noah' }, { user: 'mia' }] };
      const silenced = notified(1, { record, mergeByKeys: ['user'], mergeWindowMinutes: 5 });
      const others = [notified(2, { record: { user: 'kim' } }), notified(3, { record, ruleName: 'other' })];
      await port.put([silenced, ...others]);

      const stored = await port.get(keyOf(silenced));

      expect(stored?.alert).toStrictEqual({
        ...silenced,
        outputs: [history],
        mergeByKeys: [],
        mergeWindowMinutes: 0,
        suppressed: { kind: 'silence', reason: 'planned test', until: testTime + hour, by: 'ines' },
      });
      for (const other of others) expect(await outputsOf(port, other)).toStrictEqual([history, slack]);
    });

    it('hold until their time and no longer', async () => {
      const { port, silences, wait } = await start(make);
      await silences.add({ ...silence, where: {}, until: testTime + minute });
      await port.put([notified(1)]);
      await pass({ port, ...(wait !== undefined && { wait }) }, 60_000);
      await port.put([notified(2)]);

      expect(await outputsOf(port, notified(1))).toStrictEqual([history]);
      expect(await outputsOf(port, notified(2))).toStrictEqual([history, slack]);
    });

    it('hold for merged alerts', async () => {
      const { port, silences } = await start(make);
      const member = mergeAlert(1);
      await deliver(port, member);
      await silences.add({ ...silence, where: {} });
      const merged = makeAlert({ seed: 9 });

      await port.replace([keyOf(member)], merged);

      expect((await port.get(keyOf(merged)))?.alert.suppressed?.kind).toBe('silence');
    });

    it('are listed in order of creation until they are removed', async () => {
      const { port, silences } = await start(make);
      const { ruleName: _, ...everyRule } = silence;
      await silences.add({ ...everyRule, id: 's2', created: testTime + 1 });
      await silences.add(silence);

      const listed = await silences.list();
      const removed = [await silences.remove('s1'), await silences.remove('s1')];
      await port.put([notified(1, { record: { user: 'kim' } })]);

      expect(listed).toStrictEqual([silence, { ...everyRule, id: 's2', created: testTime + 1 }]);
      expect(removed).toStrictEqual([true, false]);
      expect(await silences.list()).toHaveLength(1);
      expect(await outputsOf(port, notified(1))).toStrictEqual([history, slack]);
    });
  });
}

function describeDesk(make: Make): void {
  describe('the desk', () => {
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
      await port.settle(keyOf(makeAlert()), [sent(history), retry(slack, now + 60 * minute)], { owner });

      const count = await port.retry({ now });

      expect(count).toBe(1);
      expect(idsOf(await port.claim(claimAll))).toStrictEqual([makeAlert().id]);
    });

    it('wakes parked outputs only when asked to', async () => {
      const { port } = await start(make);
      await port.put([makeAlert()]);
      await port.claim(claimAll);
      await port.settle(keyOf(makeAlert()), [sent(history), parked(slack)], { owner });

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
      for (const alert of alerts)
        await port.settle(keyOf(alert), [retry(history, now + minute), parked(slack)], { owner });

      const count = await port.retry({ key: keyOf(makeAlert({ seed: 2 })), now });

      expect(count).toBe(1);
      expect(idsOf(await port.claim(claimAll))).toStrictEqual([makeAlert({ seed: 2 }).id]);
    });

    it('reads rows again that were set aside, when asked to', async () => {
      const { port, damage } = await start(make);
      await port.put([makeAlert()]);
      await damage(keyOf(makeAlert()));
      await port.claim(claimAll);

      const count = await port.retry({ now, parked: true });

      expect(count).toBe(1);
      expect(await port.due({ now, limit: 1 })).toStrictEqual([keyOf(makeAlert())]);
      expect(await collect(port.unreadable())).toStrictEqual([]);
    });

    it('drops an alert, which leaves for a receipt', async () => {
      const { port } = await start(make);
      const [alert, member] = [makeAlert({ seed: 1 }), mergeAlert(2)];
      await port.put([alert]);
      await deliver(port, member);

      const dropped = [await port.drop(keyOf(alert)), await port.drop(keyOf(member)), await port.drop(keyOf(alert))];

      expect(dropped).toStrictEqual([true, true, false]);
      expect(await collect(port.waiting())).toStrictEqual([]);
      expect(await port.mergeGroup(mergeAll)).toBeUndefined();
      expect(await port.put([alert, member])).toStrictEqual([]);
    });

    it('adopts rows of 3.5: what was sent stays sent, the rest is due', async () => {
      const { port, plant } = await start(make);
      const [fresh, half, member] = [makeAlert({ seed: 1 }), makeAlert({ seed: 2 }), mergeAlert(3)];
      const { Attempts: _, ...withoutAttempts } = encodeAlertRow(fresh);
      await plant(withoutAttempts);
      await plant(encodeAlertRow(half, { attempts: 1, dispatched: testTime, outputsSent: [history] }));
      await plant(encodeAlertRow(member, { attempts: 1, dispatched: testTime, outputsSent: [history] }));
      const before = await port.due({ now: now + hour, limit: 10 });

      const adopted = await port.adopt(now);

      const due = await port.claim({ ...claimAll, now: now + minute });
      expect([before, adopted]).toStrictEqual([[], 3]);
      expect(idsOf(due)).toStrictEqual([fresh.id, half.id]);
      expect(due[1]?.deliveries.map(({ output, sentAt }) => [output, sentAt])).toStrictEqual([[history, testTime]]);
      expect(await port.mergeGroup(mergeAll)).toStrictEqual([member]);
      expect(await port.adopt(now)).toBe(0);
    });

    it('gives whoever 3.5 handed a row to last a minute', async () => {
      const { port, plant } = await start(make);
      await plant(encodeAlertRow(makeAlert(), { attempts: 1, dispatched: now }));
      await port.adopt(now);

      expect(await port.due({ now: now + minute - 1, limit: 1 })).toStrictEqual([]);
      expect(await port.due({ now: now + minute, limit: 1 })).toStrictEqual([keyOf(makeAlert())]);
    });

    it('adopts what it can when a row cannot be read', async () => {
      const { port, plant } = await start(make);
      await plant({ ...encodeAlertRow(makeAlert({ seed: 1 })), Record: '{' });
      await plant(encodeAlertRow(makeAlert({ seed: 2 })));

      await port.adopt(now);

      expect(idsOf(await port.claim(claimAll))).toStrictEqual([makeAlert({ seed: 2 }).id]);
      expect((await collect(port.unreadable())).map(({ id }) => id)).toStrictEqual([makeAlert({ seed: 1 }).id]);
    });
  });
}
