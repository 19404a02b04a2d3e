import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Alert, DeliveryOutcome, OutputName } from '@streamalert/core';
import { createTestClock, describeAlertStore, makeAlert, testTime } from '@streamalert/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatabaseSync } from '../src/sqlite/node-sqlite.ts';
import { type EmbeddedState, openStateInternal } from '../src/state.ts';
import { temporaryDirectory } from './helpers/temporary-directory.ts';
import { openTestState } from './helpers/test-state.ts';

describeAlertStore('the alert store of a state directory', async () => {
  const clock = createTestClock();
  const dir = join(temporaryDirectory(), 'state');
  let state = await openStateInternal({ dir, clock });
  return {
    port: state.alerts,
    silences: state.silences,
    plant: async (row) => {
      await state.alerts.plant([row]);
    },
    damage: async ({ ruleName, id }) => damageRow(dir, ruleName, id),
    blobs: async () =>
      readdirSync(join(dir, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
        .length,
    async reopen() {
      await state.close();
      state = await openStateInternal({ dir, clock });
      return state.alerts;
    },
    async wait(ms) {
      clock.advance(ms);
    },
    close: () => state.close(),
  };
});

function damageRow(dir: string, rule: string, id: string): void {
  const db = new DatabaseSync(join(dir, 'state.db'));
  db.prepare(`UPDATE alerts SET row = json_set(row, '$.Record', '{') WHERE rule = ? AND id = ?`).run(rule, id);
  db.close();
}

const minute = 60_000_000;
const day = 24 * 60 * minute;
const now = testTime + minute;
const owner = 'a';
const claimAll = { now, owner, leasedUntil: now + minute, limit: 100 };
const sent = (output: OutputName, at = now): DeliveryOutcome => ({ output, kind: 'sent', at });

async function deliver(state: EmbeddedState, alert: Alert): Promise<void> {
  await state.alerts.put([alert]);
  await state.alerts.settle(
    alert,
    alert.outputs.map((output) => sent(output)),
    { owner },
  );
}

describe('SqliteAlertStore', () => {
  it('leaves a receipt with the time of each delivery', async () => {
    const { state, clock } = await openTestState();
    const alert = makeAlert();
    await state.alerts.put([alert]);
    await state.alerts.settle(alert, [sent('aws-firehose:alerts', now)], { owner, more: true });
    const before = clock.now();
    await state.alerts.settle(alert, [sent('slack:soc', now + 7)], { owner });

    const receipt = await state.alerts.receipt(alert);

    expect(receipt).toStrictEqual({
      ruleName: alert.ruleName,
      id: alert.id,
      created: alert.created,
      at: receipt?.at,
      sent: [
        { output: 'aws-firehose:alerts', at: now },
        { output: 'slack:soc', at: now + 7 },
      ],
    });
    expect(receipt?.at).toBeGreaterThan(before);
  });

  it('has receipts of members name their merged alert', async () => {
    const { state } = await openTestState();
    const member = makeAlert({ mergeByKeys: ['a'], mergeWindowMinutes: 1 });
    const merged = makeAlert({ seed: 2 });
    await deliver(state, member);
    await state.alerts.replace([member], merged);

    expect(await state.alerts.receipt(member)).toMatchObject({
      mergedInto: merged.id,
      sent: [{ output: 'aws-firehose:alerts', at: now }],
    });
  });

  it('keeps receipts for 15 days', async () => {
    const { state } = await openTestState();
    await deliver(state, makeAlert());
    const { at = 0 } = (await state.alerts.receipt(makeAlert())) ?? {};

    const early = await state.alerts.purge(at + 15 * day);
    const late = await state.alerts.purge(at + 15 * day + 1);

    expect([early, late]).toStrictEqual([0, 1]);
    expect(await state.alerts.receipt(makeAlert())).toBeUndefined();
    expect((await state.alerts.tally(0)).deliveries).toStrictEqual({});
  });

  it('counts alerts by rule and deliveries by output, merged alerts as their members', async () => {
    const { state } = await openTestState();
    const members = [2, 3].map((seed) => makeAlert({ seed, mergeByKeys: ['a'], mergeWindowMinutes: 1 }));
    await deliver(state, makeAlert({ seed: 1, ruleName: 'old' }));
    for (const member of members) await deliver(state, member);
    await state.alerts.replace(members, makeAlert({ seed: 9, outputs: ['pagerduty:oncall'] }));
    await state.alerts.put([makeAlert({ seed: 5, ruleName: 'waiting' })]);

    const tally = await state.alerts.tally(testTime + 2);

    expect(tally).toStrictEqual({
      alerts: { [makeAlert().ruleName]: 2, waiting: 1 },
      deliveries: { 'aws-firehose:alerts': 3, 'slack:soc': 1 },
    });
    expect((await state.alerts.tally(now + 1)).deliveries).toStrictEqual({});
  });

  it('says when there is something to send and to merge next', async () => {
    const { state } = await openTestState();
    const member = makeAlert({ mergeByKeys: ['a'], mergeWindowMinutes: 5 });
    const backingOff = makeAlert({ seed: 2 });
    const none = await state.alerts.nextDue();
    await deliver(state, member);
    await state.alerts.put([backingOff]);
    await state.alerts.settle(
      backingOff,
      [
        sent('aws-firehose:alerts'),
        { output: 'slack:soc', kind: 'retry', reason: 'down', nextAttempt: now + 3 * minute },
      ],
      { owner },
    );

    expect(none).toStrictEqual({});
    expect(await state.alerts.nextDue()).toStrictEqual({
      send: now + 3 * minute,
      merge: member.created + 5 * minute,
    });
  });

  it('has nothing to send of an alert without outputs of its own', async () => {
    const { state } = await openTestState();
    const member = makeAlert({ seed: 1, outputs: ['slack:soc'], mergeByKeys: ['a'], mergeWindowMinutes: 5 });
    const silent = makeAlert({ seed: 2, outputs: [] });
    await state.alerts.put([member, silent]);

    expect(await state.alerts.claim(claimAll)).toStrictEqual([]);
    expect(await state.alerts.mergeGroup({ now: now + day, maxAlerts: 50, maxBytes: 1e9 })).toStrictEqual([member]);
    expect(await state.alerts.receipt(silent)).toMatchObject({ sent: [] });
  });

  it('frees leases of a process that is gone', async () => {
    const { state, dir } = await openTestState();
    await state.alerts.put([makeAlert()]);
    await state.alerts.claim({ ...claimAll, leasedUntil: now + day });
    await state.close();

    const { state: again } = await openTestState({ dir });

    expect(await again.alerts.claim(claimAll)).toHaveLength(1);
  });

  it('makes an alert from a clock ahead of ours due at once', async () => {
    const { state, clock } = await openTestState();
    await state.alerts.put([makeAlert({ created: testTime + day })]);

    expect(await state.alerts.claim({ ...claimAll, now: clock.now() })).toHaveLength(1);
  });

  it('sends every output exactly once, whatever order things happen in', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('put' as const), seed: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('retry' as const), parked: fc.boolean() }),
      fc.record({
        kind: fc.constant('deliver' as const),
        limit: fc.integer({ min: 1, max: 3 }),
        results: fc.array(fc.constantFrom('sent', 'retry', 'parked'), { minLength: 2, maxLength: 2 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { state } = await openTestState();
        const sends = new Map<string, number>();
        const put = new Set<number>();
        let time = now;
        const deliverDue = async (limit: number, results: readonly string[]): Promise<number> => {
          time += minute;
          const claimed = await state.alerts.claim({ now: time, owner, leasedUntil: time + 1, limit });
          for (const { alert, deliveries } of claimed) {
            const open = alert.outputs.filter(
              (output) => !deliveries.some((d) => d.output === output && (d.sentAt ?? d.parked)),
            );
            const outcomes = open.map((output, index): DeliveryOutcome => {
              const kind = results[index] ?? 'sent';
              if (kind === 'sent') sends.set(`${alert.id} ${output}`, (sends.get(`${alert.id} ${output}`) ?? 0) + 1);
              if (kind === 'parked') return { output, kind, reason: 'no' };
              return kind === 'sent'
                ? { output, kind, at: time }
                : { output, kind: 'retry', reason: 'no', nextAttempt: time };
            });
            await state.alerts.settle(alert, outcomes, { owner });
          }
          return claimed.length;
        };

        for (const action of steps) {
          if (action.kind === 'put') {
            put.add(action.seed);
            await state.alerts.put([makeAlert({ seed: action.seed })]);
          } else if (action.kind === 'retry') await state.alerts.retry({ now: time, parked: action.parked });
          else await deliverDue(action.limit, action.results);
        }
        await state.alerts.retry({ now: time, parked: true });
        while ((await deliverDue(10, [])) > 0);

        expect([...sends.values()].every((count) => count === 1)).toBe(true);
        expect(sends.size).toBe(put.size * 2);
        await state.close();
      }),
      { numRuns: 30, seed: 42 },
    );
  });
});
