import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { sha256 } from '@streamalert/core';
import {
  describeDispatcher,
  describeOnAws,
  describeRecordQueue,
  makeClassifiedRecord,
  makeQueueBody,
} from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { TooLargeError } from '../src/errors.ts';
import { createS3BlobStore } from '../src/s3/blob-store.ts';
import { createSqsDispatcher } from '../src/sqs/dispatcher.ts';
import { queueLimits } from '../src/sqs/queue-message.ts';
import { createSqsRecordQueue } from '../src/sqs/record-queue.ts';
import { makeBucket, makeQueue, s3Client, sqsClient } from './helpers/clients.ts';

const visible = { limit: 10, visibilityMs: 30_000 };
const body = (seed: number, bytes = 0) =>
  makeQueueBody([makeClassifiedRecord({ seed, record: { seed, text: 'x'.repeat(bytes) } })]);
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

for (const server of ['ministack', 'moto'] as const) {
  describeOnAws(server, (url) => {
    const setUp = async () => {
      const client = sqsClient(url);
      return { client, queueUrl: await makeQueue(client) };
    };

    describeRecordQueue('an SQS queue', async () => {
      const options = await setUp();
      const open = () => createSqsRecordQueue(options);
      return {
        port: open(),
        // Visibility is in seconds: one of a millisecond ends after the first.
        reopen: async () => {
          await new Promise((resolve) => setTimeout(resolve, 1100));
          return open();
        },
        mayDouble: true,
      };
    });
    describeDispatcher('an SQS queue', async () => ({
      port: createSqsDispatcher(await setUp()),
      mayDouble: true,
    }));

    describe('SqsRecordQueue', () => {
      it('sends the body of 3.5, with id and count beside it', async () => {
        const { client, queueUrl } = await setUp();
        await createSqsRecordQueue({ client, queueUrl }).send([body(1)]);

        const { Messages } = await client.send(
          new ReceiveMessageCommand({ QueueUrl: queueUrl, MessageAttributeNames: ['All'] }),
        );

        const attributes = Object.entries(Messages?.[0]?.MessageAttributes ?? {}).map(([k, v]) => [k, v.StringValue]);
        expect(Messages?.[0]?.Body).toBe(text(body(1).text));
        expect(Object.fromEntries(attributes)).toStrictEqual({ streamalert_id: body(1).id, streamalert_records: '1' });
      });

      it('reads what 3.5 sent', async () => {
        const { client, queueUrl } = await setUp();
        const { MessageId } = await client.send(
          new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: text(body(1).text) }),
        );

        const [delivery] = await createSqsRecordQueue({ client, queueUrl }).receive(visible);

        expect(delivery).toMatchObject({ id: MessageId, records: 1, text: body(1).text });
      });

      it('escapes the two characters that SQS refuses', async () => {
        const queue = createSqsRecordQueue(await setUp());
        const record = makeClassifiedRecord({ record: { text: '\uFFFE \uFFFF \uFFFD' } });
        await queue.send([makeQueueBody([record])]);

        const [delivery] = await queue.receive(visible);

        expect(JSON.parse(text(delivery?.text))[0].record).toStrictEqual({ text: '\uFFFE \uFFFF \uFFFD' });
      });

      it('sends more than a call takes, by number and by bytes', async () => {
        const queue = createSqsRecordQueue(await setUp());
        const bodies = Array.from({ length: 23 }, (_, seed) => body(seed, 40_000));
        await queue.send(bodies);

        const deliveries = await queue.receive({ ...visible, limit: 30 });

        expect(deliveries.map(({ id }) => id).sort()).toStrictEqual(bodies.map(({ id }) => id).sort());
      });

      it('takes a body of the largest size, and refuses a larger one without keeping the others back', async () => {
        const queue = createSqsRecordQueue(await setUp());
        const empty = body(1).text.byteLength;
        const largest = body(1, queueLimits.bodyBytes - empty);
        const larger = body(2, queueLimits.messageBytes - empty);

        const error = await queue.send([larger, largest, body(3)]).catch((thrown: unknown) => thrown);

        const deliveries = await queue.receive(visible);
        expect(error).toBeInstanceOf(TooLargeError);
        expect(error).toMatchObject({ ids: [larger.id], retryable: false });
        expect(deliveries.map(({ id }) => id).sort()).toStrictEqual([largest.id, body(3).id].sort());
      });

      it('puts a larger body into the overflow store, and reads it from there', async () => {
        const options = await setUp();
        const s3 = s3Client(url);
        const overflow = createS3BlobStore({ client: s3, bucket: await makeBucket(s3) });
        const larger = body(1, 300_000);
        await createSqsRecordQueue({ ...options, overflow }).send([larger]);

        const withoutStore = createSqsRecordQueue(options).receive({ limit: 1, visibilityMs: 0 });
        await expect(withoutStore).rejects.toMatchObject({ name: 'UnreadableError' });
        const [delivery] = await createSqsRecordQueue({ ...options, overflow }).receive(visible);

        expect(delivery).toMatchObject(larger);
      });
    });

    describe('SqsDispatcher', () => {
      it('leaves a message that is no key to the redrive policy', async () => {
        const { client, queueUrl } = await setUp();
        const dispatcher = createSqsDispatcher({ client, queueUrl });
        await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: '{"RuleName":1}' }));
        await dispatcher.dispatch([{ ruleName: 'rule', id: 'a' }]);

        await dispatcher.acknowledge(await dispatcher.receive(10));

        const { Attributes } = await client.send(
          new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }),
        );
        expect(Attributes).toMatchObject({
          ApproximateNumberOfMessages: '0',
          ApproximateNumberOfMessagesNotVisible: '1',
        });
      });

      it('makes the alerts of a rule one group, so that SQS shares turns among rules', async () => {
        const { client, queueUrl } = await setUp();
        const long = 'r'.repeat(129);
        await createSqsDispatcher({ client, queueUrl }).dispatch([
          { ruleName: 'root_login', id: 'a' },
          { ruleName: 'root_login', id: 'b' },
          { ruleName: long, id: 'a' },
          { ruleName: 'größer', id: 'a' },
        ]);

        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: 10,
            MessageSystemAttributeNames: ['MessageGroupId'],
          }),
        );

        const groups = Messages.map(({ Attributes }) => Attributes?.['MessageGroupId']);
        expect(groups.sort()).toStrictEqual(['root_login', 'root_login', sha256(long), sha256('größer')].sort());
      });
    });
  });
}
