import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import { codeOf } from '../aws-call.ts';
import { AwsError } from '../errors.ts';
import { deploymentCall } from './deployment-call.ts';

/** Deletes every version of every object of a bucket, for good. @returns How many. A bucket that does not exist is empty. */
export type EmptyBucket = (bucket: string) => Promise<number>;

/** Empties buckets, in the account of the client. */
export function createEmptyBucket(client: S3Client): EmptyBucket {
  return (Bucket) =>
    deploymentCall(`s3:DeleteObjects of ${Bucket}`, async () => {
      let deleted = 0;
      try {
        for (;;) {
          // The first page again each time: what was listed is gone by then.
          const { Versions = [], DeleteMarkers = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
          const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
          if (Objects.length === 0) return deleted;
          const { Errors = [] } = await client.send(
            new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
          );
          const [first] = Errors;
          if (first !== undefined) {
            throw new AwsError(
              `s3:DeleteObjects of ${Bucket} failed: ${first.Message} (${first.Key})`,
              first.Code ?? '',
            );
          }
          deleted += Objects.length;
        }
      } catch (error) {
        if (codeOf(error) === 'NoSuchBucket') return deleted;
        throw error;
      }
    });
}
