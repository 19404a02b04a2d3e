import { setTimeout as wait } from 'node:timers/promises';
import { deflateSync, gunzipSync, inflateSync } from 'node:zlib';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Clock, type Json, type Logger, type LookupSource, parseJson, stringifyJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { isCode, toAwsError } from '../aws-call.ts';
import { type Backoff, pauses } from '../backoff.ts';
import { AwsError, UnreadableError } from '../errors.ts';

/** Options of {@link createS3LookupSource}; those of `lookup_tables.json` under their names. */
export interface S3LookupSourceOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly clock: Clock;
  /** Told when the object cannot be read any more and the last good copy is used. */
  readonly logger?: Logger;
  /** Whether `put` compresses. Reading tells by itself. Default false. */
  readonly compression?: boolean;
  /** How long a copy is used. Default 10. */
  readonly cacheRefreshMinutes?: number;
  /** For a `put` at the same time as another. */
  readonly backoff?: Backoff;
}

interface Copy {
  readonly values: ReadonlyMap<string, Json>;
  /** Absent when there is no object. */
  readonly version: string | undefined;
}

const minute = 60_000_000;

/**
 * An object that holds one JSON map, as a {@link LookupSource}. It is read whole and kept; when it cannot be read later, or is no
 * map any more, the last good copy stays and the logger is told. `put` changes one key of what is there then, never losing what
 * somebody else put at the same time.
 */
export function createS3LookupSource(options: S3LookupSourceOptions): LookupSource {
  const { client, bucket, key, clock, logger, compression = false, cacheRefreshMinutes = 10, backoff = {} } = options;
  const place = `s3://${bucket}/${key}`;
  const sleep = backoff.sleep ?? wait;
  let copy: Copy | undefined;
  let goodUntil = 0;
  let loading: Promise<Copy> | undefined;

  const keep = (fresh: Copy): Copy => {
    copy = fresh;
    goodUntil = clock.now() + cacheRefreshMinutes * minute;
    return fresh;
  };
  const read = async (): Promise<Copy> => {
    try {
      const { Body, ETag } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { values: parseTable((await Body?.transformToByteArray()) ?? new Uint8Array(), place), version: ETag };
    } catch (error) {
      throw toAwsError(`s3:GetObject of ${place}`, error);
    }
  };
  const refresh = async (): Promise<Copy> => {
    try {
      return keep(await read());
    } catch (error) {
      if (copy === undefined) throw error;
      logger?.warn('lookup table cannot be read, its last copy is used', {
        table: place,
        code: error instanceof AwsError ? error.code : 'Unknown',
      });
      return keep(copy);
    }
  };
  const current = async (): Promise<Copy> => {
    if (copy !== undefined && goodUntil > clock.now()) return copy;
    loading ??= refresh().finally(() => {
      loading = undefined;
    });
    return loading;
  };

  /** @returns Whether nobody else wrote since `before` was read. */
  const write = async (before: Copy, values: ReadonlyMap<string, Json>): Promise<boolean> => {
    const text = Buffer.from(stringifyJson(Object.fromEntries(values)));
    try {
      const { ETag } = await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          // zlib's own format, as 3.5 wrote it.
          Body: compression ? deflateSync(text) : text,
          ...(before.version === undefined ? { IfNoneMatch: '*' } : { IfMatch: before.version }),
        }),
      );
      keep({ values, version: ETag });
      return true;
    } catch (error) {
      if (isCode(error, 'PreconditionFailed', 'ConditionalRequestConflict')) return false;
      throw toAwsError(`s3:PutObject of ${place}`, error);
    }
  };
  const put = async (name: string, value: Json): Promise<void> => {
    const attempt = async (): Promise<boolean> => {
      const before = await read().catch((error: unknown): Copy => {
        if (error instanceof AwsError && error.code === 'NoSuchKey') return { values: new Map(), version: undefined };
        throw error;
      });
      return write(before, new Map([...before.values, [name, value]]));
    };
    if (await attempt()) return;
    for (const pause of pauses(backoff)) {
      await sleep(pause);
      if (await attempt()) return;
    }
    throw new UnreadableError(`${place} was changed by others at each try to change it`, { retryable: true });
  };

  let writing: Promise<unknown> = Promise.resolve();
  return {
    get: async (name) => (await current()).values.get(name),
    put(name, value) {
      const written = writing.then(() => put(name, value));
      writing = written.catch(() => undefined);
      return written;
    },
    keys: async () => [...(await current()).values.keys()].sort(),
  };
}

function parseTable(content: Uint8Array, place: string): Map<string, Json> {
  try {
    const table = parseJson(new TextDecoder().decode(decompressed(content)));
    if (isJsonObject(table)) return new Map(Object.entries(table));
  } catch (cause) {
    throw new UnreadableError(`lookup table ${place} is not JSON`, { cause });
  }
  throw new UnreadableError(`lookup table ${place} is not a JSON object`);
}

/** No JSON begins with the first byte of gzip, or with an `x` as zlib does. */
function decompressed(content: Uint8Array): Uint8Array {
  if (content[0] === 0x1f && content[1] === 0x8b) return gunzipSync(content);
  return content[0] === 0x78 ? inflateSync(content) : content;
}
