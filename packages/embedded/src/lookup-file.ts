import { readFile, stat } from 'node:fs/promises';
import type { LookupDocument } from '@streamalert/core';
import { writeFileAtomically } from './atomic-file.ts';
import { isErrno } from './sqlite/sqlite-error.ts';

/** One file as a {@link LookupDocument}. Its permissions stay when it is written; a new one is as others are. */
export function openLookupFile(path: string): LookupDocument {
  return {
    version: () =>
      orUndefined(async () => {
        const { mtimeNs, size, ino } = await stat(path, { bigint: true });
        return `${mtimeNs.toString(36)}-${size.toString(36)}-${ino.toString(36)}`;
      }),
    read: () => orUndefined(async () => new Uint8Array(await readFile(path))),
    async write(content) {
      const mode = await orUndefined(async () => (await stat(path)).mode & 0o777);
      await writeFileAtomically(path, content, { mode: mode ?? 0o644 });
    },
  };
}

async function orUndefined<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
