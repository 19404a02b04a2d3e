import { createTestClock, describeOnAws, describeQuarantine, makeQuarantinedRecord } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createS3BlobStore } from '../src/s3/blob-store.ts';
import { createS3Quarantine } from '../src/s3/quarantine.ts';
import { makeBucket, s3Client } from './helpers/clients.ts';

const collect = <T>(items: AsyncIterable<T>): Promise<T[]> => Array.fromAsync(items);
const records = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => makeQuarantinedRecord({ seed: from + index }));
const ids = (held: ReturnType<typeof records>) => held.map(({ rejected }) => rejected.id);

for (const server of ['ministack', 'moto'] as const) {
  describeOnAws(server, (url) => {
    const setUp = async () => {
      const client = s3Client(url);
      const blobs = createS3BlobStore({ client, bucket: await makeBucket(client), prefix: 'quarantine/' });
      const clock = createTestClock();
      const open = () => createS3Quarantine({ blobs, clock });
      return { blobs, open, port: open() };
    };

    describeQuarantine('a bucket', async () => {
      const { port, open } = await setUp();
      return { port, reopen: async () => open() };
    });

    describe('S3Quarantine', () => {
      it('stores what was rejected together in one object', async () => {
        const { port, blobs } = await setUp();
        await port.add(records(1, 1000));

        const keys = (await collect(blobs.list(''))).map(({ key }) => key.replace(/^[^/]+/, 'payload'));

        expect(keys).toStrictEqual([
          expect.stringMatching(/^payload\/1688990282000000-0\.1-0\.1000-[0-9a-f]{16}\.ndjson\.gz$/),
        ]);
      });

      it('keeps a record of a redelivered payload once, however the batches are cut', async () => {
        const { port } = await setUp();
        await port.add(records(1, 10));
        await port.add(records(5, 15));
        await port.add(records(1, 15));

        expect(ids(await collect(port.list()))).toStrictEqual(ids(records(1, 15)));
      });

      it('lists a record once that two stored at the same time', async () => {
        const { port, open } = await setUp();
        await Promise.all([port.add(records(1, 3)), open().add(records(2, 4))]);

        expect(ids(await collect(port.list())).sort()).toStrictEqual(ids(records(1, 4)).sort());
        expect(await port.summary()).toStrictEqual({ records: 4, byReason: { 'not JSON': 4 } });
      });

      it('keeps order and the others when some are removed', async () => {
        const { port } = await setUp();
        await port.add(records(1, 4));
        await port.add(records(5, 6));

        await port.remove(ids(records(2, 3)));

        expect(ids(await collect(port.list()))).toStrictEqual(ids([...records(1, 1), ...records(4, 6)]));
      });

      it('splits a large batch into objects of bounded size', async () => {
        const { port, blobs } = await setUp();
        const data = new Uint8Array(3 * 1024 * 1024);
        const large = [1, 2, 3, 4].map((seed) => makeQuarantinedRecord({ seed, data }));
        await port.add(large);

        expect(await collect(blobs.list(''))).toHaveLength(2);
        expect(ids(await collect(port.list()))).toStrictEqual(ids(large));
      });

      it('takes ids of any form, and leaves other objects alone', async () => {
        const { port, blobs } = await setUp();
        await blobs.put('README.txt', new TextEncoder().encode('not ours'));
        const odd = makeQuarantinedRecord({ id: 'sns/ü .. a' });
        await port.add([odd]);

        expect(await collect(port.list())).toStrictEqual([odd]);
        expect(await port.get('sns/ü .. a')).toStrictEqual(odd);
        expect(await port.get('sns/ü .. b')).toBeUndefined();
      });
    });
  });
}
