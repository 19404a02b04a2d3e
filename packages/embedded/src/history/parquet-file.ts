import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TableDefinition } from '@streamalert/core';
import { selectColumns } from './column-sql.ts';
import { type DuckDb, withMemory } from './duckdb.ts';
import { sqlText, sqlTexts } from './sql-text.ts';
import { type Body, stageBodies, stageRepaired } from './staged-bodies.ts';

/** Rows of a row group: small, so that memory stays small too; a day of files is compacted to some hundred groups. */
const rowGroupRows = 20_480;
const rowGroupBytes = '64MB';
const parquet = `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupRows}, ROW_GROUP_SIZE_BYTES '${rowGroupBytes}')`;
const megabyte = 1024 * 1024;
/** DuckDB's threads share a file in pieces of twice this size. */
const smallestObjectLimit = 2 * megabyte;
/** DuckDB's memory for one record, as a multiple of its text; measured with records of 20 to 40 MB. */
const memoryPerByte = 40;

/** Writes the records of `bodies` to a new Parquet file at `path`, which is complete only once this resolves. */
export async function writeParquet(
  duckDb: DuckDb,
  { table, bodies, path }: { table: TableDefinition; bodies: readonly Body[]; path: string },
): Promise<void> {
  const staged = `${path}.json`;
  const largest = Math.max(...bodies.map(({ text }) => text.byteLength));
  const objectLimit = Math.max(smallestObjectLimit, largest + 1);
  const lines = `(SELECT json AS line FROM read_json(${sqlText(staged)}, format = 'newline_delimited', records = false,
    columns = {json: 'JSON'}, maximum_object_size = ${objectLimit}))`;
  const copy = `COPY (${selectColumns(table, lines)}) TO ${sqlText(path)} ${parquet}`;
  const run = () => withMemory(duckDb, (largest / megabyte) * memoryPerByte, () => duckDb.connection.run(copy));
  await mkdir(dirname(path), { recursive: true });
  try {
    await stageBodies(staged, bodies);
    try {
      await run();
    } catch (error) {
      if (!isAboutJson(error)) throw error;
      await stageRepaired(staged, bodies);
      await run();
    }
  } finally {
    await rm(staged, { force: true });
  }
}

function isAboutJson(error: unknown): boolean {
  return error instanceof Error && /JSON|Invalid Input/i.test(error.message);
}

/** Joins Parquet files of one table to a new one at `path`. */
export async function joinParquet({ connection }: DuckDb, files: readonly string[], path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await connection.run(
    `COPY (SELECT * FROM read_parquet(${sqlTexts(files)}, union_by_name = true, hive_partitioning = false))
     TO ${sqlText(path)} ${parquet}`,
  );
}
