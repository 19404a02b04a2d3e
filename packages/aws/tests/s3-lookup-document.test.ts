import { describeLookupDocument, describeOnAws } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createS3LookupDocument } from '../src/s3/lookup-document.ts';
import { makeBucket, s3Client } from './helpers/clients.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

for (const server of ['ministack', 'moto'] as const) {
  describeOnAws(server, (url) => {
    const setUp = async () => {
      const client = s3Client(url);
      return { client, bucket: await makeBucket(client), key: 'lookups/table.json' };
    };

    describeLookupDocument('an object', async () => ({ port: createS3LookupDocument(await setUp()) }));

    describe('S3LookupDocument', () => {
      it('does not overwrite what somebody else wrote since it was read', async () => {
        const options = await setUp();
        const [mine, theirs] = [createS3LookupDocument(options), createS3LookupDocument(options)];
        await mine.write(bytes('{}'));
        await mine.read();
        await theirs.write(bytes('{"a":1}'));

        await expect(mine.write(bytes('{"b":2}'))).rejects.toMatchObject({ code: 'Conflict', retryable: true });
        expect(await mine.read()).toStrictEqual(bytes('{"a":1}'));
      });

      it('does not overwrite what somebody else made first', async () => {
        const options = await setUp();
        const [mine, theirs] = [createS3LookupDocument(options), createS3LookupDocument(options)];
        await mine.read();
        await theirs.write(bytes('{"a":1}'));

        await expect(mine.write(bytes('{"b":2}'))).rejects.toMatchObject({ code: 'Conflict' });
      });
    });
  });
}
