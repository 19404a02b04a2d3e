import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { historyPartition } from '@streamalert/core/naming';
import { isErrno } from '../sqlite/sqlite-error.ts';
import { type HistoryFile, parseFileName } from './file-name.ts';

const hourDirectory = /^dt=(\d{4}-\d{2}-\d{2}-\d{2})$/;

/** The directory of one hour of a table. */
export const partitionDirectory = (root: string, table: string, hour: string): string =>
  join(root, historyPartition(table, hour));

/** Names of all tables that have a directory, sorted. */
export async function listTables(root: string): Promise<readonly string[]> {
  return (await listNames(join(root, 'parquet'))).sort();
}

/** Hours of a table that have a directory, oldest first. */
export async function listHours(root: string, table: string): Promise<readonly string[]> {
  const names = await listNames(join(root, 'parquet', table));
  return names.flatMap((name) => hourDirectory.exec(name)?.[1] ?? []).sort();
}

/** Files of one hour, replaced ones too; in no order. */
export async function listFiles(root: string, table: string, hour: string): Promise<readonly HistoryFile[]> {
  const names = await listNames(partitionDirectory(root, table, hour));
  return names.flatMap((name) => parseFileName(name) ?? []);
}

/** Everything in a directory; nothing where it does not exist. */
export async function listNames(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
