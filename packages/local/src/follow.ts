import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { CheckpointStore, Json } from '@streamalert/core';
import type { InputFile } from './inputs.ts';

/** How much of a file's beginning tells it from another one that got its inode. */
const headBytes = 1024;

/**
 * What a file is known by once reading began: its inode and a hash of its head. One of lines that has grown since is the
 * same payload, read on from its former end; a file that was replaced or rewritten is another.
 */
export interface FollowedFile {
  readonly payloadId: string;
  readonly headLength: number;
  readonly headHash: string;
  /** Bytes that belong to the payload so far. */
  readonly sizeBytes: number;
  readonly modified: string;
  /** It is read line by line, so that more lines may follow. */
  readonly lines: boolean;
}

/** Files that were read before, one checkpoint for each inode. */
export interface FollowedFiles {
  /** The file as it is known, if it still is that file, unchanged or with more lines. */
  find(file: InputFile): Promise<FollowedFile | undefined>;
  put(file: InputFile, followed: FollowedFile): Promise<void>;
}

/** {@link FollowedFiles} in the checkpoint store. */
export function createFollowedFiles(checkpoints: CheckpointStore): FollowedFiles {
  const key = ({ inode }: InputFile) => `file/${inode}`;
  return {
    async find(file) {
      const known = (await checkpoints.get(key(file))) as unknown as FollowedFile | undefined;
      if (known === undefined || !mayBeSame(file, known)) return undefined;
      return (await hashHead(file.realPath, known.headLength)) === known.headHash ? known : undefined;
    },
    put: (file, followed) => checkpoints.put(key(file), followed as unknown as Json),
  };
}

function mayBeSame(file: InputFile, known: FollowedFile): boolean {
  if (file.sizeBytes === known.sizeBytes) return file.modified === known.modified;
  return file.sizeBytes > known.sizeBytes && known.lines;
}

/** What to note of a file from now on. */
export async function describeFollowed(file: InputFile, payloadId: string): Promise<Omit<FollowedFile, 'lines'>> {
  const { sizeBytes, modified } = file;
  const headLength = Math.min(sizeBytes, headBytes);
  return { payloadId, headLength, headHash: await hashHead(file.realPath, headLength), sizeBytes, modified };
}

async function hashHead(path: string, length: number): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex');
  } finally {
    await handle.close();
  }
}
