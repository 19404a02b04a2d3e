import type { BlobStore, QueueBody } from '@streamalert/core';
import { idAttribute, readMessage, recordsAttribute } from './queue-message.ts';

/**
 * A message as SQS hands it to a function.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export interface SqsEventMessage {
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes?: Readonly<Record<string, { readonly stringValue?: string }>>;
}

/**
 * Reads a message of a function's event as the queue body it holds; one of 3.5 has the id of the message.
 *
 * @param overflow Where bodies are that were too large for the queue.
 * @throws UnreadableError, QueueMessageError
 */
export function readEventMessage(message: SqsEventMessage, overflow: BlobStore | undefined): Promise<QueueBody> {
  const { messageId, body, messageAttributes = {} } = message;
  return readMessage(
    {
      messageId,
      text: body,
      id: messageAttributes[idAttribute]?.stringValue,
      records: messageAttributes[recordsAttribute]?.stringValue,
    },
    overflow,
  );
}
