import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  type _Record as KinesisRecord,
} from '@aws-sdk/client-kinesis';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Json } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { awsCall } from '../aws-call.ts';
import { AwsError } from '../errors.ts';
import { callFunction, FunctionFailedError } from '../functions/caller.ts';
import { readStreamNotice, type StreamNotice } from './notices.ts';
import type { Destination } from './replay.ts';

/** Of a synchronous invocation, with room for what surrounds the data. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const eventBytes = 4 * 1024 * 1024;

/**
 * Reads the records that a notice names from their stream, and hands them to the function that failed, as Lambda does: with the
 * same ids. A notice whose records the stream no longer keeps is refused.
 */
export function toStreamReader(kinesis: KinesisClient, lambda: LambdaClient, functionName: string): Destination {
  return eachAlone(async (body) => {
    const notice = readStreamNotice(body);
    if (notice?.kind !== 'kinesis') return 'it names no records of a stream';
    const found = await readRecords(kinesis, notice);
    const missing = missingOf(notice, found);
    if (missing !== undefined) return missing;
    for (const records of parts(found)) {
      const failure = await invoke(lambda, functionName, { Records: records.map((record) => toEvent(record, notice)) });
      if (failure !== undefined) return failure;
    }
    return undefined;
  });
}

/** Invokes a function that looks by itself for what is to be done; what the letters say is then done too. */
export function toSweep(lambda: LambdaClient, functionName: string): Destination {
  return {
    async deliver(letters) {
      const failure = await invoke(lambda, functionName, {});
      return failure === undefined ? new Map() : new Map(letters.map(({ id }) => [id, failure]));
    },
  };
}

/** A destination that takes letters one by one. @param take Says why it does not take a body. */
function eachAlone(take: (body: string) => Promise<string | undefined>): Destination {
  return {
    async deliver(letters) {
      const refused = new Map<string, string>();
      for (const { id, body } of letters) {
        const reason = await take(body);
        if (reason !== undefined) refused.set(id, reason);
      }
      return refused;
    },
  };
}

/** The records between the two sequence numbers, as far as the stream has them. */
async function readRecords(client: KinesisClient, notice: StreamNotice): Promise<readonly KinesisRecord[]> {
  const { streamArn, shardId, first, last } = notice;
  const what = `on ${shardId} of ${streamArn}`;
  const { ShardIterator } = await awsCall(`kinesis:GetShardIterator ${what}`, () =>
    client.send(
      new GetShardIteratorCommand({
        StreamARN: streamArn,
        ShardId: shardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        StartingSequenceNumber: first,
      }),
    ),
  ).catch((error: unknown) => {
    // Below what the stream keeps.
    if (error instanceof AwsError && error.code === 'InvalidArgumentException') return { ShardIterator: undefined };
    throw error;
  });
  const found: KinesisRecord[] = [];
  const end = BigInt(last);
  let next = ShardIterator;
  while (next !== undefined) {
    const iterator: string = next;
    const page = await awsCall(`kinesis:GetRecords ${what}`, () =>
      client.send(new GetRecordsCommand({ StreamARN: streamArn, ShardIterator: iterator })),
    );
    const { Records = [], NextShardIterator, MillisBehindLatest = 0 } = page;
    found.push(...Records.filter(({ SequenceNumber = '0' }) => BigInt(SequenceNumber) <= end));
    const isOver = Records.some(({ SequenceNumber = '0' }) => BigInt(SequenceNumber) >= end);
    next = isOver || (Records.length === 0 && MillisBehindLatest === 0) ? undefined : NextShardIterator;
  }
  return found;
}

/** Records of a batch are all there or are lost from its beginning on, as a stream forgets the oldest first. */
function missingOf({ first, last, records }: StreamNotice, found: readonly KinesisRecord[]): string | undefined {
  const isWhole = found[0]?.SequenceNumber === first && found.at(-1)?.SequenceNumber === last;
  return isWhole ? undefined : `its stream has ${found.length} of the ${records} records that it names`;
}

/** Records in their order, as many at a time as an invocation takes. */
function parts(records: readonly KinesisRecord[]): (readonly KinesisRecord[])[] {
  const made: { records: KinesisRecord[]; bytes: number }[] = [];
  for (const record of records) {
    const bytes = ((record.Data?.byteLength ?? 0) * 4) / 3 + 1000;
    const last = made.at(-1);
    if (last === undefined || last.bytes + bytes > eventBytes) made.push({ records: [record], bytes });
    else {
      last.records.push(record);
      last.bytes += bytes;
    }
  }
  return made.map((part) => part.records);
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
function toEvent(record: KinesisRecord, { streamArn, shardId }: StreamNotice): Json {
  const { SequenceNumber = '', PartitionKey = '', Data = new Uint8Array(), ApproximateArrivalTimestamp } = record;
  return {
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventName: 'aws:kinesis:record',
    eventID: `${shardId}:${SequenceNumber}`,
    eventSourceARN: streamArn,
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: PartitionKey,
      sequenceNumber: SequenceNumber,
      data: Buffer.from(Data).toString('base64'),
      approximateArrivalTimestamp: (ApproximateArrivalTimestamp?.getTime() ?? 0) / 1000,
    },
  };
}

/** Waits for what a function does with an event. @returns What failed. */
async function invoke(client: LambdaClient, name: string, event: Json): Promise<string | undefined> {
  try {
    const answer = await callFunction(client, name, event);
    const failures = isJsonObject(answer) ? answer['batchItemFailures'] : undefined;
    const failed = Array.isArray(failures) ? failures.length : 0;
    return failed === 0 ? undefined : `${name} could not process ${failed} of the records; its log says why`;
  } catch (error) {
    if (error instanceof FunctionFailedError) return error.message;
    throw error;
  }
}
