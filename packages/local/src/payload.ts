import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { PayloadInput } from '@streamalert/classifier';
import { payloadId, type Source } from '@streamalert/core';
import { InputError } from './errors.ts';
import type { InputFile } from './inputs.ts';

/** Files up to this size are read once, into memory; larger ones are read twice, to hash and to classify. */
const inMemoryBytes = 64 * 1024 * 1024;

/** A file as the payload of a source. Its id is that of its content and name, so that reading it again gives the same records. */
export async function filePayload(file: InputFile, source: Source): Promise<Omit<PayloadInput, 'resume'>> {
  try {
    return file.sizeBytes <= inMemoryBytes ? await fromMemory(file, source) : await fromDisk(file, source);
  } catch (cause) {
    throw new InputError(`cannot read ${file.path}: ${(cause as Error).message}`, {
      cause,
      place: { file: file.path },
    });
  }
}

async function fromMemory(file: InputFile, source: Source): Promise<Omit<PayloadInput, 'resume'>> {
  const bytes = await readFile(file.realPath);
  return {
    ...identify(file, source, createHash('sha256').update(bytes).digest('hex')),
    async *open(from) {
      if (from < bytes.length) yield bytes.subarray(from);
    },
  };
}

async function fromDisk(file: InputFile, source: Source): Promise<Omit<PayloadInput, 'resume'>> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file.realPath, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return {
    ...identify(file, source, hash.digest('hex')),
    open: (from) => createReadStream(file.realPath, { start: from, highWaterMark: 1 << 18 }),
  };
}

function identify(file: InputFile, source: Source, contentHash: string) {
  return { id: payloadId('file', contentHash, file.realPath), source, origin: file.path };
}
