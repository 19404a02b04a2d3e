import { describe, expect, it } from 'vitest';
import { createHandler } from '../src/index.ts';
import { alertOf, contextOf, keyOf, makeFunction, messageOf } from './helpers/function.ts';

const nothingFailed = { batchItemFailures: [] };
const minute = 60_000;

describe('the alert processor function', () => {
  it('delivers the alerts that messages name, and leaves receipts', async () => {
    const { invoke, state, received, written } = await makeFunction();
    const [a, b] = [alertOf(1), alertOf(2)];
    await state.alerts.put([a, b]);

    const answer = await invoke({ Records: [messageOf('m1', keyOf(a)), messageOf('m2', keyOf(b))] }, contextOf());

    expect(answer).toStrictEqual(nothingFailed);
    expect(received.toSorted()).toStrictEqual([a.id, b.id].toSorted());
    expect(written.toSorted()).toStrictEqual([a.id, b.id].toSorted());
    expect((await state.alerts.receipt(keyOf(a)))?.sent.map(({ output }) => output)).toStrictEqual([
      'aws-firehose:alerts',
      'webhook:soc',
    ]);
  });

  it('sends nothing twice: for a key that comes again, in one batch, later, or to two invocations at once', async () => {
    const { invoke, state, received } = await makeFunction();
    const [a, b] = [alertOf(1), alertOf(2)];
    await state.alerts.put([a, b]);
    const twice = { Records: [messageOf('m1', keyOf(a)), messageOf('m2', keyOf(a))] };
    const other = { Records: [messageOf('m3', keyOf(b))] };

    const answers = [
      ...(await Promise.all([invoke(twice, contextOf('r1')), invoke(twice, contextOf('r2'))])),
      ...(await Promise.all([invoke(other, contextOf('r3')), invoke(other, contextOf('r4'))])),
      await invoke(twice, contextOf('r5')),
    ];

    expect(answers).toStrictEqual(answers.map(() => nothingFailed));
    expect(received.toSorted()).toStrictEqual([a.id, b.id].toSorted());
  });

  it('leaves alone what somebody else holds, what is not due, and what is not there', async () => {
    const { invoke, state, clock, received, receiver } = await makeFunction();
    const [held, waiting] = [alertOf(1), alertOf(2)];
    await state.alerts.put([held, waiting]);
    const now = clock.now();
    await state.alerts.claim({ now, owner: 'x', leasedUntil: now + 60_000_000, limit: 1, keys: [keyOf(held)] });
    receiver.status = 503;
    await invoke({ Records: [messageOf('m1', keyOf(waiting))] }, contextOf());
    receiver.status = 200;
    received.length = 0;

    const answer = await invoke(
      { Records: [held, waiting, alertOf(3)].map((alert) => messageOf(alert.id, keyOf(alert))) },
      contextOf('r2'),
    );

    expect(answer).toStrictEqual(nothingFailed);
    expect(received).toStrictEqual([]);
  });

  it('notes an output that failed, and tries that one alone when it is due again', async () => {
    const { invoke, state, clock, received, receiver, written } = await makeFunction();
    const alert = alertOf(1);
    await state.alerts.put([alert]);
    const event = { Records: [messageOf('m1', keyOf(alert))] };
    receiver.status = 503;

    const first = await invoke(event, contextOf('r1'));
    const stored = await state.alerts.get(keyOf(alert));
    receiver.status = 200;
    clock.advance(60 * minute);
    const second = await invoke(event, contextOf('r2'));

    expect([first, second]).toStrictEqual([nothingFailed, nothingFailed]);
    expect(
      stored?.deliveries.map(({ output, attempts, sentAt }) => [output, attempts, sentAt !== undefined]),
    ).toStrictEqual([
      ['aws-firehose:alerts', 1, true],
      ['webhook:soc', 1, false],
    ]);
    expect(stored?.leasedUntil).toBeUndefined();
    expect([written, received]).toStrictEqual([[alert.id], [alert.id, alert.id]]);
  });

  it('records each outcome at once: a crash before the last one repeats that one alone', async () => {
    let settled = 0;
    const { invoke, state, clock, received, written } = await makeFunction(({ alerts }) => ({
      alerts: {
        claim: (options) => alerts.claim(options),
        settle: async (key, outcomes, options) => {
          settled++;
          if (settled === 2) throw new Error('DynamoDB is not there');
          return alerts.settle(key, outcomes, options);
        },
      },
    }));
    const alert = alertOf(1);
    await state.alerts.put([alert]);
    const event = { Records: [messageOf('m1', keyOf(alert))] };

    const first = await invoke(event, contextOf('r1'));
    clock.advance(3 * minute);
    const second = await invoke(event, contextOf('r2'));

    expect(first).toStrictEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(second).toStrictEqual(nothingFailed);
    expect(written.length + received.length).toBe(3);
    expect(await state.alerts.receipt(keyOf(alert))).toBeDefined();
  });

  it('gives back only the message whose delivery could not be recorded, and says which alert it is', async () => {
    const [good, bad] = [alertOf(1), alertOf(2)];
    const { invoke, state, errors } = await makeFunction(({ alerts }) => ({
      alerts: {
        claim: (options) => alerts.claim(options),
        settle: async (key, outcomes, options) => {
          if (key.id === bad.id) throw new Error('DynamoDB is not there');
          return alerts.settle(key, outcomes, options);
        },
      },
    }));
    await state.alerts.put([good, bad]);

    const answer = await invoke({ Records: [messageOf('m1', keyOf(bad)), messageOf('m2', keyOf(good))] }, contextOf());

    expect(answer).toStrictEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(await state.alerts.receipt(keyOf(good))).toBeDefined();
    expect(errors()).toStrictEqual([
      {
        message: 'the delivery of an alert could not be recorded',
        ruleName: bad.ruleName,
        alertId: bad.id,
        reason: 'DynamoDB is not there',
      },
    ]);
  });

  it('gives back a message that names no alert, and says which; its neighbours are delivered', async () => {
    const { invoke, state, received, errors } = await makeFunction();
    const alert = alertOf(1);
    await state.alerts.put([alert]);

    const broken = ['no JSON', '{"RuleName":"x"}', '[]'].map((body, at) => ({ messageId: `broken-${at}`, body }));
    const answer = await invoke({ Records: [...broken, messageOf('m1', keyOf(alert))] }, contextOf());

    expect(answer).toStrictEqual({
      batchItemFailures: broken.map(({ messageId }) => ({ itemIdentifier: messageId })),
    });
    expect(received).toStrictEqual([alert.id]);
    expect(errors()).toStrictEqual(
      broken.map(({ messageId }) => ({ message: 'a message names no alert', item: messageId })),
    );
  });

  it('throws when nothing can be claimed, so that all messages come again', async () => {
    const { invoke } = await makeFunction(({ alerts }) => ({
      alerts: {
        claim: () => Promise.reject(new Error('DynamoDB is not there')),
        settle: (...args) => alerts.settle(...args),
      },
    }));

    await expect(invoke({ Records: [messageOf('m1', keyOf(alertOf(1)))] }, contextOf())).rejects.toThrow(
      'DynamoDB is not there',
    );
  });

  it('does not start with an environment that is not complete', () => {
    const before = process.env['AWS_REGION'];
    delete process.env['AWS_REGION'];
    try {
      expect(() => createHandler({} as never, { outputs: [], publishers: [] })).toThrow(
        'the environment of the function is not complete: STREAMALERT_PREFIX is missing; STREAMALERT_WORKING_BUCKET is missing; AWS_REGION is missing',
      );
    } finally {
      if (before !== undefined) process.env['AWS_REGION'] = before;
    }
  });
});
