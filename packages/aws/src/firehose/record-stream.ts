import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import type { RecordStream, StreamBatch } from '@streamalert/core';
import { firehoseLimits, packFirehoseBatches } from '@streamalert/core/wire';
import { awsCall } from '../aws-call.ts';
import { type Backoff, sendUntilTaken } from '../backoff.ts';
import { BatchError, TooLargeError } from '../errors.ts';
import { inParallel } from '../in-parallel.ts';

/** Options of {@link createFirehoseRecordStream}. */
export interface FirehoseRecordStreamOptions {
  readonly client: FirehoseClient;
  /** Delivery stream of a table, e.g. `cloudtrail_events` → `acme_streamalert_cloudtrail_events`. */
  readonly streamOf: (table: string) => string;
  /** For records that a call did not take. */
  readonly backoff?: Backoff;
  /** Calls at the same time. Default 4. */
  readonly parallel?: number;
}

interface Line {
  readonly text: string;
  /** `<batch id>:<line, from 0>` */
  readonly id: string;
}

/** A record as Firehose takes it. */
interface Entry {
  readonly text: string;
  /** Ids of its lines. */
  readonly ids: readonly string[];
}

/**
 * Delivery streams of Data Firehose as a {@link RecordStream}: a record holds as many lines as {@link packFirehoseBatches} puts there. A
 * line that is too large for Firehose does not keep the others back.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function createFirehoseRecordStream(options: FirehoseRecordStreamOptions): RecordStream {
  const { client, streamOf, backoff = {}, parallel = 4 } = options;

  const sendCall = async (stream: string, entries: readonly Entry[]): Promise<void> => {
    const what = `firehose:PutRecordBatch on ${stream}`;
    let lastCode = 'PartialFailure';
    const left = await sendUntilTaken(
      entries,
      async (pending) => {
        const { FailedPutCount = 0, RequestResponses = [] } = await awsCall(what, () =>
          client.send(
            new PutRecordBatchCommand({
              DeliveryStreamName: stream,
              Records: pending.map(({ text }) => ({ Data: Buffer.from(text) })),
            }),
          ),
        );
        if (FailedPutCount === 0) return [];
        lastCode = RequestResponses.find(({ ErrorCode }) => ErrorCode !== undefined)?.ErrorCode ?? lastCode;
        return pending.filter((_entry, index) => RequestResponses[index]?.RecordId === undefined);
      },
      backoff,
    );
    if (left.length === 0) return;
    throw new BatchError(
      `${what}: ${left.length} of ${entries.length} records were not taken (${lastCode})`,
      lastCode,
      left.flatMap(({ ids }) => ids),
    );
  };

  return {
    async put(batches) {
      const tooLarge: string[] = [];
      const calls: { readonly stream: string; readonly entries: readonly Entry[] }[] = [];
      for (const [table, ofTable] of Map.groupBy(batches, (batch) => batch.table)) {
        const lines = ofTable.flatMap(linesOf);
        const idsOf = (positions: readonly number[]) => positions.map((position) => (lines[position] as Line).id);
        const packed = packFirehoseBatches(lines.map(({ text }) => text));
        tooLarge.push(...idsOf(packed.tooLarge));
        for (const { records } of packed.batches) {
          const entries = records.map((record) => ({ text: record.text, ids: idsOf(record.lines) }));
          calls.push({ stream: streamOf(table), entries });
        }
      }
      // Every call is made, whatever comes of the others: what is stored is not sent again by a caller that looks at `failed`.
      const failures = (
        await inParallel(calls, parallel, ({ stream, entries }) =>
          sendCall(stream, entries).then(
            () => undefined,
            (error: unknown) => ({ error }),
          ),
        )
      ).filter((result) => result !== undefined);
      if (failures[0] !== undefined) throw failures[0].error;
      if (tooLarge.length > 0) {
        throw new TooLargeError(`${tooLarge.length} lines are over ${firehoseLimits.lineBytes} bytes`, tooLarge);
      }
    },
  };
}

function linesOf({ id, lines }: StreamBatch): Line[] {
  return new TextDecoder()
    .decode(lines)
    .split('\n')
    .filter((text) => text !== '')
    .map((text, index) => ({ text: `${text}\n`, id: `${id}:${index}` }));
}
