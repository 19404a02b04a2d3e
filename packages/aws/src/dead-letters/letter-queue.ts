import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  type MessageAttributeValue,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Micros } from '@streamalert/core';
import { awsCall, isCode, toAwsError } from '../aws-call.ts';
import type { Backoff } from '../backoff.ts';
import { batchEntries, runBatches } from '../sqs/batch.ts';

/** A message that could not be processed. */
export interface DeadLetter {
  /** Of the message as it was received and failed; logs of the function name it so. */
  readonly id: string;
  readonly body: string;
  /** When it was first sent. SQS keeps that time when it moves a message to a dead-letter queue. */
  readonly sentAt: Micros;
  /** Beside the body, by name. */
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
}

/** A dead letter that nobody else is handed for a while. */
export interface HeldLetter extends DeadLetter {
  readonly receipt: string;
}

/** What is done with one dead-letter queue. */
export interface LetterQueue {
  /** How many wait, about; those that somebody holds are counted as well. */
  count(): Promise<number>;
  /** At most ten, held for `seconds`; empty when nothing is left. */
  hold(limit: number, seconds: number): Promise<readonly HeldLetter[]>;
  delete(letters: readonly HeldLetter[]): Promise<void>;
  /** Makes them visible again at once. */
  release(letters: readonly HeldLetter[]): Promise<void>;
}

/** What SQS says of a queue that is not there. */
const missingCodes = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'];

/** What it says of a message that is gone, or held by another receiver. */
const goneCodes = ['ReceiptHandleIsInvalid', 'MessageNotInflight', 'InvalidParameterValue', 'InvalidIdFormat'];

/** Long enough that every server of SQS is asked. A short poll asks some and may answer that there is nothing. */
const waitSeconds = 1;

/** The URL of a queue of the account; `undefined` when there is none of this name. */
export async function findQueue(client: SQSClient, name: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
  } catch (error) {
    if (isCode(error, ...missingCodes)) return undefined;
    throw toAwsError(`sqs:GetQueueUrl of ${name}`, error);
  }
}

/** A standard queue of SQS. */
export function openLetterQueue(client: SQSClient, queueUrl: string, backoff: Backoff = {}): LetterQueue {
  const what = (action: string): string => `sqs:${action} on ${queueUrl}`;
  return {
    async count() {
      const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
      const { Attributes = {} } = await awsCall(what('GetQueueAttributes'), () =>
        client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] })),
      );
      return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
    },
    async hold(limit, seconds) {
      const { Messages = [] } = await awsCall(what('ReceiveMessage'), () =>
        client.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: Math.min(limit, batchEntries),
            VisibilityTimeout: seconds,
            WaitTimeSeconds: waitSeconds,
            MessageSystemAttributeNames: ['SentTimestamp'],
            MessageAttributeNames: ['All'],
          }),
        ),
      );
      return Messages.map(toLetter);
    },
    delete: (letters) =>
      runBatches(letters, {
        what: what('DeleteMessageBatch'),
        toEntry: ({ receipt }, Id) => ({ Id, ReceiptHandle: receipt }),
        call: (Entries) => client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
        nameOf: ({ id }) => id,
        backoff,
      }),
    release: (letters) =>
      runBatches(letters, {
        what: what('ChangeMessageVisibilityBatch'),
        toEntry: ({ receipt }, Id) => ({ Id, ReceiptHandle: receipt, VisibilityTimeout: 0 }),
        call: (Entries) => client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries })),
        nameOf: ({ id }) => id,
        ignored: goneCodes,
        backoff,
      }),
  };
}

function toLetter({ MessageId, Body, ReceiptHandle, Attributes, MessageAttributes }: Message): HeldLetter {
  return {
    id: MessageId ?? '',
    body: Body ?? '',
    sentAt: Number(Attributes?.SentTimestamp ?? 0) * 1000,
    attributes: MessageAttributes ?? {},
    receipt: ReceiptHandle ?? '',
  };
}
