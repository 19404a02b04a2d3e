import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Micros, partitionHour } from '@streamalert/core';
import type { DuckDb } from './duckdb.ts';
import { columnsTag, currentFiles, formatFileName, type HistoryFile } from './file-name.ts';
import { joinParquet } from './parquet-file.ts';
import { listFiles, listHours, listTables, partitionDirectory } from './partition-directory.ts';
import { publishFile } from './publish-file.ts';

/** Longer than a search takes: it may have listed a file that was replaced since. */
const keepReplacedMicros = 60 * 60 * 1_000_000;

interface Compaction {
  readonly root: string;
  readonly now: Micros;
  /** Directory for the file that is being written. */
  readonly temporary: string;
  readonly duckDb: () => Promise<DuckDb>;
}

/**
 * Joins the files of each hour that is over. The joined file's range holds those of the files it replaces, so giving
 * it its name replaces them all at once; they are removed an hour later.
 *
 * @returns How many files were replaced.
 */
export async function compactPartitions(compaction: Compaction): Promise<number> {
  const { root, now } = compaction;
  const thisHour = partitionHour(now);
  let replaced = 0;
  for (const table of await listTables(root)) {
    for (const hour of await listHours(root, table)) {
      if (hour < thisHour) replaced += await compactHour(compaction, table, hour);
    }
  }
  return replaced;
}

async function compactHour(compaction: Compaction, table: string, hour: string): Promise<number> {
  const directory = partitionDirectory(compaction.root, table, hour);
  const files = await listFiles(compaction.root, table, hour);
  await removeReplaced(directory, files, compaction.now);
  const streams = Map.groupBy(currentFiles(files), ({ stream }) => stream);
  let replaced = 0;
  for (const [stream, parts] of streams) {
    if (parts.length < 2) continue;
    await joinFiles(compaction, directory, stream, parts);
    replaced += parts.length;
  }
  return replaced;
}

async function removeReplaced(directory: string, files: readonly HistoryFile[], now: Micros): Promise<void> {
  const current = currentFiles(files);
  const pathOf = (file: HistoryFile): string => join(directory, formatFileName(file));
  for (const file of files) {
    const successor = current.find(
      ({ stream, first, last }) => stream === file.stream && first <= file.first && file.last <= last,
    );
    if (successor === undefined || successor === file) continue;
    const { mtimeMs } = await stat(pathOf(successor));
    if (now - mtimeMs * 1000 >= keepReplacedMicros) await rm(pathOf(file), { force: true });
  }
}

async function joinFiles(
  { temporary, duckDb }: Compaction,
  directory: string,
  stream: string,
  parts: readonly HistoryFile[],
): Promise<void> {
  const first = Math.min(...parts.map((part) => part.first));
  const last = Math.max(...parts.map((part) => part.last));
  const paths = parts.toSorted((a, b) => a.first - b.first).map((part) => join(directory, formatFileName(part)));
  const columns = columnsTag(parts.map((part) => part.columns));
  const next = join(temporary, 'joined.parquet');
  try {
    await joinParquet(await duckDb(), paths, next);
    await publishFile(next, join(directory, formatFileName({ stream, first, last, columns })));
  } finally {
    await rm(next, { force: true });
  }
}
