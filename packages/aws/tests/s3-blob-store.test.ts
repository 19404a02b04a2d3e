import { describeBlobStore, describeOnAws } from '@streamalert/test-kit';
import { createS3BlobStore } from '../src/s3/blob-store.ts';
import { makeBucket, s3Client } from './helpers/clients.ts';

for (const server of ['ministack', 'moto'] as const) {
  describeOnAws(server, (url) => {
    describeBlobStore('objects of a bucket', async () => {
      const client = s3Client(url);
      const bucket = await makeBucket(client);
      const open = () => createS3BlobStore({ client, bucket, prefix: 'some/prefix/' });
      return { port: open(), reopen: async () => open() };
    });
  });
}
