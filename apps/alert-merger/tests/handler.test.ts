import { makeAlert } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../src/index.ts';
import { change, contextOf, keyOf, makeFunction, mergeable } from './helpers/function.ts';

const [a, b] = [makeAlert({ seed: 1 }), makeAlert({ seed: 2 })].map(keyOf) as [
  ReturnType<typeof keyOf>,
  ReturnType<typeof keyOf>,
];
const answered = { batchItemFailures: [] };

describe('the alert merger function', () => {
  it('dispatches each alert that the stream tells of once, and nothing for other changes', async () => {
    const { invoke, dispatched, metrics } = await makeFunction();

    const answer = await invoke(
      {
        Records: [
          change('INSERT', a),
          change('MODIFY', a),
          change('INSERT', b),
          change('INSERT', a),
          change('REMOVE', b),
        ],
      },
      contextOf(),
    );

    expect(answer).toStrictEqual(answered);
    expect(dispatched).toStrictEqual([a, b]);
    expect(metrics.snapshot().counts).toStrictEqual({
      'received{stage=alert-merger}': 2,
      'AlertMerger-AlertAttempts': 2,
    });
  });

  it('leaves out a change that names no alert: its neighbours are dispatched', async () => {
    const { invoke, dispatched } = await makeFunction();

    await invoke({ Records: [{ eventName: 'INSERT', dynamodb: { Keys: {} } }, {}, change('INSERT', a)] }, contextOf());

    expect(dispatched).toStrictEqual([a]);
  });

  it('throws when changes cannot be dispatched, so that the stream hands them out again', async () => {
    const { invoke } = await makeFunction(() => ({
      dispatcher: { dispatch: () => Promise.reject(new Error('SQS is not there')) },
    }));

    await expect(invoke({ Records: [change('INSERT', a)] }, contextOf())).rejects.toThrow('SQS is not there');
  });

  it('dispatches with a sweep what is due', async () => {
    const { invoke, dispatched, state, clock } = await makeFunction();
    const alerts = [makeAlert({ seed: 1 }), makeAlert({ seed: 2 })];
    await state.alerts.put(alerts);
    const now = clock.now();
    await state.alerts.claim({ now, owner: 'x', leasedUntil: now + 60_000_000, limit: 1, keys: [a] });

    await invoke({}, contextOf());

    expect(dispatched).toStrictEqual([b]);
  });

  it('merges groups whose window is over; what they become is dispatched as any new alert', async () => {
    const { invoke, dispatched, state, clock, logged } = await withMembers([1, 2, 3]);

    await invoke({}, contextOf());
    clock.advance(11 * 60_000);
    await invoke({}, contextOf());
    const bySweep = [...dispatched];
    await invoke({}, contextOf());

    const now = clock.now();
    const claimed = await state.alerts.claim({ now, owner: 'test', leasedUntil: now + 1, limit: 10 });
    expect(claimed.map(({ alert }) => alert.record['AlertCount'])).toStrictEqual([3]);
    const [merged] = claimed.map(({ alert }) => keyOf(alert));
    expect([bySweep, dispatched]).toStrictEqual([[], [merged]]);
    expect(logged.map(({ message, alertId, members }) => [message, alertId, members])).toStrictEqual([
      ['alerts were merged', merged?.id, 3],
    ]);
  });

  it('leaves groups it has no time for to the next sweep', async () => {
    const { invoke, state, clock } = await withMembers([1], [2]);
    clock.advance(11 * 60_000);
    const merged = () => state.alerts.due({ now: clock.now(), limit: 10 });
    // The groups are not all that looks at the time, so it runs out for them as soon as one is merged.
    const left = async () => ((await merged()).length === 0 ? 60_000 : 4_000);
    let now = await left();
    const { replace } = state.alerts;
    state.alerts.replace = async (...group) => {
      const isStored = await replace.apply(state.alerts, group);
      now = await left();
      return isStored;
    };

    await invoke(
      {},
      contextOf(() => now),
    );
    const afterFirst = (await merged()).length;
    await invoke({}, contextOf());

    expect([afterFirst, (await merged()).length]).toStrictEqual([1, 2]);
  });

  it('dispatches a backlog part by part, until its time is over', async () => {
    const { invoke, dispatched, logged, state } = await makeFunction();
    await state.alerts.put(Array.from({ length: 1200 }, (_, seed) => makeAlert({ seed })));
    const backlog = async (parts: number) => {
      dispatched.length = 0;
      await invoke(
        {},
        contextOf(() => (dispatched.length < parts * 500 ? 60_000 : 4_000)),
      );
      return dispatched.length;
    };

    expect([await backlog(3), await backlog(2)]).toStrictEqual([1200, 1000]);
    expect(new Set(dispatched.map(({ id }) => id)).size).toBe(1000);
    expect(logged.map(({ message, dispatched: sent }) => [message, sent])).toStrictEqual([
      ['more alerts are due than one sweep dispatches', 1000],
    ]);
  });

  it('merges the groups behind one that cannot be merged, and then fails', async () => {
    const { invoke, state, clock, logged } = await withMembers([1, 2], [3], [4]);
    clock.advance(11 * 60_000);
    const { replace } = state.alerts;
    state.alerts.replace = async (members, merged) => {
      if (merged.record['AlertCount'] === 2) throw new Error('it is too large');
      return replace.call(state.alerts, members, merged);
    };

    await expect(invoke({}, contextOf())).rejects.toThrow('it is too large');

    const errors = logged.filter(({ level }) => level === 'error');
    expect(await state.alerts.due({ now: clock.now(), limit: 10 })).toHaveLength(2);
    expect(errors.map(({ message, members, reason }) => [message, members, reason])).toStrictEqual([
      ['a group of alerts could not be merged', 2, 'it is too large'],
    ]);
  });

  it('tries a few groups and no more where none can be merged', async () => {
    const { invoke, state, clock, logged } = await withMembers(...Array.from({ length: 12 }, (_, seed) => [seed]));
    clock.advance(11 * 60_000);
    state.alerts.replace = () => Promise.reject(new Error('the table is gone'));

    await expect(invoke({}, contextOf())).rejects.toThrow('the table is gone');

    expect(logged).toHaveLength(10);
  });

  it('dispatches what is due also when groups cannot be merged, and then fails', async () => {
    const { invoke, dispatched, state } = await makeFunction(({ alerts }) => ({
      alerts: {
        due: (options) => alerts.due(options),
        replace: alerts.replace.bind(alerts),
        mergeGroup: () => Promise.reject(new Error('a row cannot be read')),
      },
    }));
    await state.alerts.put([makeAlert({ seed: 1 })]);

    await expect(invoke({}, contextOf())).rejects.toThrow('a row cannot be read');

    expect(dispatched).toStrictEqual([a]);
  });

  it('merges a group once when two sweeps run side by side', async () => {
    const { invoke, state, clock } = await withMembers([1, 2]);
    clock.advance(11 * 60_000);

    await Promise.all([invoke({}, contextOf()), invoke({}, contextOf())]);

    expect(await state.alerts.due({ now: clock.now(), limit: 10 })).toHaveLength(1);
  });

  it('does not start with an environment that is not complete', () => {
    expect(() => createHandler({})).toThrow(
      'the environment of the function is not complete: STREAMALERT_PREFIX is missing; STREAMALERT_DISPATCH_QUEUE_URL must be a URL, is undefined; STREAMALERT_WORKING_BUCKET is missing',
    );
  });
});

/** The function with alerts that history has and that wait to be merged, a list for each address. */
async function withMembers(...groups: readonly (readonly number[])[]) {
  const made = await makeFunction();
  const { state, clock } = made;
  const members = groups.flatMap((seeds, at) =>
    seeds.map((seed) => mergeable(seed, { record: { sourceIPAddress: `192.0.2.${at}` } })),
  );
  await state.alerts.put(members);
  const now = clock.now();
  await state.alerts.claim({ now, owner: 'test', leasedUntil: now + 1, limit: 100 });
  for (const member of members) {
    const sent = { output: 'aws-firehose:alerts', kind: 'sent', at: now } as const;
    await state.alerts.settle(keyOf(member), [sent], { owner: 'test' });
  }
  return made;
}
