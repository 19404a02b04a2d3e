import { type Json, parseJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';

/**
 * What Lambda writes of a batch of a stream that it gave up: where the records lie, and not the records.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export interface StreamNotice {
  readonly kind: 'kinesis' | 'table';
  readonly streamArn: string;
  readonly shardId: string;
  /** First and last sequence number of the batch. */
  readonly first: string;
  readonly last: string;
  readonly records: number;
  /** Why Lambda gave up, e.g. `RetryAttemptsExhausted`. */
  readonly condition: string;
  /** Of the last try; empty when Lambda does not say. */
  readonly requestId: string;
}

const kinds = { KinesisBatchInfo: 'kinesis', DDBStreamBatchInfo: 'table' } as const;

/** Reads the body of such a message; `undefined` for anything else. */
export function readStreamNotice(body: string): StreamNotice | undefined {
  const message = parsed(body);
  for (const [key, kind] of Object.entries(kinds)) {
    const batch = fieldsOf(message[key]);
    const [streamArn, shardId, first, last] = [
      batch['streamArn'],
      batch['shardId'],
      batch['startSequenceNumber'],
      batch['endSequenceNumber'],
    ];
    if (![streamArn, shardId, first, last].every((value) => typeof value === 'string')) continue;
    const { condition, requestId } = fieldsOf(message['requestContext']);
    return {
      kind,
      streamArn: String(streamArn),
      shardId: String(shardId),
      first: String(first),
      last: String(last),
      records: Number(batch['batchSize'] ?? 0),
      condition: typeof condition === 'string' ? condition : 'unknown',
      requestId: typeof requestId === 'string' ? requestId : '',
    };
  }
  return undefined;
}

function parsed(body: string): Readonly<Record<string, Json | undefined>> {
  try {
    return fieldsOf(parseJson(body));
  } catch {
    return {};
  }
}

const fieldsOf = (value: Json | undefined): Readonly<Record<string, Json | undefined>> =>
  isJsonObject(value) ? value : {};
