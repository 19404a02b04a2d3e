import { setTimeout as sleep } from 'node:timers/promises';
import { TooLargeError } from '@streamalert/aws';
import { createClassifier } from '@streamalert/classifier';
import { type RejectedRecord, recordId } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../src/index.ts';
import { cluster, contextOf, logType, makeFunction, objectMessage, streamRecord } from './helpers/function.ts';

const line = (user: string, n = 1): string => JSON.stringify({ user, n });
const { configuration, ...vpn } = logType('vpn:login');
const users = { path: ['user'], function: 'who', sendToArtifacts: true };
/** Takes users for what is normalized. */
const normalizing = createClassifier({
  cluster,
  logTypes: [{ ...vpn, configuration: { ...configuration, normalization: [['user_name', [users]]] } }],
});

describe('the classifier function', () => {
  it('reads the objects that its queue announces, and hands records over before it answers', async () => {
    const { invoke, queued, history, metrics } = await makeFunction({
      'acme.vpn.logs/a.jsonl': `${line('mia')}\n${line('noah')}\n`,
    });

    const answer = await invoke({ Records: [objectMessage('m1', 'a.jsonl')] }, contextOf());

    expect(answer).toStrictEqual({ batchItemFailures: [] });
    expect(await queued()).toStrictEqual(['mia', 'noah']);
    expect(history.map(({ table, lines }) => [table, Buffer.from(lines).toString()])).toStrictEqual([
      ['vpn_login', `${line('mia')}\n${line('noah')}\n`],
    ]);
    expect(metrics.snapshot().counts).toMatchObject({
      'Classifier-TotalRecords': 2,
      'Classifier-TotalRecords-PROD': 2,
      'Classifier-TotalS3Records': 2,
      'Classifier-FirehoseRecordsSent': 2,
      'Classifier-SQSRecordsSent-PROD': 2,
      'kept{stage=history,table=vpn_login}': 2,
    });
  });

  it('counts records in which something was normalized, and how long an object took to arrive', async () => {
    const { invoke, metrics } = await makeFunction(
      {},
      {
        classifier: normalizing,
        openObject: async function* () {
          for (const name of ['mia', '', 'noah']) {
            await sleep(20);
            yield Buffer.from(`${line(name)}\n`);
          }
        },
      },
    );

    await invoke({ Records: [objectMessage('m1', 'a.jsonl')] }, contextOf());

    const { counts } = metrics.snapshot();
    expect(counts).toMatchObject({ 'Classifier-TotalRecords': 3, 'Classifier-NormalizedRecords-PROD': 2 });
    const seconds = counts['Classifier-S3DownloadTime'] ?? 0;
    expect(seconds > 0.05 && seconds < 5).toBe(true);
  });

  it('counts artifacts that history did not take, as records and by themselves', async () => {
    const history = {
      put: () => Promise.reject(new Error('the service is down')),
      flush: async () => {},
      pending: async () => ({ batches: 0, records: 0 }),
    };
    const { invoke, metrics } = await makeFunction(
      { 'acme.vpn.logs/a.jsonl': line('mia') },
      {
        history,
        artifactTable: 'artifacts.',
        classifier: normalizing,
      },
    );

    await invoke({ Records: [objectMessage('m1', 'a.jsonl')] }, contextOf());

    expect(metrics.snapshot().counts).toMatchObject({
      'Classifier-FirehoseFailedRecords': 2,
      'Classifier-FirehoseFailedArtifacts': 1,
      'Classifier-FirehoseFailedArtifacts-PROD': 1,
    });
  });

  it('counts the records that the queue or history did not take', async () => {
    const refuse = () => Promise.reject(new Error('the service is down'));
    const objects = { 'acme.vpn.logs/a.jsonl': `${line('mia')}\n${line('noah')}\n` };
    const queueless = await makeFunction(objects);
    queueless.state.queue.send = refuse;
    const history = { put: refuse, flush: async () => {}, pending: async () => ({ batches: 0, records: 0 }) };
    const forgetful = await makeFunction(objects, { history });

    for (const { invoke } of [queueless, forgetful]) {
      await invoke({ Records: [objectMessage('m1', 'a.jsonl')] }, contextOf());
    }

    expect(queueless.metrics.snapshot().counts).toStrictEqual({
      'Classifier-SQSFailedRecords': 2,
      'Classifier-SQSFailedRecords-PROD': 2,
    });
    expect(forgetful.metrics.snapshot().counts).toStrictEqual({
      'Classifier-FirehoseFailedRecords': 2,
      'Classifier-FirehoseFailedRecords-PROD': 2,
    });
  });

  it('keeps what it does not recognise, and counts it', async () => {
    const { invoke, state, metrics } = await makeFunction({
      'acme.vpn.logs/a.jsonl': `${line('mia')}\n{"user":"x"}\n`,
    });

    await invoke({ Records: [objectMessage('m1', 'a.jsonl'), { what: 'else' }] }, contextOf());

    expect((await state.quarantine.summary()).byReason).toStrictEqual({ 'missing keys': 1, 'unknown event': 1 });
    expect(metrics.snapshot().counts).toMatchObject({ 'rejectedPercent{cluster=prod,stage=classifier}': 50 });
  });

  it('is done with a record that is too large for history, and counts it', async () => {
    const history = {
      put: async () => {
        throw new TooLargeError('1 lines are over 999998 bytes', ['batch:0']);
      },
    } as never;
    const { invoke, queued, metrics } = await makeFunction({ 'acme.vpn.logs/a.jsonl': line('mia') }, { history });

    const answer = await invoke({ Records: [objectMessage('m1', 'a.jsonl')] }, contextOf());

    expect(answer).toStrictEqual({ batchItemFailures: [] });
    expect(await queued()).toStrictEqual(['mia']);
    expect(metrics.snapshot().counts).toMatchObject({
      'failed{cluster=prod,stage=classifier}': 1,
      'Classifier-FirehoseFailedRecords': 1,
      'Classifier-FirehoseFailedRecords-PROD': 1,
    });
  });

  it('gives back only the message that failed', async () => {
    const { invoke, queued } = await makeFunction(
      { 'acme.vpn.logs/a.jsonl': line('mia'), 'acme.vpn.logs/c.jsonl': line('noah') },
      {},
    );
    const failing = await makeFunction(
      {},
      {
        openObject: async function* ({ key }) {
          if (key === 'b.jsonl') throw new Error('the connection was reset');
          yield Buffer.from(line(key));
        },
      },
    );

    const messages = ['a', 'b', 'c'].map((name) => objectMessage(name, `${name}.jsonl`));
    const answer = await failing.invoke({ Records: messages }, contextOf());
    await invoke({ Records: [messages[0] ?? null, messages[2] ?? null] }, contextOf());

    expect(answer).toStrictEqual({ batchItemFailures: [{ itemIdentifier: 'b' }] });
    expect(await failing.queued()).toStrictEqual(['a.jsonl', 'c.jsonl']);
    expect(await queued()).toStrictEqual(['mia', 'noah']);
  });

  it('gives back the first record of a stream that failed, as everything behind it comes again', async () => {
    let calls = 0;
    const fail = {
      queue: {
        send: async () => {
          calls++;
          if (calls === 2) throw new Error('SQS is not there');
        },
      } as never,
    };
    const { invoke } = await makeFunction({}, fail);

    const records = ['1', '2', '3'].map((number) => streamRecord(number, line(`user-${number}`)));
    const answer = await invoke({ Records: records }, contextOf());

    expect(answer).toStrictEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(calls).toBe(2);
  });

  it('throws for a service that only knows whole invocations', async () => {
    const { invoke } = await makeFunction(
      {},
      { queue: { send: () => Promise.reject(new Error('SQS is not there')) } as never },
    );
    const element = { s3: { bucket: { name: 'acme.vpn.logs' }, object: { key: 'a.jsonl', size: 3 } } };
    const other = await makeFunction(
      { 'acme.vpn.logs/a.jsonl': line('mia') },
      { queue: { send: () => Promise.reject(new Error('SQS is not there')) } as never },
    );

    await expect(other.invoke({ Records: [element] }, contextOf())).rejects.toThrow('SQS is not there');
    await expect(invoke({ Records: [element] }, contextOf())).resolves.toStrictEqual({ batchItemFailures: [] });
  });

  it('goes on with a large object in another invocation, before its time is over, and reads nothing twice', async () => {
    const users = Array.from({ length: 100 }, (_, n) => `user-${n}`);
    const { invoke, queued, continued, state } = await makeFunction({
      'acme.vpn.logs/large.jsonl': users.map((user) => `${line(user)}\n`).join(''),
    });
    const message = objectMessage('m1', 'large.jsonl', 5000);
    const short = () => {
      let asked = 0;
      return contextOf(() => (asked++ < 3 ? 3000 : 500));
    };

    let invocations = 0;
    let event = { Records: [message] };
    for (; invocations < 100; invocations++) {
      expect(await invoke(event, short())).toStrictEqual({ batchItemFailures: [] });
      const next = continued.pop();
      if (next === undefined) break;
      event = {
        Records: [{ ...(message as object), messageId: `again-${invocations}`, body: JSON.stringify(next) }],
      };
    }

    expect(invocations).toBeGreaterThan(3);
    expect(await queued()).toStrictEqual(users);
    expect(await state.checkpoints.list('')).toStrictEqual([]);
  });

  it('goes on from its last progress when an invocation was ended in the middle of an object', async () => {
    const users = Array.from({ length: 100 }, (_, n) => `user-${n}`);
    const opened: number[] = [];
    let left = 60_000;
    const { invoke, queued, state } = await makeFunction(
      {},
      {
        // As if the function were killed: the source breaks off, and nothing of the invocation is answered.
        openObject: async function* (_, from) {
          opened.push(from);
          const content = Buffer.from(users.map((user) => `${line(user)}\n`).join(''));
          for (let at = from; at < content.length; at += 100) {
            if (opened.length === 1 && at > content.length / 2) throw new Error('killed');
            yield content.subarray(at, at + 100);
          }
        },
      },
    );
    const event = { Records: [objectMessage('m1', 'large.jsonl', 5000)] };

    const first = await invoke(
      event,
      contextOf(() => (left -= 1500)),
    );
    const kept = await state.checkpoints.list('');
    const second = await invoke(event, contextOf());

    expect([first, second]).toStrictEqual([
      { batchItemFailures: [{ itemIdentifier: 'm1' }] },
      { batchItemFailures: [] },
    ]);
    expect(kept).toHaveLength(1);
    expect(opened[1]).toBeGreaterThan(0);
    expect([...new Set(await queued())]).toStrictEqual(users);
    expect(await state.checkpoints.list('')).toStrictEqual([]);
  });

  it('leaves messages it has no time for to the next invocation', async () => {
    const { invoke, queued } = await makeFunction({
      'acme.vpn.logs/a.jsonl': line('mia'),
      'acme.vpn.logs/b.jsonl': line('noah'),
    });
    let asked = 0;

    const answer = await invoke(
      { Records: [objectMessage('m1', 'a.jsonl'), objectMessage('m2', 'b.jsonl')] },
      contextOf(() => (asked++ < 1 ? 60_000 : 1)),
    );

    expect(answer).toStrictEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
    expect(await queued()).toStrictEqual(['mia']);
  });

  it('answers the same when it is warm, and gives a redelivery the same ids', async () => {
    const { invoke, queued } = await makeFunction({ 'acme.vpn.logs/a.jsonl': line('mia') });
    const event = { Records: [objectMessage('m1', 'a.jsonl')] };

    const [first, second] = await Promise.all([invoke(event, contextOf()), invoke(event, contextOf())]);
    const third = await invoke(event, contextOf());

    expect([first, second, third]).toStrictEqual([first, first, first]);
    // The queue of one machine recognises a body that is sent again while it is held.
    expect(await queued()).toStrictEqual(['mia']);
  });

  it('does not start with an environment that is not complete', () => {
    const config = { cluster, logTypes: [], streams: {}, watchedTables: [] };

    expect(() => createHandler(config)).toThrow(
      'the environment of the function is not complete: STREAMALERT_PREFIX is missing; STREAMALERT_CLASSIFIED_QUEUE_URL must be a URL, is undefined; STREAMALERT_OBJECT_QUEUE_URL must be a URL, is undefined; STREAMALERT_WORKING_BUCKET is missing',
    );
  });

  it('tries its quarantine again, lets go what it recognises, and comes back for the rest when time is short', async () => {
    const reject = async (id: string, data: string, cluster = 'prod') => {
      const rejected: RejectedRecord = {
        kind: 'rejected',
        id: recordId(id, 3, 1),
        position: { record: 3, item: 1 },
        cluster,
        service: 's3',
        resource: 'acme.vpn.logs',
        reason: 'missing keys',
        detail: '',
      };
      await state.quarantine.add([{ rejected, origin: 's3://acme.vpn.logs/a.jsonl', data: Buffer.from(data) }]);
    };
    const { invoke, state, queuedIds } = await makeFunction();
    await reject('a', line('mia'));
    await reject('b', '{"user":"x"}');
    await reject('c', line('other'), 'corp');
    await reject('d', line('noah'));
    const isOver = (calls: number) => {
      let left = calls;
      return contextOf(() => (left-- > 0 ? 60_000 : 0));
    };

    const first = await invoke({ streamalert: 'replay', skip: 0 }, isOver(2));
    const second = await invoke({ streamalert: 'replay', skip: 2 }, contextOf());
    const third = await invoke({ streamalert: 'replay', skip: 0 }, contextOf());

    expect(first).toStrictEqual({ tried: 2, classified: 1, kept: 1, skip: 2 });
    expect(second).toStrictEqual({ tried: 1, classified: 1, kept: 0 });
    expect(third).toStrictEqual({ tried: 1, classified: 0, kept: 1 });
    expect(await queuedIds()).toStrictEqual([recordId('a', 3, 1), recordId('d', 3, 1)]);
    expect((await state.quarantine.summary()).records).toBe(2);
  });
});
