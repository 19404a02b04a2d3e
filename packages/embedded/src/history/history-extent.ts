import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { listHours, listNames, listTables, partitionDirectory } from './partition-directory.ts';

/** How much history there is in files, and from when to when. */
export interface HistoryExtent {
  readonly bytes: number;
  /** UTC hours of arrival, `2026-11-20-08`; absent when there are no files. */
  readonly firstHour?: string;
  readonly lastHour?: string;
}

/** Measures the history files below `root`, also beside a process that writes them. */
export async function measureHistory(root: string): Promise<HistoryExtent> {
  let bytes = 0;
  const hours: string[] = [];
  for (const table of await listTables(root)) {
    for (const hour of await listHours(root, table)) {
      hours.push(hour);
      const directory = partitionDirectory(root, table, hour);
      for (const name of await listNames(directory)) bytes += await sizeOf(join(directory, name));
    }
  }
  const [firstHour] = hours.sort();
  const lastHour = hours.at(-1);
  return { bytes, ...(firstHour !== undefined && { firstHour }), ...(lastHour !== undefined && { lastHour }) };
}

/** 0 for a file that compaction replaced meanwhile. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
