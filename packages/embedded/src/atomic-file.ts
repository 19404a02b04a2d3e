import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Options of {@link writeFileAtomically}. */
export interface AtomicFileOptions {
  /** Permissions of the file. Default 0600. */
  readonly mode?: number;
  /** On the same file system as `path`. Default: the folder of `path`. */
  readonly temporaryFolder?: string;
}

/**
 * Writes a file whole and durably: to a temporary name, fsynced, renamed, and the folder fsynced. A reader sees the old content or
 * the new, also after a crash. Makes the folder when it is missing.
 */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array | string,
  options: AtomicFileOptions = {},
): Promise<void> {
  const folder = dirname(path);
  const temporaryFolder = options.temporaryFolder ?? folder;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (temporaryFolder !== folder) await mkdir(temporaryFolder, { recursive: true, mode: 0o700 });
  const temporary = join(temporaryFolder, `.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', options.mode ?? 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(folder);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A renamed file survives a power cut once its folder is on the disk. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
