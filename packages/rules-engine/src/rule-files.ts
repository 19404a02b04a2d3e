import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Module files of a folder, with its subfolders, sorted by path; or the one file that is given. Left out are tests
 * (`*.test.*`), declarations, names that start with `_` or `.`, and `node_modules`. `undefined` when nothing is there.
 */
export async function findRuleFiles(location: string): Promise<readonly string[] | undefined> {
  const info = await stat(location).catch(() => undefined);
  if (info === undefined) return undefined;
  if (!info.isDirectory()) return [location];
  const files = await walk(location);
  return files.sort();
}

async function walk(folder: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(isWanted);
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      const directory = entry.isDirectory() || (entry.isSymbolicLink() && (await stat(path)).isDirectory());
      if (directory) return walk(path);
      return isModule(entry.name) ? [path] : [];
    }),
  );
  return nested.flat();
}

const isWanted = ({ name }: Dirent): boolean => !/^[._]/.test(name) && name !== 'node_modules';

const isModule = (name: string): boolean => /\.(?:ts|mts|js|mjs)$/.test(name) && !/\.(?:test|d)\.[a-z]+$/.test(name);
