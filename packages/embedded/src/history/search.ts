import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { DuckDBConnection, DuckDBExtractedStatements, DuckDBResult } from '@duckdb/node-api';
import type { CheckpointStore, HistorySearch, Json, SearchResult, TableDefinition } from '@streamalert/core';
import type { PendingHistory } from '../bodies/pending-history.ts';
import { type DuckDb, openDuckDb } from './duckdb.ts';
import { SearchError, toHistoryError } from './errors.ts';
import { toJson } from './result-values.ts';
import { sqlTexts } from './sql-text.ts';
import { readStoreId } from './store-id.ts';
import { type PendingTail, snapshotTable } from './table-snapshot.ts';
import { createView } from './table-view.ts';

/** What to search, and where. */
export interface SearchOptions {
  /** Directory of the history; it need not exist. Nothing is written to it. */
  readonly root: string;
  /** Each is a view of its name, whether it has data or not. */
  readonly tables: readonly TableDefinition[];
  /** One statement that reads, in the SQL of DuckDB. @see https://duckdb.org/docs/stable/sql/introduction */
  readonly sql: string;
  /** The state, opened for reading or writing: records that are in no file yet are found too. */
  readonly state?: {
    readonly pending: Pick<PendingHistory, 'pendingBodies' | 'pendingTotals'>;
    readonly checkpoints: Pick<CheckpointStore, 'get'>;
  };
  /** Of DuckDB; two by default. */
  readonly threads?: number;
  /** Of DuckDB, which then goes on in files of the system's temporary directory; 1024 by default. */
  readonly memoryMegabytes?: number;
}

/**
 * Runs one SQL statement over the history, beside a writer. The statement sees the tables and nothing else of this machine:
 * no other file, no network, no settings, and it cannot write.
 *
 * @throws SearchError when the statement is not one that reads, is wrong, or names a table that does not exist.
 */
export async function searchHistory(options: SearchOptions): Promise<SearchResult> {
  const scratch = await mkdtemp(join(tmpdir(), 'streamalert-search-'));
  let duckDb: DuckDb | undefined;
  const close = async (): Promise<void> => {
    duckDb?.connection.interrupt();
    duckDb?.close();
    duckDb = undefined;
    await rm(scratch, { recursive: true, force: true });
  };
  try {
    duckDb = await openDuckDb({
      threads: options.threads ?? 2,
      memoryMegabytes: options.memoryMegabytes ?? 1024,
      tempDirectory: join(scratch, 'duckdb'),
    });
    const statements = await onlyStatement(duckDb.connection, options.sql);
    await createViews(options, duckDb, scratch);
    const result = await runStatement(statements, options.tables);
    const types = result.columnTypes();
    return {
      columns: result.columnNames().map((name, index) => ({ name, type: String(types[index]) })),
      rows: readRows(result, close),
      close,
    };
  } catch (error) {
    await close();
    throw error instanceof SearchError ? error : toHistoryError(error, options.root);
  }
}

/** The history of a state directory as a {@link HistorySearch}. */
export function createHistorySearch(options: Omit<SearchOptions, 'sql'>): HistorySearch {
  return { search: (sql) => searchHistory({ ...options, sql }) };
}

/** Reading the files of a table takes time, so only those of the tables that the statement names are opened. */
async function createViews(options: SearchOptions, duckDb: DuckDb, scratch: string): Promise<void> {
  const { connection } = duckDb;
  const tail = await readTail(options);
  const root = resolve(options.root);
  const isNamed = namedTables(connection, options.sql);
  const allowed: string[] = [];
  for (const table of options.tables) {
    const files = isNamed(table.name)
      ? [...(await snapshotTable({ root, table, tail, duckDb, scratch })).values()]
      : [];
    await connection.run(createView(table, files));
    allowed.push(...files.flat());
  }
  await connection.run('SET preserve_insertion_order = true');
  await connection.run(`SET allowed_paths = ${allowed.length === 0 ? '[]::VARCHAR[]' : sqlTexts(allowed)}`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

async function readTail({ state }: SearchOptions): Promise<PendingTail | undefined> {
  return state === undefined ? undefined : { pending: state.pending, storeId: await readStoreId(state.checkpoints) };
}

/** Functions that read a table whose name is computed. */
const computedNames = /\bquery(_table)?\s*\(/i;

function namedTables(connection: DuckDBConnection, sql: string): (table: string) => boolean {
  if (computedNames.test(sql)) return () => true;
  const names = new Set(connection.getTableNames(sql, false).map((name) => name.toLowerCase()));
  return (table) => names.has(table);
}

async function onlyStatement(connection: DuckDBConnection, sql: string): Promise<DuckDBExtractedStatements> {
  const statements = await connection.extractStatements(sql).catch((error: unknown) => {
    throw toSearchError(error, []);
  });
  if (statements.count === 1) return statements;
  throw new SearchError(`the search runs one statement at a time, not ${statements.count}`);
}

async function runStatement(
  statements: DuckDBExtractedStatements,
  tables: readonly TableDefinition[],
): Promise<DuckDBResult> {
  const { StatementType } = await import('@duckdb/node-api');
  try {
    const statement = await statements.prepare(0);
    if (statement.statementType !== StatementType.SELECT) {
      throw new SearchError('the search only reads: SELECT, WITH, FROM, VALUES, DESCRIBE, SHOW and SUMMARIZE');
    }
    return await statement.stream();
  } catch (error) {
    throw toSearchError(error, tables);
  }
}

async function* readRows(result: DuckDBResult, close: () => Promise<void>): AsyncGenerator<readonly Json[]> {
  try {
    for await (const rows of result.yieldRows()) yield* rows.map((row) => row.map(toJson));
  } catch (error) {
    throw toSearchError(error, []);
  } finally {
    await close();
  }
}

/** What the library says to an empty statement. */
const noStatement = 'Error in native callback';
const unknownTable = /Table with name (.+?) does not exist/;

function toSearchError(error: unknown, tables: readonly TableDefinition[]): SearchError {
  if (error instanceof SearchError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (message === noStatement) return new SearchError('there is no statement to run', { cause: error });
  const table = unknownTable.exec(message)?.[1];
  if (table !== undefined && tables.length > 0) {
    const names = tables.map(({ name }) => name).sort();
    return new SearchError(`there is no table ${table}; there are ${names.join(', ')}`, { cause: error });
  }
  return new SearchError(message.replace(/^Failed to extract statements: /, ''), { cause: error });
}
