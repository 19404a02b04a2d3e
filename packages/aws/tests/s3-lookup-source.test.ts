import { deflateSync, gzipSync } from 'node:zlib';
import { createTestClock, describeLookupSource, describeOnAws } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createS3BlobStore } from '../src/s3/blob-store.ts';
import { createS3LookupSource } from '../src/s3/lookup-source.ts';
import { makeBucket, s3Client } from './helpers/clients.ts';

const key = 'lookups/table.json';

for (const server of ['ministack', 'moto'] as const) {
  describeOnAws(server, (url) => {
    const setUp = async () => {
      const client = s3Client(url);
      const bucket = await makeBucket(client);
      const blobs = createS3BlobStore({ client, bucket });
      await blobs.put(key, new TextEncoder().encode('{}'));
      const warnings: string[] = [];
      const warn = (message: string) => void warnings.push(message);
      const logger = { debug: warn, info: warn, warn, error: warn };
      return { blobs, warnings, options: { client, bucket, key, logger, clock: createTestClock() } };
    };

    describeLookupSource('an object', async () => {
      const { options } = await setUp();
      const open = () => createS3LookupSource(options);
      return { port: open(), reopen: async () => open() };
    });

    describe('S3LookupSource', () => {
      it.each([
        ['plain', (text: string) => Buffer.from(text)],
        ['gzip', gzipSync],
        ['zlib', deflateSync],
      ])('reads %s content, whatever it was told', async (_case, encode) => {
        const { blobs, options } = await setUp();
        await blobs.put(key, encode('{"a":1}'));

        expect(await createS3LookupSource({ ...options, compression: true }).get('a')).toBe(1);
        expect(await createS3LookupSource(options).get('a')).toBe(1);
      });

      it('writes the zlib format of 3.5 when it compresses', async () => {
        const { blobs, options } = await setUp();
        await createS3LookupSource({ ...options, compression: true }).put('a', 1);

        expect(await blobs.read(key)).toStrictEqual(Uint8Array.from(deflateSync('{"a":1}')));
      });

      it('makes the object at the first put', async () => {
        const { blobs, options } = await setUp();
        await blobs.delete(key);

        await createS3LookupSource(options).put('a', 1);

        expect(await createS3LookupSource(options).keys()).toStrictEqual(['a']);
      });

      it('reads again when its copy is too old', async () => {
        const { options } = await setUp();
        const source = createS3LookupSource(options);
        const before = await source.get('a');
        await createS3LookupSource(options).put('a', 1);
        const cached = await source.get('a');
        options.clock.advance(10 * 60_000);

        expect([before, cached, await source.get('a')]).toStrictEqual([undefined, undefined, 1]);
      });

      it('keeps the last good copy when the object becomes unreadable, and says so', async () => {
        const { blobs, options, warnings } = await setUp();
        const source = createS3LookupSource(options);
        await source.put('a', 1);
        await blobs.put(key, new TextEncoder().encode('{"a":'));
        options.clock.advance(10 * 60_000);

        expect(await source.get('a')).toBe(1);
        expect(warnings).toStrictEqual(['lookup table cannot be read, its last copy is used']);
      });

      it.each([
        ['is not JSON', '{"a":'],
        ['is not a JSON object', '[]'],
      ])('says that a table %s', async (problem, text) => {
        const { blobs, options } = await setUp();
        await blobs.put(key, new TextEncoder().encode(text));

        await expect(createS3LookupSource(options).get('a')).rejects.toThrow(
          `lookup table s3://${options.bucket}/${key} ${problem}`,
        );
      });

      it('loses no value that somebody else puts at the same time', async () => {
        const { options } = await setUp();
        const names = ['a', 'b', 'c', 'd'];

        await Promise.all(names.map((name) => createS3LookupSource(options).put(name, name)));

        expect(await createS3LookupSource(options).keys()).toStrictEqual(names);
      });
    });
  });
}
