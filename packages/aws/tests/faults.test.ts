import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { CreateDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import type { Alert, DeliveryOutcome } from '@streamalert/core';
import { encodeFirehoseRecord, storeTables } from '@streamalert/core/wire';
import { describeOnAws, makeAlert, makeClassifiedRecord, makeQueueBody, testTime } from '@streamalert/test-kit';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDynamoIndicatorStore } from '../src/dynamodb/indicator-store.ts';
import { createFirehoseRecordStream } from '../src/firehose/record-stream.ts';
import { createS3BlobStore } from '../src/s3/blob-store.ts';
import { createSqsRecordQueue } from '../src/sqs/record-queue.ts';
import { makeAlertTables } from './helpers/alert-store.ts';
import {
  dynamoClient,
  firehoseClient,
  freshName,
  makeBucket,
  makeQueue,
  s3Client,
  sqsClient,
} from './helpers/clients.ts';
import { type Fault, type ProxiedCall, startFaultProxy, throttled } from './helpers/fault-proxy.ts';
import { makeTable } from './helpers/tables.ts';

const none: Fault = { kind: 'none' };
const quick = { baseMs: 1, capMs: 5, attempts: 12 };
const minute = 60_000_000;

/** As often as the SDK does, without its pauses of half a second. */
const promptRetries: NonNullable<DynamoDBClientConfig['retryStrategy']> = {
  acquireInitialRetryToken: async () => retryToken(0),
  async refreshRetryTokenForRetry(token, { errorType }) {
    if (errorType === 'CLIENT_ERROR' || token.getRetryCount() === 2) throw new Error('no more retries');
    return retryToken(token.getRetryCount() + 1);
  },
  recordSuccess() {},
};
const retryToken = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 1 });

/** The server takes the first half of a list in the body; `refuse` tells the rest in its answer. */
function half(
  call: ProxiedCall,
  list: string,
  refuse: (rest: readonly Record<string, unknown>[], answer: Record<string, unknown>) => Record<string, unknown>,
): Fault {
  const body = JSON.parse(call.body.toString());
  const items = body[list] as Record<string, unknown>[];
  const taken = Math.floor(items.length / 2);
  if (taken === 0) return none;
  return {
    kind: 'change',
    body: { ...body, [list]: items.slice(0, taken) },
    answer: (answer) => refuse(items.slice(taken), answer),
  };
}

describeOnAws('ministack', (url) => {
  it('sends again what an SQS batch did not take, and that alone', async () => {
    const queueUrl = await makeQueue(sqsClient(url));
    const proxy = await startFaultProxy(url, (call) =>
      call.action.endsWith('SendMessageBatch')
        ? half(call, 'Entries', (rest, answer) => ({
            ...answer,
            Failed: rest.map(({ Id }) => ({ Id, SenderFault: false, Code: 'InternalError' })),
          }))
        : none,
    );
    const queue = createSqsRecordQueue({ client: sqsClient(proxy.url), queueUrl, backoff: quick });
    const bodies = Array.from({ length: 25 }, (_, seed) => makeQueueBody([makeClassifiedRecord({ seed })]));

    await queue.send(bodies);

    const received = await queue.receive({ limit: 100, visibilityMs: 60_000 });
    expect(received.map(({ id }) => id).sort()).toStrictEqual(bodies.map(({ id }) => id).sort());
    expect(proxy.faults.length).toBeGreaterThan(3);
  });

  it('names the entries that SQS never took', async () => {
    const queueUrl = await makeQueue(sqsClient(url));
    const proxy = await startFaultProxy(url, (call) =>
      half(call, 'Entries', (rest, answer) => ({
        ...answer,
        Failed: rest.map(({ Id }) => ({ Id, SenderFault: true, Code: 'InvalidMessageContents' })),
      })),
    );
    const queue = createSqsRecordQueue({ client: sqsClient(proxy.url), queueUrl, backoff: quick });
    const bodies = [1, 2].map((seed) => makeQueueBody([makeClassifiedRecord({ seed })]));

    const error = await queue.send(bodies).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      name: 'BatchError',
      code: 'InvalidMessageContents',
      failed: [bodies[1]?.id],
      retryable: false,
    });
  });

  it('puts records again that Firehose did not take, and those alone', async () => {
    const s3 = s3Client(url);
    const bucket = await makeBucket(s3);
    const stream = freshName('stream');
    await firehoseClient(url).send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: stream,
        ExtendedS3DestinationConfiguration: {
          RoleARN: 'arn:aws:iam::123456789012:role/firehose',
          BucketARN: `arn:aws:s3:::${bucket}`,
        },
      }),
    );
    const proxy = await startFaultProxy(url, (call) =>
      half(call, 'Records', (rest, answer) => ({
        FailedPutCount: rest.length,
        RequestResponses: [
          ...(answer['RequestResponses'] as unknown[]),
          ...rest.map(() => ({ ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' })),
        ],
      })),
    );
    const client = firehoseClient(proxy.url);
    // Two of them share a record.
    const rows = Array.from({ length: 40 }, (_, seed) => ({ seed, padding: 'x'.repeat(30_000) }));
    const lines = new TextEncoder().encode(rows.map(encodeFirehoseRecord).join(''));

    await createFirehoseRecordStream({ client, streamOf: () => stream, backoff: quick }).put([
      { table: 'table', id: 'batch', records: rows.length, lines },
    ]);

    const blobs = createS3BlobStore({ client: s3, bucket });
    const stored: number[] = [];
    for await (const { key } of blobs.list('')) {
      const written = new TextDecoder()
        .decode(await blobs.read(key))
        .trim()
        .split('\n');
      stored.push(...written.map((line) => JSON.parse(line).seed));
    }
    expect(proxy.faults.length).toBeGreaterThan(1);
    expect(stored.sort((a, b) => a - b)).toStrictEqual(rows.map(({ seed }) => seed));
  });

  it('writes and reads items again that DynamoDB left unprocessed', async () => {
    const table = await makeTable(dynamoClient(url), storeTables.indicators);
    const proxy = await startFaultProxy(url, (call) => {
      const isWrite = call.action.endsWith('BatchWriteItem');
      const body = JSON.parse(call.body.toString());
      const items = isWrite ? body.RequestItems[table] : body.RequestItems[table].Keys;
      const taken = Math.ceil(items.length / 2);
      const [some, rest] = [items.slice(0, taken), items.slice(taken)];
      if (rest.length === 0) return none;
      return isWrite
        ? {
            kind: 'change',
            body: { RequestItems: { [table]: some } },
            answer: (answer) => ({ ...answer, UnprocessedItems: { [table]: rest } }),
          }
        : {
            kind: 'change',
            body: { RequestItems: { [table]: { Keys: some } } },
            answer: (answer) => ({ ...answer, UnprocessedKeys: { [table]: { Keys: rest } } }),
          };
    });
    const store = createDynamoIndicatorStore({ client: dynamoClient(proxy.url), table, backoff: quick });
    const values = Array.from({ length: 120 }, (_, index) => `host-${index}.example.com`);
    const indicators = values.map((value) => ({
      value,
      type: 'domain',
      subType: 'c2',
      source: 'a',
      expires: testTime,
    }));

    await store.put(indicators);
    const found = await store.find(values, testTime - 1);

    expect([...found.values()].sort((a, b) => (a.value < b.value ? -1 : 1))).toStrictEqual(
      indicators.sort((a, b) => (a.value < b.value ? -1 : 1)),
    );
    expect(proxy.faults.length).toBeGreaterThan(10);
  });

  it('goes on with a download where it broke off', async () => {
    const direct = s3Client(url);
    const bucket = await makeBucket(direct);
    const content = Uint8Array.from({ length: 2_000_000 }, (_, index) => index % 251);
    await createS3BlobStore({ client: direct, bucket }).put('large', content);
    const proxy = await startFaultProxy(url, ({ earlier }) =>
      earlier < 5 ? { kind: 'break off', afterBytes: 300_000 } : none,
    );

    const blobs = createS3BlobStore({ client: s3Client(proxy.url), bucket, backoff: quick });
    const read = await Array.fromAsync(blobs.stream('large', 10));

    expect(Buffer.concat(read).equals(content.subarray(10))).toBe(true);
    expect(proxy.faults).toHaveLength(5);
  });

  it('does not join two versions of an object that was replaced during a download', async () => {
    const direct = s3Client(url);
    const bucket = await makeBucket(direct);
    const writer = createS3BlobStore({ client: direct, bucket });
    await writer.put('a', new Uint8Array(1_000_000));
    const proxy = await startFaultProxy(url, ({ earlier }) =>
      earlier === 0 ? { kind: 'break off', afterBytes: 300_000 } : none,
    );
    const blobs = createS3BlobStore({ client: s3Client(proxy.url), bucket, backoff: quick });

    const read = (async () => {
      for await (const _chunk of blobs.stream('a')) await writer.put('a', Uint8Array.of(1, 2, 3));
    })();

    await expect(read).rejects.toMatchObject({ name: 'AwsError', code: 'PreconditionFailed' });
  });

  it('loses no alert and delivers none twice while calls are throttled, dropped, and carried out unheard', {
    timeout: 120_000,
  }, async () => {
    const direct = await makeAlertTables(dynamoClient(url), quick);
    const random = fc.sample(fc.integer({ min: 0, max: 99 }), { numRuns: 100_000, seed: 1 });
    let calls = 0;
    const proxy = await startFaultProxy(url, () => {
      const dice = random[calls++ % random.length] ?? 0;
      if (dice < 8) return throttled;
      if (dice < 12) return { kind: 'drop before' };
      return dice < 20 ? { kind: 'drop after' } : none;
    });
    const store = direct.open(dynamoClient(proxy.url, { retryStrategy: promptRetries }));
    const alerts = Array.from({ length: 60 }, (_, index) =>
      makeAlert({ seed: index + 1, ruleName: `rule_${index % 5}` }),
    );
    const again = async <T>(work: () => Promise<T>): Promise<T> => {
      for (;;) {
        try {
          return await work();
        } catch (error) {
          // What the queue does with a batch whose function failed.
          if ((error as { retryable?: boolean }).retryable !== true) throw error;
        }
      }
    };
    const sent = new Map<string, number>();

    await again(() => store.put(alerts));
    // What a claim leased before it failed is due again when the lease is over: nothing claimed does not mean that nothing waits.
    const somethingWaits = async () => (await Array.fromAsync(direct.open().waiting())).length > 0;
    for (let now = testTime + minute; await somethingWaits(); now += 2 * minute) {
      const claimed = await again(() => store.claim({ now, owner: `at-${now}`, leasedUntil: now + minute, limit: 20 }));
      for (const { alert, deliveries } of claimed) {
        for (const output of alert.outputs) {
          if (deliveries.some((state) => state.output === output && state.sentAt !== undefined)) continue;
          sent.set(`${alert.id} ${output}`, (sent.get(`${alert.id} ${output}`) ?? 0) + 1);
          const outcome: DeliveryOutcome = { output, kind: 'sent', at: now };
          await again(() =>
            store.settle(alert, [outcome], { owner: `at-${now}`, more: output !== alert.outputs.at(-1) }),
          );
        }
      }
    }

    const receipts = await Promise.all(alerts.map((alert) => direct.open().receipt(alert)));
    expect(receipts.map((receipt) => receipt?.sent.map(({ output }) => output))).toStrictEqual(
      alerts.map((alert: Alert) => alert.outputs),
    );
    expect([...sent.values()].filter((times) => times !== 1)).toStrictEqual([]);
    expect(sent.size).toBe(alerts.length * 2);
    expect(proxy.faults.length).toBeGreaterThan(50);
  });
});
