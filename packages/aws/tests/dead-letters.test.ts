import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { createSystemClock } from '@streamalert/core';
import { describeOnAws } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { findQueue, openLetterQueue } from '../src/dead-letters/letter-queue.ts';
import { lookInto } from '../src/dead-letters/look.ts';
import { type Destination, replayLetters } from '../src/dead-letters/replay.ts';
import { toQueue } from '../src/dead-letters/to-queue.ts';
import { makeQueue, sqsClient } from './helpers/clients.ts';
import { startFaultProxy } from './helpers/fault-proxy.ts';

const clock = createSystemClock();
const quick = { attempts: 2, baseMs: 1 };

for (const server of ['ministack', 'moto'] as const) {
  describeOnAws(server, (url) => {
    /** A dead-letter queue with some messages, and the queue they came from. */
    const setUp = async (count: number, bytes = 0) => {
      const client = sqsClient(url);
      const [lettersUrl, sourceUrl] = [await makeQueue(client), await makeQueue(client)];
      const bodies = Array.from({ length: count }, (_, seed) => JSON.stringify({ seed, text: 'x'.repeat(bytes) }));
      for (const MessageBody of bodies) {
        const MessageAttributes = { streamalert_records: { DataType: 'Number', StringValue: '3' } };
        await client.send(new SendMessageCommand({ QueueUrl: lettersUrl, MessageBody, MessageAttributes }));
      }
      return { client, lettersUrl, sourceUrl, bodies, queue: openLetterQueue(client, lettersUrl) };
    };

    describe('looking into dead letters', () => {
      it('shows them with when they were sent, and leaves all where they are', async () => {
        const { queue, bodies, client, lettersUrl } = await setUp(13);

        const letters = await lookInto(queue, 20);

        expect(letters.map(({ body }) => body).toSorted()).toStrictEqual(bodies.toSorted());
        expect(letters.every(({ sentAt }) => Math.abs(clock.now() - sentAt) < 3_600_000_000)).toBe(true);
        expect(await visible(client, lettersUrl)).toHaveLength(13);
      });

      it('finds no queue where there is none', async () => {
        expect(await findQueue(sqsClient(url), 'acme_streamalert_no_such_queue')).toBeUndefined();
      });
    });

    describe('replaying dead letters', () => {
      it('sends all of them back with text and attributes, and deletes them', async () => {
        const { queue, client, sourceUrl, bodies } = await setUp(23, 40_000);
        const progress: number[] = [];

        const result = await replayLetters(queue, toQueue(client, sourceUrl), {
          clock,
          onProgress: (n) => progress.push(n),
        });

        const sent = await visible(client, sourceUrl);
        expect(result).toStrictEqual({ replayed: 23, refused: [] });
        expect(progress.at(-1)).toBe(23);
        expect(sent.map(({ Body }) => Body).toSorted()).toStrictEqual(bodies.toSorted());
        expect(sent[0]?.MessageAttributes?.['streamalert_records']?.StringValue).toBe('3');
        expect(await queue.count()).toBe(0);
      });

      it('sends as many as it is told', async () => {
        const { queue, client, sourceUrl, lettersUrl } = await setUp(15);

        const result = await replayLetters(queue, toQueue(client, sourceUrl), { clock, max: 12 });

        expect(result).toStrictEqual({ replayed: 12, refused: [] });
        expect(await visible(client, sourceUrl)).toHaveLength(12);
        expect(await visible(client, lettersUrl)).toHaveLength(3);
      });

      it('keeps what its destination does not take, visible at once', async () => {
        const { queue, bodies, client, lettersUrl } = await setUp(5);
        const odd: Destination = {
          deliver: async (letters) =>
            new Map(letters.filter(({ body }) => body === bodies[3]).map(({ id }) => [id, 'no room'])),
        };

        const { replayed, refused } = await replayLetters(queue, odd, { clock });

        expect([replayed, refused.map(({ reason }) => reason)]).toStrictEqual([4, ['no room']]);
        expect((await visible(client, lettersUrl)).map(({ Body }) => Body)).toStrictEqual([bodies[3]]);
      });

      it('ends although what it replays fails again and comes back', async () => {
        const { queue, client, lettersUrl } = await setUp(12);

        const { replayed } = await replayLetters(queue, toQueue(client, lettersUrl), { clock });

        expect(replayed).toBe(12);
        expect(await visible(client, lettersUrl)).toHaveLength(12);
      });

      it('stops after the batch that is under way when it is told to', async () => {
        const { queue, client, sourceUrl, lettersUrl } = await setUp(25);
        const controller = new AbortController();

        const { replayed } = await replayLetters(queue, toQueue(client, sourceUrl), {
          clock,
          signal: controller.signal,
          onProgress: () => controller.abort(),
        });

        const left = await visible(client, lettersUrl);
        expect(replayed).toBe(10);
        expect(left).toHaveLength(15);
      });

      it('loses none when the answer to a send is lost', async () => {
        const { bodies, client, lettersUrl, sourceUrl } = await setUp(20);
        const proxy = await startFaultProxy(url, ({ action, earlier }) =>
          action === 'AmazonSQS.SendMessageBatch' && earlier < 3 ? { kind: 'drop after' } : { kind: 'none' },
        );
        const shaky = sqsClient(proxy.url);

        await replayLetters(openLetterQueue(client, lettersUrl), toQueue(shaky, sourceUrl, quick), { clock }).catch(
          () => {},
        );

        const [sent, left] = [await visible(client, sourceUrl), await visible(client, lettersUrl)];
        expect(proxy.faults.length).toBeGreaterThan(0);
        expect(new Set([...sent, ...left].map(({ Body }) => Body))).toStrictEqual(new Set(bodies));
      });

      it('keeps the letters when they were sent and could not be deleted', async () => {
        const { bodies, client, lettersUrl, sourceUrl } = await setUp(6);
        const proxy = await startFaultProxy(url, ({ action }) =>
          action === 'AmazonSQS.DeleteMessageBatch' ? { kind: 'drop before' } : { kind: 'none' },
        );
        const queue = openLetterQueue(sqsClient(proxy.url), lettersUrl, quick);

        const replay = replayLetters(queue, toQueue(client, sourceUrl), { clock });

        await expect(replay).rejects.toMatchObject({ name: 'AwsError', retryable: true });
        expect((await visible(client, sourceUrl)).map(({ Body }) => Body).toSorted()).toStrictEqual(bodies.toSorted());
        expect((await visible(client, lettersUrl)).map(({ Body }) => Body).toSorted()).toStrictEqual(bodies.toSorted());
      });
    });
  });
}

/** Every message of a queue that anybody would be handed now; takes them out. */
async function visible(client: SQSClient, QueueUrl: string) {
  const all = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return all;
    all.push(...Messages);
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}
