import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Backoff } from '../backoff.ts';
import { BatchError } from '../errors.ts';
import { batchEntries, runBatch } from '../sqs/batch.ts';
import { queueLimits } from '../sqs/queue-message.ts';
import type { DeadLetter } from './letter-queue.ts';
import type { Destination } from './replay.ts';

/** Sends letters to a queue as they were: the same text and the same attributes. */
export function toQueue(client: SQSClient, queueUrl: string, backoff: Backoff = {}): Destination {
  const send = async (letters: readonly DeadLetter[]): Promise<readonly (readonly [id: string, reason: string])[]> => {
    try {
      await runBatch(letters, {
        what: `sqs:SendMessageBatch on ${queueUrl}`,
        toEntry: ({ body, attributes }, Id) => ({ Id, MessageBody: body, MessageAttributes: { ...attributes } }),
        call: (Entries) => client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries })),
        nameOf: ({ id }) => id,
        backoff,
      });
      return [];
    } catch (error) {
      if (!(error instanceof BatchError)) throw error;
      return error.failed.map((id) => [id, error.code] as const);
    }
  };
  return {
    async deliver(letters) {
      const refused = new Map<string, string>();
      for (const batch of batches(letters)) for (const [id, reason] of await send(batch)) refused.set(id, reason);
      return refused;
    },
  };
}

/** Bytes that SQS counts for a letter. */
const sizeOf = ({ body, attributes }: DeadLetter): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.byteLength ?? 0),
    Buffer.byteLength(body),
  );

/** What one call takes is as much as the largest message. */
function batches(letters: readonly DeadLetter[]): (readonly DeadLetter[])[] {
  const made: { letters: DeadLetter[]; bytes: number }[] = [];
  for (const letter of letters) {
    const bytes = sizeOf(letter);
    const last = made.at(-1);
    if (last === undefined || last.letters.length === batchEntries || last.bytes + bytes > queueLimits.messageBytes) {
      made.push({ letters: [letter], bytes });
    } else {
      last.letters.push(letter);
      last.bytes += bytes;
    }
  }
  return made.map((batch) => batch.letters);
}
