import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { CheckpointStore, Json } from '@streamalert/core';
import type { InputFile } from './inputs.ts';

/** How much of a file's beginning and end tells it from another one that got its inode, or was written in its place. */
const edgeBytes = 1024;

/**
 * What a file is known by once reading began: its inode and its edges. One of lines that has grown since is the
 * same payload, read on from its former end; a file that was replaced or rewritten is another.
 */
export interface FollowedFile {
  readonly payloadId: string;
  /** Hash of the first and the last bytes of `sizeBytes`. */
  readonly edges: string;
  /** Bytes that belong to the payload so far. */
  readonly sizeBytes: number;
  readonly modified: string;
  /** It is read line by line, so that more lines may follow. */
  readonly lines: boolean;
  /** More lines did follow. */
  readonly grown: boolean;
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
      return (await hashEdges(file.realPath, known.sizeBytes)) === known.edges ? known : undefined;
    },
    put: (file, followed) => checkpoints.put(key(file), followed as unknown as Json),
  };
}

function mayBeSame(file: InputFile, known: FollowedFile): boolean {
  // The content of a file that was read at once tells whether it is the same; one that has grown is known by its edges.
  if (file.sizeBytes === known.sizeBytes) return file.modified === known.modified || known.grown;
  return file.sizeBytes > known.sizeBytes && known.lines;
}

/** What to note of a file from now on. */
export async function describeFollowed(
  file: InputFile,
  payloadId: string,
): Promise<Omit<FollowedFile, 'lines' | 'grown'>> {
  const { sizeBytes, modified } = file;
  return { payloadId, edges: await hashEdges(file.realPath, sizeBytes), sizeBytes, modified };
}

async function hashEdges(path: string, sizeBytes: number): Promise<string> {
  const hash = createHash('sha256');
  const length = Math.min(sizeBytes, edgeBytes);
  const handle = await open(path);
  try {
    for (const start of [0, sizeBytes - length]) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, start);
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}
