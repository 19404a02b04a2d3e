import { createReadStream } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BlobInfo, BlobMissingError, type BlobStore } from '@streamalert/core';
import { writeFileAtomically } from './atomic-file.ts';
import { BlobKeyError } from './errors.ts';
import { isErrno } from './sqlite/sqlite-error.ts';

const chunkBytes = 256 * 1024;
/** Files are written here first; a key cannot begin with it. */
const temporaryName = '.tmp';

/**
 * Files below one folder as a {@link BlobStore}. A version is made of modification time, size and inode, which every
 * `put` renews, so that listing reads no content. A key and the same key followed by `/…` cannot both exist, as one would be a
 * file and the other a folder. Symbolic links are followed: they are the owner's choice.
 */
export function createFileBlobStore(folder: string): BlobStore {
  const temporaryFolder = join(folder, temporaryName);
  const pathOf = (key: string): string => join(folder, ...segments(key));

  const info = async (key: string): Promise<BlobInfo | undefined> => {
    try {
      const found = await stat(pathOf(key), { bigint: true });
      if (!found.isFile()) return undefined;
      const version = `${found.mtimeNs.toString(36)}-${found.size.toString(36)}-${found.ino.toString(36)}`;
      return { key, sizeBytes: Number(found.size), version };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };

  return {
    async put(key, content) {
      await writeFileAtomically(pathOf(key), content, { temporaryFolder });
      return (await info(key)) as BlobInfo;
    },
    async read(key) {
      try {
        return new Uint8Array(await readFile(pathOf(key)));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async *stream(key, from = 0) {
      try {
        yield* createReadStream(pathOf(key), { start: from, highWaterMark: chunkBytes });
      } catch (error) {
        if (isMissing(error)) throw new BlobMissingError(key, { cause: error });
        throw error;
      }
    },
    info,
    async *list(prefix) {
      for await (const key of walk(folder, '', prefix)) {
        const found = await info(key);
        if (found !== undefined) yield found;
      }
    },
    async delete(key) {
      try {
        await rm(pathOf(key), { force: true });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

/** EISDIR and ENOTDIR: the key names a folder, or goes through a file. */
const isMissing = (error: unknown): boolean => isErrno(error, 'ENOENT', 'EISDIR', 'ENOTDIR', 'ERR_FS_EISDIR');

function segments(key: string): string[] {
  const parts = key.split('/');
  const bad = parts.some((part) => part === '' || part === '.' || part === '..' || /[\\\0]/.test(part));
  if (bad || parts[0] === temporaryName) {
    throw new BlobKeyError(`blob key ${JSON.stringify(key)} is not a relative path with non-empty parts`);
  }
  return parts;
}

/** Keys below `base`, in byte order of the whole key, leaving out folders that cannot hold the prefix. */
async function* walk(folder: string, base: string, prefix: string): AsyncGenerator<string> {
  for (const name of await names(join(folder, base), base === '')) {
    const key = base + name;
    if (name.endsWith('/')) {
      if (key.startsWith(prefix) || prefix.startsWith(key)) yield* walk(folder, key, prefix);
    } else if (key.startsWith(prefix)) {
      yield key;
    }
  }
}

/** Names in a folder; those of folders end in `/`, so that they sort as their keys do. */
async function names(folder: string, top: boolean): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter(({ name }) => !(top && name === temporaryName))
      .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
