import { EngineStartError } from '@streamalert/rules-engine';
import { makeClassifiedRecord, makeEvent, makeQueueBody } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../src/index.ts';
import { config, makeFunction, makeParts, messageOf } from './helpers/function.ts';

const bodyOf = (seed: number) => makeQueueBody([makeClassifiedRecord({ seed })]);
const nothingFailed = { batchItemFailures: [] };

describe('the rules engine function', () => {
  it('stores the alerts of all messages before it answers', async () => {
    const { invoke, stored, metrics } = await makeFunction();

    const answer = await invoke({ Records: [messageOf('m1', bodyOf(1)), messageOf('m2', bodyOf(2))] });

    expect(answer).toStrictEqual(nothingFailed);
    expect(await stored()).toStrictEqual(['root_login', 'root_login']);
    expect(metrics.snapshot().counts).toStrictEqual({
      'received{stage=rules-engine}': 2,
      'passed{stage=rules-engine}': 2,
      'failed{stage=rules-engine}': 0,
      'RulesEngine-TriggeredAlerts': 2,
    });
  });

  it('counts the alerts that their table did not take, and asks for the messages again', async () => {
    const alerts = { put: () => Promise.reject(new Error('the table is throttled')) } as never;
    const { invoke, metrics } = await makeFunction({ alerts });

    const answer = invoke({ Records: [messageOf('m1', bodyOf(1)), messageOf('m2', bodyOf(2))] });

    await expect(answer).rejects.toThrow('the table is throttled');
    expect(metrics.snapshot().counts).toStrictEqual({ 'RulesEngine-FailedDynamoWrites': 2 });
  });

  it('gives back only the message that cannot be read, and says which', async () => {
    const { invoke, stored, errors } = await makeFunction();

    const broken = { messageId: 'broken', body: '[{"record":' };
    const answer = await invoke({ Records: [messageOf('m1', bodyOf(1)), broken, messageOf('m3', bodyOf(3))] });

    expect(answer).toStrictEqual({ batchItemFailures: [{ itemIdentifier: 'broken' }] });
    expect(await stored()).toStrictEqual(['root_login', 'root_login']);
    expect(errors()).toStrictEqual([
      { message: 'a message cannot be read', reason: 'the queue body is not JSON', item: 'broken' },
    ]);
  });

  it('gives back a message with our attributes that holds no records', async () => {
    const { invoke, stored, errors } = await makeFunction();

    const broken = { ...messageOf('broken', bodyOf(2)), body: '[{"what":"else"}]' };
    const answer = await invoke({ Records: [broken, messageOf('m2', bodyOf(1))] });

    expect(answer).toStrictEqual({ batchItemFailures: [{ itemIdentifier: 'broken' }] });
    expect(await stored()).toStrictEqual(['root_login']);
    expect(errors().map(({ reason }) => reason)).toStrictEqual(['message 0 of the queue body has no object "record"']);
  });

  it('reads a body that was too large for the queue from where it lies', async () => {
    const { invoke, stored, overflow } = await makeFunction();
    const body = bodyOf(1);
    await overflow.put('queue/large.json', body.text);

    const pointer = JSON.stringify({ 'streamalert:spilled': 'queue/large.json' });
    const missing = JSON.stringify({ 'streamalert:spilled': 'queue/gone.json' });
    const answer = await invoke({
      Records: [
        { ...messageOf('large', body), body: pointer },
        { ...messageOf('gone', bodyOf(2)), body: missing },
      ],
    });

    expect(answer).toStrictEqual({ batchItemFailures: [{ itemIdentifier: 'gone' }] });
    expect(await stored()).toStrictEqual(['root_login']);
  });

  it('makes no second alert of a redelivery, nor of a message that is in a batch twice', async () => {
    const { invoke, stored } = await makeFunction();
    const message = messageOf('m1', bodyOf(1));

    const first = await invoke({ Records: [message, { ...message, messageId: 'm2' }] });
    const again = await invoke({ Records: [message] });

    expect([first, again]).toStrictEqual([nothingFailed, nothingFailed]);
    expect(await stored()).toStrictEqual(['root_login']);
  });

  it('tells records of 3.5 apart, which have no ids', async () => {
    const { invoke, stored } = await makeFunction();
    const records = [1, 2].map((seed) => {
      const { kind: _kind, id: _id, ...message } = makeClassifiedRecord({ seed });
      return message;
    });

    const answer = await invoke({ Records: [{ messageId: 'm1', body: JSON.stringify(records) }] });

    expect(answer).toStrictEqual(nothingFailed);
    expect(await stored()).toStrictEqual(['root_login', 'root_login']);
  });

  it('does not count messages as done whose alerts could not be stored', async () => {
    const { parts, state } = await makeParts();
    let isDown = true;
    const put: typeof state.alerts.put = async (alerts) => {
      if (isDown) throw new Error('DynamoDB is not there');
      return state.alerts.put(alerts);
    };
    const invoke = createHandler(config, { modules: [] }, async () => ({ ...parts, alerts: { put } }));
    const event = { Records: [messageOf('m1', bodyOf(1))] };

    await expect(invoke(event)).rejects.toThrow('DynamoDB is not there');
    isDown = false;

    expect(await invoke(event)).toStrictEqual(nothingFailed);
  });

  it('says which rule failed on which record; other rules still ran', async () => {
    const { invoke, stored, errors } = await makeFunction();
    const { sourceIPAddress: _, ...record } = makeEvent();
    const classified = makeClassifiedRecord({ record });

    const answer = await invoke({ Records: [messageOf('m1', makeQueueBody([classified]))] });

    expect(answer).toStrictEqual(nothingFailed);
    expect(await stored()).toStrictEqual(['root_login']);
    expect(errors()).toStrictEqual([
      {
        message: expect.stringContaining('rule brittle failed: '),
        ruleName: 'brittle',
        record: classified.id,
      },
    ]);
  });

  it('marks the alerts of staged rules, and looks again when what it read is old', async () => {
    const { invoke, state, clock } = await makeFunction();
    await state.ruleStatuses.put([{ ruleName: 'root_login', staged: true }]);

    await invoke({ Records: [messageOf('m1', bodyOf(1))] });
    await state.ruleStatuses.put([{ ruleName: 'root_login', staged: false }]);
    await invoke({ Records: [messageOf('m2', bodyOf(2))] });
    clock.advance(11 * 60_000);
    await invoke({ Records: [messageOf('m3', bodyOf(3))] });

    const now = clock.now();
    const claimed = await state.alerts.claim({ now, owner: 'test', leasedUntil: now + 1, limit: 10 });
    expect(claimed.map(({ alert }) => [alert.staged, alert.outputs])).toStrictEqual([
      [true, ['aws-firehose:alerts']],
      [true, ['aws-firehose:alerts']],
      [false, ['aws-firehose:alerts', 'slack:soc']],
    ]);
  });

  it('answers side by side as one after the other', async () => {
    const { invoke, stored } = await makeFunction();
    const events = [1, 2, 3].map((seed) => ({ Records: [messageOf(`m${seed}`, bodyOf(seed))] }));
    const broken = { Records: [{ messageId: 'broken', body: 'no JSON' }] };

    const answers = await Promise.all([...events, broken].map(invoke));

    const failed = { batchItemFailures: [{ itemIdentifier: 'broken' }] };
    expect(answers).toStrictEqual([nothingFailed, nothingFailed, nothingFailed, failed]);
    expect(await invoke(events[0] ?? {})).toStrictEqual(nothingFailed);
    expect(await stored()).toStrictEqual(['root_login', 'root_login', 'root_login']);
  });

  it('starts anew after it could not start: a warm environment does not stay broken', async () => {
    const { parts } = await makeParts();
    let starts = 0;
    const invoke = createHandler(config, { modules: [] }, async () => {
      starts++;
      if (starts === 1) throw new EngineStartError('the rules were not loaded: took more than 30000 ms');
      return parts;
    });
    const event = { Records: [messageOf('m1', bodyOf(1))] };

    await expect(invoke(event)).rejects.toThrow('took more than 30000 ms');

    expect(await invoke(event)).toStrictEqual(nothingFailed);
  });

  it('starts anew when the engine has given up', async () => {
    const { parts } = await makeParts();
    const evaluateBodies = () => Promise.reject(new EngineStartError('the rules were not loaded: no memory'));
    const engines = [{ ...parts.engine, evaluateBodies }, parts.engine];
    const invoke = createHandler(config, { modules: [] }, async () => ({
      ...parts,
      engine: engines.shift() ?? parts.engine,
    }));
    const event = { Records: [messageOf('m1', bodyOf(1))] };

    await expect(invoke(event)).rejects.toThrow('no memory');

    expect(await invoke(event)).toStrictEqual(nothingFailed);
  });

  it('does not start with an environment that is not complete', () => {
    expect(() => createHandler(config, { modules: [] })).toThrow(
      'the environment of the function is not complete: STREAMALERT_PREFIX is missing; STREAMALERT_WORKING_BUCKET is missing',
    );
  });
});
