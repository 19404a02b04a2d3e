import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { BlobStore, QueueBody, QueueDelivery, RecordQueue } from '@streamalert/core';
import { awsCall } from '../aws-call.ts';
import type { Backoff } from '../backoff.ts';
import { allOrFirstError, batchEntries, runBatch, runBatches } from './batch.ts';
import {
  idAttribute,
  type OutgoingMessage,
  queueLimits,
  readMessage,
  recordsAttribute,
  toMessage,
} from './queue-message.ts';

/** Options of {@link createSqsRecordQueue}. */
export interface SqsRecordQueueOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /**
   * Where bodies go that are larger than a message may be, as `queue/<id>.json`; a lifecycle rule of its bucket removes them
   * after the queue's retention. Without it such a body is an error.
   */
  readonly overflow?: BlobStore;
  /** The queue's `MaximumMessageSize`. Default 262,144. */
  readonly messageBytes?: number;
  /** How long {@link RecordQueue.receive} waits for a first message, 0 to 20 seconds. Default 0. */
  readonly waitSeconds?: number;
  /** For entries that a batch did not take. */
  readonly backoff?: Backoff;
}

/** What SQS says of a message that is gone, or held by another receiver. */
const goneCodes = ['ReceiptHandleIsInvalid', 'MessageNotInflight', 'InvalidParameterValue', 'InvalidIdFormat'];

/**
 * A standard SQS queue as a {@link RecordQueue}: the bodies of 3.5, with two attributes beside them. It does not notice a body that is
 * sent twice; whoever evaluates recognises records by their ids.
 */
export function createSqsRecordQueue(options: SqsRecordQueueOptions): RecordQueue {
  const {
    client,
    queueUrl,
    overflow,
    messageBytes = queueLimits.messageBytes,
    waitSeconds = 0,
    backoff = {},
  } = options;
  const what = (action: string): string => `sqs:${action} on ${queueUrl}`;

  const sendBatch = (messages: readonly OutgoingMessage[]): Promise<void> =>
    runBatch(messages, {
      what: what('SendMessageBatch'),
      toEntry: ({ id, text, records }, Id) => ({
        Id,
        MessageBody: text,
        MessageAttributes: {
          [idAttribute]: { DataType: 'String', StringValue: id },
          [recordsAttribute]: { DataType: 'Number', StringValue: String(records) },
        },
      }),
      call: (Entries) => client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
      nameOf: ({ id }) => id,
      backoff,
    });

  const receiveSome = async (limit: number, visibilityMs: number, wait: number): Promise<QueueDelivery[]> => {
    const { Messages = [] } = await awsCall(what('ReceiveMessage'), () =>
      client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: Math.min(limit, batchEntries),
          VisibilityTimeout: Math.ceil(visibilityMs / 1000),
          WaitTimeSeconds: wait,
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
          MessageAttributeNames: [idAttribute, recordsAttribute],
        }),
      ),
    );
    return Promise.all(Messages.map((message) => toDelivery(message, overflow)));
  };

  return {
    async send(bodies) {
      const unique = [...new Map(bodies.map((body) => [body.id, body])).values()];
      const made = await Promise.allSettled(unique.map((body) => toMessage(body, messageBytes, overflow)));
      const messages = made.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      // What is fine is sent, whatever is wrong with the others.
      await allOrFirstError([
        ...packed(messages, messageBytes).map(sendBatch),
        ...made.flatMap((result) => (result.status === 'rejected' ? [Promise.reject(result.reason)] : [])),
      ]);
    },
    async receive({ limit, visibilityMs }) {
      const deliveries: QueueDelivery[] = [];
      while (deliveries.length < limit) {
        const wait = deliveries.length === 0 ? waitSeconds : 0;
        const more = await receiveSome(limit - deliveries.length, visibilityMs, wait);
        if (more.length === 0) break;
        deliveries.push(...more);
      }
      return deliveries;
    },
    acknowledge: (receipts) =>
      runBatches(receipts, {
        what: what('DeleteMessageBatch'),
        toEntry: (ReceiptHandle, Id) => ({ Id, ReceiptHandle }),
        call: (Entries) => client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
        nameOf: (receipt) => receipt,
        ignored: goneCodes,
        backoff,
      }),
    release: (receipts) =>
      runBatches(receipts, {
        what: what('ChangeMessageVisibilityBatch'),
        toEntry: (ReceiptHandle, Id) => ({ Id, ReceiptHandle, VisibilityTimeout: 0 }),
        call: (Entries) => client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries })),
        nameOf: (receipt) => receipt,
        ignored: goneCodes,
        backoff,
      }),
    async depth() {
      const { Attributes = {} } = await awsCall(what('GetQueueAttributes'), () =>
        client.send(
          new GetQueueAttributesCommand({
            QueueUrl: queueUrl,
            AttributeNames: [
              'ApproximateNumberOfMessages',
              'ApproximateNumberOfMessagesDelayed',
              'ApproximateNumberOfMessagesNotVisible',
            ],
          }),
        ),
      );
      const count = (name: keyof typeof Attributes): number => Number(Attributes[name] ?? 0);
      return {
        waiting: count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesDelayed'),
        inFlight: count('ApproximateNumberOfMessagesNotVisible'),
      };
    },
  };
}

async function toDelivery(message: Message, overflow: BlobStore | undefined): Promise<QueueDelivery> {
  const body: QueueBody = await readMessage(
    {
      messageId: message.MessageId ?? '',
      text: message.Body ?? '',
      id: message.MessageAttributes?.[idAttribute]?.StringValue,
      records: message.MessageAttributes?.[recordsAttribute]?.StringValue,
    },
    overflow,
  );
  return {
    ...body,
    receipt: message.ReceiptHandle ?? '',
    attempt: Number(message.Attributes?.ApproximateReceiveCount ?? 1),
  };
}

/** Batches within what one call takes, which is as much as the largest message. */
function packed(messages: readonly OutgoingMessage[], limitBytes: number): (readonly OutgoingMessage[])[] {
  const batches: { messages: OutgoingMessage[]; bytes: number }[] = [];
  for (const message of messages) {
    const last = batches.at(-1);
    if (last === undefined || last.messages.length === batchEntries || last.bytes + message.bytes > limitBytes) {
      batches.push({ messages: [message], bytes: message.bytes });
    } else {
      last.messages.push(message);
      last.bytes += message.bytes;
    }
  }
  return batches.map((batch) => batch.messages);
}
