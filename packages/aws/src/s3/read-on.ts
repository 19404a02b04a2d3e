import { setTimeout as wait } from 'node:timers/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { isCode, isRetryable } from '../aws-call.ts';
import { type Backoff, pauses } from '../backoff.ts';

/** Options of {@link readOn}. */
export interface ReadOnOptions {
  readonly client: S3Client;
  readonly Bucket: string;
  readonly Key: string;
  /** First byte. */
  readonly from: number;
  readonly backoff: Backoff;
}

/**
 * An object's bytes in chunks, whatever breaks off in between. Tries are counted anew after each byte that arrived, so that a
 * large object on a bad line ends too. A later part is asked for with the ETag of the first: an object that was replaced
 * meanwhile fails with `PreconditionFailed` rather than being a mixture.
 */
export async function* readOn({ client, Bucket, Key, from, backoff }: ReadOnOptions): AsyncGenerator<Uint8Array> {
  const sleep = backoff.sleep ?? wait;
  let offset = from;
  let version: string | undefined;
  let tries = pauses(backoff);
  for (;;) {
    try {
      const { Body, ETag } = await client.send(
        new GetObjectCommand({
          Bucket,
          Key,
          // An empty object has no byte to begin a range with.
          ...(offset > 0 && { Range: `bytes=${offset}-` }),
          ...(version !== undefined && { IfMatch: version }),
        }),
      );
      version ??= ETag;
      for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) {
        yield chunk;
        offset += chunk.byteLength;
        tries = pauses(backoff);
      }
      return;
    } catch (error) {
      // Nothing is left from there on.
      if (isCode(error, 'InvalidRange')) return;
      const pause = isBrokenOff(error) ? tries.next() : { done: true as const };
      if (pause.done === true) throw error;
      await sleep(pause.value);
    }
  }
}

/** The connection ended, or fewer bytes came than were announced. */
const isBrokenOff = (error: unknown): boolean =>
  isRetryable(error) || (error instanceof Error && /aborted|premature|terminated|checksum/i.test(error.message));
