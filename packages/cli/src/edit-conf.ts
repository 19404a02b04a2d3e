import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { editJson, type JsonChange, loadConfig, syntaxIssue } from '@streamalert/config';
import { formatIssue, type Issue } from '@streamalert/core';
import type { Context, ExitCode } from './context.ts';
import { UsageError } from './errors.ts';
import { formatDiff } from './terminal/diff.ts';
import { printIssues } from './terminal/issues.ts';

/** Options of commands that change files of `conf/`. */
export interface EditOptions {
  readonly conf: string;
  readonly format: 'text' | 'json';
  readonly dryRun?: boolean;
}

/** What to change in one file. */
export interface FileEdit {
  /** Path inside `conf`. */
  readonly file: string;
  readonly changes: readonly JsonChange[];
}

/** What to change, and what to say about it. */
export interface ConfEdit extends FileEdit {
  /** For a person, in the past tense. */
  readonly said: string;
}

/**
 * Changes a file of `conf/`, unless that would bring an error that is not there already. The rest of the file stays as
 * it is, and a reader sees the old file or the new.
 */
export async function editConf(options: EditOptions, edit: ConfEdit, context: Context): Promise<ExitCode> {
  const [edited] = (await applyEdits(options, [edit], context)) ?? [];
  if (edited === undefined) return 1;
  if (options.format === 'json') context.stdout.write(`${JSON.stringify(toJson(edited, options))}\n`);
  else say(edit.said, [edited], options, context);
  return 0;
}

/**
 * Changes several files of `conf/`, all of them or, where that would bring an error, none. One that cannot be written may leave those before
 * it written; the command can be repeated.
 *
 * @param said For a person, in the past tense.
 */
export async function editConfFiles(
  options: EditOptions,
  edits: readonly FileEdit[],
  said: string,
  context: Context,
): Promise<ExitCode> {
  const edited = await applyEdits(options, edits, context);
  if (edited === undefined) return 1;
  const files = edited.map((one) => toJson(one, options));
  if (options.format === 'json') context.stdout.write(`${JSON.stringify({ files })}\n`);
  else say(said, edited, options, context);
  return 0;
}

/** A file before and after. */
interface EditedFile extends FileEdit {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

async function applyEdits(
  { conf, dryRun = false }: EditOptions,
  edits: readonly FileEdit[],
  context: Context,
): Promise<readonly EditedFile[] | undefined> {
  const edited: EditedFile[] = [];
  for (const edit of edits) {
    const path = join(conf, edit.file);
    const before = await readOrEmpty(path);
    const problem = before.trim() === '' ? undefined : syntaxIssue(path, before);
    if (problem !== undefined) return refuse([problem], path, context);
    edited.push({ ...edit, path, before, after: editJson(before, edit.changes) });
  }
  const errors = await newErrors(conf, edited);
  if (errors.length > 0) return refuse(errors, edited.map(({ path }) => path).join(', '), context);
  if (!dryRun) for (const { path, before, after } of edited) if (after !== before) await replaceFile(path, after);
  return edited;
}

function toJson({ path, changes, before, after }: EditedFile, { dryRun = false }: EditOptions): object {
  const told = changes.map(({ path: keys, value }) => ({ path: keys, value: value ?? null }));
  return { file: path, changes: told, changed: after !== before, dry_run: dryRun };
}

function say(said: string, edited: readonly EditedFile[], { dryRun = false }: EditOptions, context: Context): void {
  const changed = edited.filter(({ before, after }) => before !== after);
  const how = dryRun ? ' (nothing was written)' : changed.length > 0 ? '' : ' (as it was)';
  context.stdout.write(`${said} in ${edited.map(({ path }) => path).join(', ')}${how}.\n`);
  if (!dryRun) return;
  for (const { path, before, after } of changed) context.stdout.write(formatDiff(path, before, after, context.out));
}

async function readOrEmpty(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new UsageError(`cannot read ${path}: ${error.code}`, { cause: error });
  });
}

function refuse(issues: readonly Issue[], paths: string, context: Context): undefined {
  printIssues(issues, context);
  context.stderr.write(`Nothing was written to ${paths}.\n`);
  return undefined;
}

/** Errors of the whole configuration, of a deployment too, that the changes bring. */
async function newErrors(conf: string, edited: readonly EditedFile[]): Promise<readonly Issue[]> {
  const errorsOf = async (texts: ReadonlyMap<string, string>): Promise<readonly Issue[]> =>
    (await loadConfig(conf, { texts, deployment: true })).issues.filter(({ severity }) => severity === 'error');
  const known = new Set((await errorsOf(new Map())).map(formatIssue));
  const texts = new Map(edited.map(({ file, after }) => [file, after]));
  return (await errorsOf(texts)).filter((issue) => !known.has(formatIssue(issue)));
}

async function replaceFile(path: string, text: string): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    const mode = await stat(path).then(
      (found) => found.mode & 0o777,
      () => undefined,
    );
    if (mode !== undefined) await chmod(temporary, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new UsageError(`cannot write ${path}: ${(error as NodeJS.ErrnoException).code}`, { cause: error });
  }
}
