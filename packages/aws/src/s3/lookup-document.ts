import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { LookupDocument } from '@streamalert/core';
import { isCode, toAwsError } from '../aws-call.ts';
import { AwsError } from '../errors.ts';

/** Options of {@link createS3LookupDocument}. */
export interface S3LookupDocumentOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
}

/**
 * An object as a {@link LookupDocument}. A write that follows a read succeeds only while the object is still what was read, so that
 * what somebody else wrote meanwhile is not lost.
 */
export function createS3LookupDocument({ client, bucket, key }: S3LookupDocumentOptions): LookupDocument {
  const place = `s3://${bucket}/${key}`;
  const at = { Bucket: bucket, Key: key };
  /** ETag that was seen last; `null` when there was no object, absent before the first look. */
  let seen: string | null | undefined;

  const see = async <T extends { ETag?: string | undefined }>(action: string, call: () => Promise<T>) => {
    try {
      const answer = await call();
      seen = answer.ETag ?? null;
      return answer;
    } catch (error) {
      if (!isCode(error, 'NoSuchKey', 'NotFound')) throw toAwsError(`s3:${action} of ${place}`, error);
      seen = null;
      return undefined;
    }
  };

  return {
    version: async () => (await see('HeadObject', () => client.send(new HeadObjectCommand(at))))?.ETag,
    async read() {
      const found = await see('GetObject', () => client.send(new GetObjectCommand(at)));
      return found?.Body?.transformToByteArray();
    },
    async write(content) {
      const condition = seen === undefined ? {} : seen === null ? { IfNoneMatch: '*' } : { IfMatch: seen };
      try {
        const { ETag } = await client.send(new PutObjectCommand({ ...at, Body: content, ...condition }));
        seen = ETag ?? null;
      } catch (error) {
        if (!isCode(error, 'PreconditionFailed', 'ConditionalRequestConflict')) {
          throw toAwsError(`s3:PutObject of ${place}`, error);
        }
        throw new AwsError(`${place} was changed by somebody else since it was read; nothing was written`, 'Conflict', {
          cause: error,
          retryable: true,
        });
      }
    },
  };
}
