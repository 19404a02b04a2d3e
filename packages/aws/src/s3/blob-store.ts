import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type BlobInfo, BlobMissingError, type BlobStore } from '@streamalert/core';
import { awsCall, isCode, toAwsError } from '../aws-call.ts';
import type { Backoff } from '../backoff.ts';
import { readOn } from './read-on.ts';

/** One PutObject takes up to 5 GB, but starts over when it breaks off; a part is sent again alone. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const partBytes = 8 * 1024 * 1024;

/** Options of {@link createS3BlobStore}. */
export interface S3BlobStoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** Put before every key, e.g. `quarantine/`. Default none. */
  readonly prefix?: string;
  /** Key for SSE-KMS, as id, ARN or `alias/…`. Default: what the bucket encrypts with. */
  readonly kmsKeyId?: string;
  /** Of resuming a download that breaks off. */
  readonly backoff?: Backoff;
}

/**
 * Objects of a bucket as a {@link BlobStore}. Versions are ETags. Large content goes up in parts, all or nothing; a download that
 * breaks off goes on from its last byte, on the same version or not at all.
 *
 * Whoever reads needs `s3:ListBucket` besides `s3:GetObject`: without it S3 answers 403 for an object that does not exist.
 */
export function createS3BlobStore(options: S3BlobStoreOptions): BlobStore {
  const { client, bucket, prefix = '', kmsKeyId, backoff = {} } = options;
  const where = (action: string, key: string): string => `s3:${action} of s3://${bucket}/${prefix}${key}`;
  const at = (key: string) => ({ Bucket: bucket, Key: prefix + key });

  const info = async (key: string): Promise<BlobInfo | undefined> => {
    try {
      const head = await client.send(new HeadObjectCommand(at(key)));
      return { key, sizeBytes: head.ContentLength ?? 0, version: unquoted(head.ETag) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw toAwsError(where('HeadObject', key), error);
    }
  };

  return {
    put: (key, content) =>
      awsCall(where('PutObject', key), async () => {
        const input: PutObjectCommandInput = {
          ...at(key),
          Body: content,
          ...(kmsKeyId !== undefined && { ServerSideEncryption: 'aws:kms', SSEKMSKeyId: kmsKeyId }),
        };
        const { ETag } =
          content.byteLength > partBytes
            ? await new Upload({ client, params: input, partSize: partBytes }).done()
            : await client.send(new PutObjectCommand(input));
        return { key, sizeBytes: content.byteLength, version: unquoted(ETag) };
      }),
    async read(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand(at(key)));
        return (await Body?.transformToByteArray()) ?? new Uint8Array();
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw toAwsError(where('GetObject', key), error);
      }
    },
    async *stream(key, from = 0) {
      try {
        yield* readOn({ client, ...at(key), from, backoff });
      } catch (error) {
        if (isMissing(error)) throw new BlobMissingError(key, { cause: error });
        throw toAwsError(where('GetObject', key), error);
      }
    },
    info,
    async *list(wanted) {
      let token: string | undefined;
      do {
        const page = await awsCall(where('ListObjectsV2', wanted), () =>
          client.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: prefix + wanted,
              ...(token !== undefined && { ContinuationToken: token }),
            }),
          ),
        );
        for (const { Key = '', Size = 0, ETag } of page.Contents ?? []) {
          yield { key: Key.slice(prefix.length), sizeBytes: Size, version: unquoted(ETag) };
        }
        token = page.NextContinuationToken;
      } while (token !== undefined);
    },
    async delete(key) {
      await awsCall(where('DeleteObject', key), () => client.send(new DeleteObjectCommand(at(key))));
    },
  };
}

const isMissing = (error: unknown): boolean => isCode(error, 'NoSuchKey', 'NotFound');

const unquoted = (etag = ''): string => etag.replaceAll('"', '');
