import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { InputError } from './errors.ts';

/** A file to read. */
export interface InputFile {
  /** As the user would name it. */
  readonly path: string;
  /** Absolute, symbolic links resolved: two names of one file are one input. */
  readonly realPath: string;
  /** When it was found; what is appended later is read the next time. */
  readonly sizeBytes: number;
  /** Device and inode: stays the same while the file grows or is renamed. */
  readonly inode: string;
  /** Time of the last change, in nanoseconds since 1970. */
  readonly modified: string;
}

/** What the arguments of a run came to. */
export interface ResolvedInputs {
  /** Sorted by path, each file once. */
  readonly files: readonly InputFile[];
  /** Files of a directory that are no logs by their name, in order of path. */
  readonly skipped: readonly string[];
  /** What a directory holds and nobody may read. */
  readonly unreadable: readonly InputError[];
}

const logFile = /\.(?:json|jsonl|ndjson|log|csv|txt)(?:\.(?:gz|bz2|zst))?$/i;

/** True for the names that a directory walk reads: `.json .jsonl .ndjson .log .csv .txt`, also compressed. */
export function isLogFileName(path: string): boolean {
  return logFile.test(path) && !basename(path).startsWith('.');
}

/**
 * Finds the files behind arguments: files, directories, globs. A file that is named is always read; a directory is
 * walked, and what does not look like a log is listed as skipped.
 *
 * @throws InputError for an argument that names nothing.
 */
export async function resolveInputs(args: readonly string[]): Promise<ResolvedInputs> {
  const found: Found = { files: new Map(), skipped: [], unreadable: [] };
  for (const arg of args) {
    for (const path of await expand(arg)) await addNamed(path, found);
  }
  const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
  return {
    files: [...found.files.values()].sort(byPath),
    skipped: found.skipped.sort(),
    unreadable: found.unreadable,
  };
}

interface Found {
  readonly files: Map<string, InputFile>;
  readonly skipped: string[];
  readonly unreadable: InputError[];
}

async function addNamed(path: string, found: Found): Promise<void> {
  try {
    const kind = await stat(path);
    if (kind.isDirectory()) await walk(path, found, new Set());
    else if (kind.isFile()) await add(path, found);
    else
      throw new InputError(`cannot read ${path}: it is no file; pipe it in, with - as input`, {
        place: { file: path },
      });
  } catch (error) {
    throw toInputError(path, error);
  }
}

async function expand(arg: string): Promise<readonly string[]> {
  const exists = await lstat(arg).then(
    () => true,
    () => false,
  );
  if (exists || !isDynamicPattern(arg)) return [arg];
  const matches = await glob(arg, { onlyFiles: false, expandDirectories: false, absolute: isAbsolute(arg) });
  if (matches.length === 0) throw new InputError(`no file matches ${arg}`);
  return matches.sort();
}

async function walk(dir: string, found: Found, seen: Set<string>): Promise<void> {
  const real = await realpath(dir);
  if (seen.has(real)) return;
  seen.add(real);
  for (const entry of (await readdir(dir)).sort()) {
    const path = join(dir, entry);
    await addEntry(path, entry, found, seen).catch((error: unknown) => {
      found.unreadable.push(toInputError(path, error));
    });
  }
}

async function addEntry(path: string, name: string, found: Found, seen: Set<string>): Promise<void> {
  const kind = await stat(path).catch(() => undefined);
  if (kind?.isDirectory() === true && !name.startsWith('.')) await walk(path, found, seen);
  else if (kind?.isFile() === true && isLogFileName(path)) await add(path, found);
  else found.skipped.push(path);
}

async function add(path: string, { files }: Found): Promise<void> {
  const realPath = await realpath(path);
  if (!files.has(realPath)) files.set(realPath, await describeFile(path, realPath));
}

/** A file as it is now. */
export async function describeFile(path: string, realPath: string): Promise<InputFile> {
  const { size, dev, ino, mtimeNs } = await stat(realPath, { bigint: true });
  return { path, realPath, sizeBytes: Number(size), inode: `${dev}-${ino}`, modified: String(mtimeNs) };
}

const explanations: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'permission is denied',
  EISDIR: 'it is a directory',
};

/** An error of the file system as one of the input. */
export function toInputError(path: string, cause: unknown): InputError {
  if (cause instanceof InputError) return cause;
  const { code = 'it failed' } = cause as NodeJS.ErrnoException;
  return new InputError(`cannot read ${path}: ${explanations[code] ?? code}`, { cause, place: { file: path } });
}
