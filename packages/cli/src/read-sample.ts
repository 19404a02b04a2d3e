import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { type PayloadRecord, payloadRecordsOf } from '@streamalert/classifier';
import type { Context } from './context.ts';
import { UsageError } from './errors.ts';

/**
 * The payload records of a small file of log data, maybe gzipped; `-` is standard input.
 *
 * @throws UsageError for a file that cannot be read or holds nothing.
 */
export async function readSample(path: string, context: Context): Promise<readonly PayloadRecord[]> {
  const bytes = path === '-' ? await buffer(context.stdin) : await readBytes(path);
  const records = payloadRecordsOf(isGzip(bytes) ? gunzip(bytes, path) : bytes);
  if (records.length === 0) throw new UsageError(`${path === '-' ? 'standard input' : path} holds no log data`);
  return records;
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new UsageError(`cannot read ${path}: ${(cause as NodeJS.ErrnoException).code ?? String(cause)}`, { cause });
  }
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function gunzip(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new UsageError(`${path} is gzip that cannot be read to its end`, { cause });
  }
}
