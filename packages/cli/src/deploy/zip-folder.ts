import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** The first time that a zip file can name. Its parts are local ones, so that the bytes are the same in every time zone. */
const noTime = new Date(1980, 0, 1);
/** Readable by the user that Lambda runs as. */
const regularFile = 0o100_644;
const unix = 3;

/** A folder as a zip file: the same files give the same bytes. */
export async function zipFolder(folder: string): Promise<{ readonly bytes: Uint8Array; readonly sha256: string }> {
  const { zipSync } = await import('fflate');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files: Record<string, Uint8Array> = {};
  for (const path of paths.sort()) files[relative(folder, path).split(sep).join('/')] = await readFile(path);
  const bytes = zipSync(files, { level: 9, mtime: noTime, os: unix, attrs: regularFile << 16 });
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
