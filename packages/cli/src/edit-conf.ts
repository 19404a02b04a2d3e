import { chmod, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { editJson, type JsonChange, loadConfig, syntaxIssue } from '@streamalert/config';
import { formatIssue, type Issue } from '@streamalert/core';
import type { Context, ExitCode } from './context.ts';
import { UsageError } from './errors.ts';
import { printIssues } from './terminal/issues.ts';

/** Options of commands that change a file of `conf/`. */
export interface EditOptions {
  readonly conf: string;
  readonly format: 'text' | 'json';
  readonly dryRun?: boolean;
}

/** What to change, and what to say about it. */
export interface ConfEdit {
  /** Path inside `conf`. */
  readonly file: string;
  readonly changes: readonly JsonChange[];
  /** For a person, in the past tense. */
  readonly said: string;
}

/**
 * Changes a file of `conf/`, unless that would bring an error that is not there already. The rest of the file stays as
 * it is, and a reader sees the old file or the new.
 */
export async function editConf(options: EditOptions, edit: ConfEdit, context: Context): Promise<ExitCode> {
  const { conf, format, dryRun = false } = options;
  const { file, changes, said } = edit;
  const path = join(conf, file);
  const before = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new UsageError(`cannot read ${path}: ${error.code}`, { cause: error });
  });
  const problem = before.trim() === '' ? undefined : syntaxIssue(path, before);
  if (problem !== undefined) return refuse([problem], path, context);
  const after = editJson(before, changes);
  const errors = await newErrors(conf, file, after);
  if (errors.length > 0) return refuse(errors, path, context);
  const changed = after !== before;
  if (changed && !dryRun) await replaceFile(path, after);
  if (format === 'json') {
    const told = changes.map(({ path: keys, value }) => ({ path: keys, value: value ?? null }));
    context.stdout.write(`${JSON.stringify({ file: path, changes: told, changed, dry_run: dryRun })}\n`);
  } else {
    const how = dryRun ? ' (nothing was written)' : changed ? '' : ' (as it was)';
    context.stdout.write(`${said} in ${path}${how}.\n`);
  }
  return 0;
}

function refuse(issues: readonly Issue[], path: string, context: Context): ExitCode {
  printIssues(issues, context);
  context.stderr.write(`Nothing was written to ${path}.\n`);
  return 1;
}

/** Errors of the whole configuration that the change brings. */
async function newErrors(conf: string, file: string, text: string): Promise<readonly Issue[]> {
  const errorsOf = async (texts: ReadonlyMap<string, string>): Promise<readonly Issue[]> =>
    (await loadConfig(conf, { texts })).issues.filter(({ severity }) => severity === 'error');
  const known = new Set((await errorsOf(new Map())).map(formatIssue));
  return (await errorsOf(new Map([[file, text]]))).filter((issue) => !known.has(formatIssue(issue)));
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
