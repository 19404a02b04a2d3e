import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Issue } from '@streamalert/core';
import { errorAt, warningAt } from './issue-at.ts';
import type { FileKind } from './json-schemas.ts';
import { readText, unreadable } from './read-text.ts';
import { readSchemaPackages } from './schema-packages.ts';
import { didYouMean } from './suggest.ts';

/** One file of `conf/`, not yet parsed. */
export interface ConfFile {
  readonly kind: FileKind;
  /** File name without `.json`; of a cluster its name. */
  readonly name: string;
  /** Path as the user would type it: the directory as given, and the rest. */
  readonly path: string;
  /** Path inside the directory, or of the package. */
  readonly relativePath: string;
  /** Name and version of the npm package that brings it; absent: it is the user's own. */
  readonly package?: string;
  readonly text: string;
}

/** What reading a directory gave: the files that could be read, sorted by path, and what was wrong with others. */
export interface ConfFiles {
  readonly files: readonly ConfFile[];
  readonly issues: readonly Issue[];
  /** Every file that belongs to the configuration, readable or not, sorted by path. */
  readonly candidates: readonly Candidate[];
  /** False when there is no such directory. */
  readonly exists: boolean;
}

/** A file, before it is read. */
export type Candidate = Omit<ConfFile, 'text'>;

const topLevel: Readonly<Record<string, FileKind>> = {
  global: 'global',
  lambda: 'lambda',
  logs: 'log-types',
  lookup_tables: 'lookup_tables',
  normalized_types: 'normalized_types',
  outputs: 'outputs',
  scheduled_queries: 'scheduled_queries',
  threat_intel: 'threat_intel',
};

const legacyFiles: Readonly<Record<string, string>> = {
  sources: 'sources are data_sources of the cluster that owns them, in clusters/<name>.json',
};

/**
 * Reads every file of a `conf/` directory that means something. Does not throw for what it finds there.
 *
 * @param texts Stand in for the files of these paths inside the directory.
 */
export async function readConfFiles(dir: string, texts: ReadonlyMap<string, string> = new Map()): Promise<ConfFiles> {
  const problem = await notADirectory(dir);
  if (problem !== undefined) {
    return { files: [], issues: [errorAt(dir, [], problem)], candidates: [], exists: false };
  }
  const issues: Issue[] = [];
  const candidates = withTexts(await findCandidates(dir, issues), dir, texts);
  const files: ConfFile[] = [];
  for (const file of candidates) {
    const given = texts.get(file.relativePath);
    const text = given === undefined ? await readText(join(dir, file.relativePath)) : { text: given };
    if ('problem' in text) issues.push(errorAt(file.path, [], text.problem));
    else files.push({ ...file, text: text.text });
  }
  const packages = await readSchemaPackages(
    dir,
    files.find(({ kind }) => kind === 'global'),
  );
  return {
    files: withPackages(files, packages.files),
    issues: [...issues, ...packages.issues],
    candidates: withPackages(candidates, packages.candidates),
    exists: true,
  };
}

/** Log types of packages stand among the user's own by file name, ahead of a file of the same name. */
function withPackages<T extends Candidate>(own: readonly T[], packaged: readonly T[]): readonly T[] {
  const [logTypes, others] = [own.filter(isOfLogTypes), own.filter((file) => !isOfLogTypes(file))];
  return [...others, ...[...packaged, ...logTypes].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))];
}

const isOfLogTypes = ({ kind, relativePath }: Candidate): boolean =>
  kind === 'log-types' && relativePath !== 'logs.json';

async function findCandidates(dir: string, issues: Issue[]): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const name of await jsonNames(dir, '', issues)) {
    const kind = Object.hasOwn(topLevel, name) ? topLevel[name] : undefined;
    if (kind === undefined) issues.push(unknownFile(dir, name));
    else candidates.push(candidate(dir, '', name, kind));
  }
  for (const name of await jsonNames(dir, 'clusters', issues))
    candidates.push(candidate(dir, 'clusters', name, 'cluster'));
  const schemaNames = await jsonNames(dir, 'schemas', issues);
  if (!candidates.some((file) => file.kind === 'log-types')) {
    for (const name of schemaNames) candidates.push(candidate(dir, 'schemas', name, 'log-types'));
  } else if (schemaNames.length > 0) {
    issues.push(
      warningAt(pathIn(dir, 'schemas'), [], 'is not read, because logs.json is there; move its log types here'),
    );
  }
  return candidates;
}

/** Files that do not exist yet, where texts stand in for them. */
function withTexts(candidates: readonly Candidate[], dir: string, texts: ReadonlyMap<string, string>): Candidate[] {
  const present = new Set(candidates.map(({ relativePath }) => relativePath));
  const added = [...texts.keys()].flatMap((path) => {
    const name = path.replace(/\.json$/, '');
    const kind = Object.hasOwn(topLevel, name) ? topLevel[name] : undefined;
    return present.has(path) || kind === undefined ? [] : [candidate(dir, '', name, kind)];
  });
  return [...candidates, ...added];
}

/** The directory as the user gave it, and a path inside it. */
export function pathIn(dir: string, relativePath: string): string {
  return `${dir.replace(/\/+$/, '')}/${relativePath}`;
}

function candidate(dir: string, folder: string, name: string, kind: FileKind): Candidate {
  const relativePath = folder === '' ? `${name}.json` : `${folder}/${name}.json`;
  return { kind, name, relativePath, path: pathIn(dir, relativePath) };
}

async function notADirectory(dir: string): Promise<string | undefined> {
  try {
    return (await stat(dir)).isDirectory()
      ? undefined
      : 'is not a directory; the configuration is a directory, conf/ by default';
  } catch (error) {
    return isMissing(error)
      ? 'does not exist; give the directory of the configuration, or make one with streamalert init'
      : unreadable(error);
  }
}

async function jsonNames(dir: string, folder: string, issues: Issue[]): Promise<string[]> {
  try {
    const entries = await readdir(join(dir, folder), { withFileTypes: true });
    return entries
      .filter(isJsonFile)
      .map((entry) => entry.name.slice(0, -'.json'.length))
      .sort();
  } catch (error) {
    if (!isMissing(error)) issues.push(errorAt(pathIn(dir, folder), [], unreadable(error)));
    return [];
  }
}

const isJsonFile = (entry: Dirent): boolean => entry.name.endsWith('.json') && !entry.name.startsWith('.');

function unknownFile(dir: string, name: string): Issue {
  const path = pathIn(dir, `${name}.json`);
  if (Object.hasOwn(legacyFiles, name)) return warningAt(path, [], `is not read any more: ${legacyFiles[name]}`);
  const known = Object.keys(topLevel);
  const accepted = known.map((file) => `${file}.json`).join(', ');
  return warningAt(path, [], `is not read; files here are ${accepted}${didYouMean(name, known)}`);
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT';
}
