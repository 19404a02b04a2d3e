import { CreateDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { type JsonObject, parseJson, type StreamBatch } from '@streamalert/core';
import { encodeFirehoseRecord } from '@streamalert/core/wire';
import { describeOnAws, describeRecordStream } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createFirehoseRecordStream } from '../src/firehose/record-stream.ts';
import { createS3BlobStore } from '../src/s3/blob-store.ts';
import { firehoseClient, freshName, makeBucket, s3Client } from './helpers/clients.ts';

const table = 'cloudtrail_events';
const batchOf = (id: string, rows: readonly JsonObject[]): StreamBatch => ({
  table,
  id,
  records: rows.length,
  lines: new TextEncoder().encode(rows.map(encodeFirehoseRecord).join('')),
});
const rowsOf = (seed: number): JsonObject[] => [
  { seed, big: 2n ** 53n + 1n, text: 'ünïcödé 🜁' },
  { seed, text: 'second' },
];

for (const server of ['ministack', 'moto'] as const) {
  describeOnAws(server, (url) => {
    const setUp = async () => {
      const s3 = s3Client(url);
      const client = firehoseClient(url);
      const bucket = await makeBucket(s3);
      const prefix = freshName('stream');
      await client.send(
        new CreateDeliveryStreamCommand({
          DeliveryStreamName: `${prefix}_${table}`,
          ExtendedS3DestinationConfiguration: {
            RoleARN: 'arn:aws:iam::123456789012:role/firehose',
            BucketARN: `arn:aws:s3:::${bucket}`,
          },
        }),
      );
      const blobs = createS3BlobStore({ client: s3, bucket });
      return {
        port: createFirehoseRecordStream({ client, streamOf: (name) => `${prefix}_${name}` }),
        async stored() {
          const rows: JsonObject[] = [];
          for await (const { key } of blobs.list('')) {
            const lines = new TextDecoder().decode(await blobs.read(key)).split('\n');
            rows.push(...lines.filter((line) => line !== '').map((line) => parseJson(line) as JsonObject));
          }
          return rows;
        },
      };
    };

    describeRecordStream('delivery streams', async () => ({
      ...(await setUp()),
      makeBatch: (seed) => ({ batch: batchOf(`batch-${seed}`, rowsOf(seed)), rows: rowsOf(seed) }),
      mayDouble: true,
    }));

    describe('FirehoseRecordStream', () => {
      it('sends more than a call takes, by number and by bytes', async () => {
        const { port, stored } = await setUp();
        // Of which none shares a record with another.
        const many = Array.from({ length: 501 }, (_, seed) => ({ seed, long: 10n ** 20n }));
        const large = Array.from({ length: 6 }, (_, seed) => ({ seed, text: 'x'.repeat(900_000) }));

        await port.put([batchOf('many', many), batchOf('large', large)]);

        expect(await stored()).toHaveLength(507);
      });

      it('names the lines that no stream takes, and stores the others', async () => {
        const { port, stored } = await setUp();
        const rows = [{ seed: 1 }, { text: 'x'.repeat(1_000_000) }, { seed: 2 }];

        const error = await port.put([batchOf('batch', rows)]).catch((thrown: unknown) => thrown);

        expect(error).toMatchObject({ name: 'TooLargeError', ids: ['batch:1'], retryable: false });
        expect(await stored()).toEqual(expect.arrayContaining([{ seed: 1 }, { seed: 2 }]));
        expect(await stored()).toHaveLength(2);
      });
    });
  });
}
