import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syntaxIssue } from '@streamalert/config';
import { type Issue, parseJson } from '@streamalert/core';
import type { Json } from '@streamalert/rules-sdk';

/** A file of test events, not looked into yet. */
export interface EventFile {
  readonly file: string;
  readonly events: readonly Json[];
}

/** What reading gives: the files that hold an array, and why the others do not. */
export interface EventFiles {
  readonly files: readonly EventFile[];
  readonly issues: readonly Issue[];
}

/**
 * Reads every `*.json` file in the locations and the folders below them, in alphabetical order; a location may also
 * be a single file. Hidden folders and `node_modules` are left out.
 */
export async function readEventFiles(locations: readonly string[]): Promise<EventFiles> {
  const files: EventFile[] = [];
  const issues: Issue[] = [];
  for (const location of locations) {
    const paths = await findFiles(location);
    if (paths === undefined) issues.push(problem(location, 'does not exist'));
    for (const path of paths ?? []) {
      const read = await readEvents(path);
      if ('events' in read) files.push(read);
      else issues.push(read);
    }
  }
  return { files, issues };
}

async function findFiles(location: string): Promise<readonly string[] | undefined> {
  const kind = await stat(location).catch(() => undefined);
  if (kind === undefined) return undefined;
  return kind.isDirectory() ? walk(location) : [location];
}

async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') {
      found.push(...(await walk(path)));
    } else if (entry.isFile() && entry.name.endsWith('.json')) found.push(path);
  }
  return found;
}

async function readEvents(file: string): Promise<EventFile | Issue> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return problem(file, `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
  return parseEvents(file, text);
}

function parseEvents(file: string, text: string): EventFile | Issue {
  let events: Json;
  try {
    events = parseJson(text.replace(/^\uFEFF/, ''));
  } catch {
    // The runtime's message does not always tell where; the parser of configuration files does.
    return syntaxIssue(file, text) ?? problem(file, 'is not JSON');
  }
  if (!Array.isArray(events)) return problem(file, 'must be an array of test events');
  return { file, events: events as readonly Json[] };
}

function problem(file: string, message: string): Issue {
  return { file, pointer: '', message, severity: 'error' };
}
