import { rm } from 'node:fs/promises';
import { type Micros, partitionHour } from '@streamalert/core';
import { listHours, listTables, partitionDirectory } from './partition-directory.ts';

const dayMicros = 24 * 60 * 60 * 1_000_000;

/** Removes the hours of all tables that ended more than `retainDays` days before `now`. @returns How many partitions were removed. */
export async function pruneHistory(options: {
  readonly root: string;
  readonly retainDays: number;
  readonly now: Micros;
}): Promise<number> {
  const { root, retainDays, now } = options;
  const oldest = partitionHour(now - retainDays * dayMicros);
  let removed = 0;
  for (const table of await listTables(root)) {
    for (const hour of await listHours(root, table)) {
      if (hour >= oldest) break;
      await rm(partitionDirectory(root, table, hour), { recursive: true, force: true });
      removed += 1;
    }
  }
  return removed;
}
