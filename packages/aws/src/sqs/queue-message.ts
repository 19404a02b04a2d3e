import { type BlobStore, parseJson, type QueueBody, stringifyJson } from '@streamalert/core';
import { decodeBody } from '@streamalert/core/wire';
import { isJsonObject } from '@streamalert/rules-sdk';
import { TooLargeError, UnreadableError } from '../errors.ts';

/**
 * Sizes in bytes. A message is its body and its attributes. Queues made since August 2025 may allow up to 1 MiB; 256 KiB is what every
 * queue takes.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const queueLimits = {
  messageBytes: 262_144,
  /** Of a body, so that its attributes find room. */
  bodyBytes: 261_888,
} as const;

/** Key of a body that only points to where the body is. */
const spilledKey = 'streamalert:spilled';

/** A message as it is sent; `bytes` as SQS counts them. */
export interface OutgoingMessage {
  readonly id: string;
  readonly text: string;
  readonly records: number;
  readonly bytes: number;
}

/** A message as it arrives, in a receive call or in a Lambda event. */
export interface IncomingMessage {
  readonly messageId: string;
  readonly text: string;
  /** Of attribute {@link idAttribute}; 3.5 sent none. */
  readonly id: string | undefined;
  readonly records: string | undefined;
}

/** Attributes of our messages. */
export const idAttribute = 'streamalert_id';
export const recordsAttribute = 'streamalert_records';

// The two noncharacters are JSON, but no text that SQS takes.
const refusedCharacters = /[\uFFFE\uFFFF]/g;

/** Where a body too large for the queue goes. */
const overflowKey = (id: string): string => `queue/${id}.json`;

/**
 * Makes a body into a message. One that is too large goes to `overflow`, and the message only points there.
 *
 * @throws TooLargeError without an `overflow`.
 */
export async function toMessage(
  body: QueueBody,
  limitBytes: number,
  overflow: BlobStore | undefined,
): Promise<OutgoingMessage> {
  const text = new TextDecoder()
    .decode(body.text)
    .replace(refusedCharacters, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
  const message = sized(body, text);
  if (message.bytes <= limitBytes) return message;
  if (overflow === undefined) {
    const size = `${message.bytes} of ${limitBytes} bytes`;
    throw new TooLargeError(`queue body ${body.id} is larger than a message may be: ${size}`, [body.id]);
  }
  const { key } = await overflow.put(overflowKey(body.id), body.text);
  return sized(body, stringifyJson({ [spilledKey]: key }));
}

function sized({ id, records }: QueueBody, text: string): OutgoingMessage {
  const attributes = [idAttribute, 'String', id, recordsAttribute, 'Number', String(records)];
  return { id, text, records, bytes: Buffer.byteLength(text) + Buffer.byteLength(attributes.join('')) };
}

/**
 * Reads a message of ours, or one of 3.5, whose id is that of the message.
 *
 * @throws UnreadableError, QueueMessageError
 */
export async function readMessage(message: IncomingMessage, overflow: BlobStore | undefined): Promise<QueueBody> {
  const text = await bodyOf(message, overflow);
  return {
    id: message.id ?? message.messageId,
    records:
      message.records === undefined ? decodeBody(new TextDecoder().decode(text)).length : Number(message.records),
    text,
  };
}

async function bodyOf({ text, messageId }: IncomingMessage, overflow: BlobStore | undefined): Promise<Uint8Array> {
  const key = spilledTo(text);
  if (key === undefined) return new TextEncoder().encode(text);
  const content = await overflow?.read(key);
  if (content !== undefined) return content;
  const why = overflow === undefined ? 'no store for large bodies is given' : 'it is not there';
  throw new UnreadableError(`message ${messageId} points to ${key}, but ${why}`);
}

/** Where the body is to which a message points; `undefined` for one that holds its body. */
export function spilledTo(text: string): string | undefined {
  if (!text.startsWith(`{"${spilledKey}"`)) return undefined;
  const pointer = parseJson(text);
  const key = isJsonObject(pointer) ? pointer[spilledKey] : undefined;
  return typeof key === 'string' ? key : undefined;
}
