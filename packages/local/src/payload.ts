import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { PayloadInput } from '@streamalert/classifier';
import { payloadId, type Source } from '@streamalert/core';
import type { InputFile } from './inputs.ts';

/** A payload without the place to go on from. */
export type FilePayload = Omit<PayloadInput, 'resume'>;

/** Files up to this size are read once, into memory; larger ones are read twice, to hash and to classify. */
const inMemoryBytes = 64 * 1024 * 1024;
const chunkBytes = 256 * 1024;

/** The first `sizeBytes` bytes of a file as the payload of a source, under an id that was given to it before. */
export function knownFilePayload(file: InputFile, id: string, source: Source): FilePayload {
  return { id, source, origin: file.path, open: (from) => readRange(file, from) };
}

/** A file as the payload of a source. Its id is that of its content and name, so that reading it again gives the same records. */
export async function filePayload(file: InputFile, source: Source): Promise<FilePayload> {
  const hash = createHash('sha256');
  const idOf = () => payloadId('file', hash.digest('hex'), file.realPath);
  if (file.sizeBytes > inMemoryBytes) {
    for await (const chunk of readRange(file, 0)) hash.update(chunk);
    return knownFilePayload(file, idOf(), source);
  }
  const bytes = await readWhole(file);
  hash.update(bytes);
  return {
    ...knownFilePayload(file, idOf(), source),
    async *open(from) {
      if (from < bytes.length) yield bytes.subarray(from);
    },
  };
}

async function readWhole(file: InputFile): Promise<Uint8Array> {
  const handle = await open(file.realPath);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(file.sizeBytes), 0, file.sizeBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function* readRange(file: InputFile, from: number): AsyncIterable<Uint8Array> {
  if (from >= file.sizeBytes) return;
  yield* createReadStream(file.realPath, { start: from, end: file.sizeBytes - 1, highWaterMark: chunkBytes });
}
