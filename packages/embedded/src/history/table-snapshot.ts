import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableDefinition } from '@streamalert/core';
import { tableName } from '@streamalert/core/naming';
import type { PendingHistory } from '../bodies/pending-history.ts';
import { byHour, pendingPages } from './body-groups.ts';
import { tableTag } from './column-sql.ts';
import type { DuckDb } from './duckdb.ts';
import { SearchError } from './errors.ts';
import { currentFiles, formatFileName, type HistoryFile, isInFile, streamTag } from './file-name.ts';
import { writeParquet } from './parquet-file.ts';
import { listFiles, listHours, partitionDirectory } from './partition-directory.ts';

/** The pending side, as far as reading needs it. */
export interface PendingTail {
  readonly pending: Pick<PendingHistory, 'pendingBodies' | 'pendingTotals'>;
  /** Of the state that numbered the bodies; absent when it has written no file yet. */
  readonly storeId: string | undefined;
}

interface Snapshot {
  readonly root: string;
  readonly table: TableDefinition;
  readonly tail: PendingTail | undefined;
  readonly duckDb: DuckDb;
  /** Where the pending tail is written to, in the layout of the history. */
  readonly scratch: string;
}

type FilesByHour = ReadonlyMap<string, readonly HistoryFile[]>;
interface TakenBody {
  readonly hour: string;
  readonly stream: string;
  readonly seq: number;
}

const tries = 5;
const pageBytes = 32 * 1024 * 1024;

/**
 * Parquet files that hold each record of a table once, those that are still pending too, while the writer goes on beside
 * it: paths by {@link columnsTag}.
 *
 * The writer moves bodies from pending to files. Files listed only before the pending bodies would miss what is moved in
 * between, files listed only after would have it twice; so they are listed before and after, and where a body was moved
 * in between, it is all done again.
 */
export async function snapshotTable(snapshot: Snapshot): Promise<ReadonlyMap<string, readonly string[]>> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const before = await filesByHour(snapshot);
    const { paths, taken } = await writeTail(snapshot, before);
    const after = await filesByHour(snapshot);
    if (!taken.some(({ hour, stream, seq }) => isInFile(after.get(hour) ?? [], stream, seq))) {
      return currentPaths(snapshot, after, paths);
    }
    await Promise.all(paths.map((path) => rm(path)));
  }
  throw new SearchError(`${snapshot.table.name} is being written faster than it can be read; try again`, {
    retryable: true,
  });
}

async function filesByHour({ root, table }: Snapshot): Promise<FilesByHour> {
  const hours = await listHours(root, table.name);
  return new Map(
    await Promise.all(hours.map(async (hour) => [hour, await listFiles(root, table.name, hour)] as const)),
  );
}

function currentPaths({ root, table }: Snapshot, files: FilesByHour, tail: readonly string[]): Map<string, string[]> {
  const paths = new Map<string, string[]>(tail.length === 0 ? [] : [[tableTag(table), [...tail]]]);
  for (const [hour, all] of files) {
    const directory = partitionDirectory(root, table.name, hour);
    for (const file of currentFiles(all)) {
      const path = join(directory, formatFileName(file));
      const others = paths.get(file.columns);
      if (others === undefined) paths.set(file.columns, [path]);
      else others.push(path);
    }
  }
  return paths;
}

async function writeTail(
  { table, tail, duckDb, scratch }: Snapshot,
  files: FilesByHour,
): Promise<{ readonly paths: readonly string[]; readonly taken: readonly TakenBody[] }> {
  const paths: string[] = [];
  const taken: TakenBody[] = [];
  if (tail === undefined) return { paths, taken };
  const { pending, storeId = '' } = tail;
  const logTypes = (await pending.pendingTotals()).map(({ logType }) => logType);
  for (const logType of logTypes.filter((name) => tableName(name) === table.name)) {
    const stream = streamTag(storeId, logType);
    for await (const page of pendingPages(pending, logType, pageBytes)) {
      for (const [hour, group] of byHour(page)) {
        const bodies = group.filter(({ seq }) => !isInFile(files.get(hour) ?? [], stream, seq));
        if (bodies.length === 0) continue;
        const path = join(partitionDirectory(scratch, table.name, hour), `${paths.length}.parquet`);
        await writeParquet(duckDb, { table, bodies, path });
        paths.push(path);
        taken.push(...bodies.map(({ seq }) => ({ hour, stream, seq })));
      }
    }
  }
  return { paths, taken };
}
