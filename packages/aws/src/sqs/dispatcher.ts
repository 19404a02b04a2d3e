import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type AlertKey, type Dispatcher, parseJson, sha256, stringifyJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { awsCall } from '../aws-call.ts';
import type { Backoff } from '../backoff.ts';
import { batchEntries, runBatches } from './batch.ts';

/** Options of {@link createSqsDispatcher}. */
export interface SqsDispatcherOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** How long {@link Dispatcher.receive} waits for a first key, 0 to 20 seconds. Default 0. */
  readonly waitSeconds?: number;
  readonly backoff?: Backoff;
}

const nameOf = ({ ruleName, id }: AlertKey): string => `${ruleName}\n${id}`;

/** `{"RuleName":"root_login","AlertID":"…"}`, as 3.5 named an alert to its processor. */
export const encodeAlertKey = ({ ruleName, id }: AlertKey): string =>
  stringifyJson({ RuleName: ruleName, AlertID: id });

/** Reads what {@link encodeAlertKey} wrote; `undefined` for anything else. */
export function decodeAlertKey(body: string): AlertKey | undefined {
  try {
    const parsed = parseJson(body);
    if (!isJsonObject(parsed)) return undefined;
    const { RuleName: ruleName, AlertID: id } = parsed;
    return typeof ruleName === 'string' && typeof id === 'string' ? { ruleName, id } : undefined;
  } catch {
    return undefined;
  }
}

/** What a message group may be called. @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatchRequestEntry.html */
const groupName = /^[!-~]{1,128}$/;

/**
 * Alerts of one rule are one group of messages: where one rule has many, SQS hands out those of others first.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
 */
const groupOf = ({ ruleName }: AlertKey): string => (groupName.test(ruleName) ? ruleName : sha256(ruleName));

/**
 * A standard SQS queue as a {@link Dispatcher}. A key may be in it twice: the lease of the alert store is what keeps two from
 * delivering at once, and a key whose alert is done or held leads to nothing.
 *
 * A message that is no key is left alone, so that the queue's redrive policy moves it to the dead-letter queue.
 */
export function createSqsDispatcher(options: SqsDispatcherOptions): Dispatcher {
  const { client, queueUrl, waitSeconds = 0, backoff = {} } = options;
  /** Receipt handles of what this process was handed, by key. */
  const held = new Map<string, string[]>();

  return {
    dispatch: (keys) =>
      runBatches([...new Map(keys.map((key) => [nameOf(key), key])).values()], {
        what: `sqs:SendMessageBatch on ${queueUrl}`,
        toEntry: (key, Id) => ({ Id, MessageBody: encodeAlertKey(key), MessageGroupId: groupOf(key) }),
        call: (Entries) => client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
        nameOf,
        backoff,
      }),
    async receive(limit) {
      const keys = new Map<string, AlertKey>();
      while (keys.size < limit) {
        const { Messages = [] } = await awsCall(`sqs:ReceiveMessage on ${queueUrl}`, () =>
          client.send(
            new ReceiveMessageCommand({
              QueueUrl: queueUrl,
              MaxNumberOfMessages: Math.min(limit - keys.size, batchEntries),
              WaitTimeSeconds: keys.size === 0 ? waitSeconds : 0,
            }),
          ),
        );
        if (Messages.length === 0) break;
        for (const { Body = '', ReceiptHandle = '' } of Messages) {
          const key = decodeAlertKey(Body);
          if (key === undefined) continue;
          keys.set(nameOf(key), key);
          held.set(nameOf(key), [...(held.get(nameOf(key)) ?? []), ReceiptHandle]);
        }
      }
      return [...keys.values()];
    },
    async acknowledge(keys) {
      const receipts = keys.flatMap((key) => held.get(nameOf(key)) ?? []);
      await runBatches(receipts, {
        what: `sqs:DeleteMessageBatch on ${queueUrl}`,
        toEntry: (ReceiptHandle, Id) => ({ Id, ReceiptHandle }),
        call: (Entries) => client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
        nameOf: (receipt) => receipt,
        ignored: ['ReceiptHandleIsInvalid'],
        backoff,
      });
      for (const key of keys) held.delete(nameOf(key));
    },
  };
}
