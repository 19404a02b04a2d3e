import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointStore, Clock, RecordStream, StreamBatch, TableDefinition } from '@streamalert/core';
import type { PendingBody, PendingHistory, PendingTotal } from '../bodies/pending-history.ts';
import { byHour, pendingPages, tableOf } from './body-groups.ts';
import { tableTag } from './column-sql.ts';
import { compactPartitions } from './compaction.ts';
import { type DuckDb, isOutOfMemory, openDuckDb } from './duckdb.ts';
import { toHistoryError } from './errors.ts';
import { formatFileName, isInFile, streamTag } from './file-name.ts';
import { writeParquet } from './parquet-file.ts';
import { listFiles, partitionDirectory } from './partition-directory.ts';
import { publishFile } from './publish-file.ts';
import { ensureStoreId } from './store-id.ts';

/** What a {@link HistoryWriter} is made of. */
export interface HistoryWriterOptions {
  /** Directory of the history; files go to `parquet/<table>/dt=YYYY-MM-DD-HH/` below it. */
  readonly root: string;
  readonly tables: readonly TableDefinition[];
  readonly pending: PendingHistory;
  readonly checkpoints: Pick<CheckpointStore, 'get' | 'put'>;
  readonly clock: Clock;
  /** Text of one log type that is pending before {@link HistoryWriter.writeDue} writes it, and at most in one file. 64 MB by default. */
  readonly flushBytes?: number;
  /** How long a record is pending at most, when {@link HistoryWriter.writeDue} is called often enough. One minute by default. */
  readonly flushMs?: number;
  /** Of DuckDB; one by default. */
  readonly threads?: number;
  /** Of DuckDB; 512 by default. */
  readonly memoryMegabytes?: number;
}

/**
 * The {@link RecordStream} of one machine: Parquet files. One writer per history directory. A file is durable before
 * the bodies in it are acknowledged, and a body is in one file only, whatever moment the process was killed at.
 *
 * Every method but `put` and `pending` throws a `StateError` when a file cannot be written; nothing is acknowledged then,
 * and the same call may be made again.
 */
export interface HistoryWriter extends Required<RecordStream> {
  /** Writes the log types that have enough pending, or have waited long enough. @returns Records written. */
  writeDue(): Promise<number>;
  /**
   * Joins the files of hours that are over, one table after the other. Files that were replaced stay for an hour, for
   * searches that have begun to read them. @returns Files that were replaced.
   */
  compact(): Promise<number>;
  /** Waits for what was begun and releases DuckDB. What is pending stays pending. */
  close(): Promise<void>;
}

const megabyte = 1024 * 1024;

/** Makes the {@link HistoryWriter} of a history directory. DuckDB is loaded when the first file is written. */
export function createHistoryWriter(options: HistoryWriterOptions): HistoryWriter {
  return new ParquetHistory(options);
}

class ParquetHistory implements HistoryWriter {
  readonly #options: HistoryWriterOptions;
  readonly #flushBytes: number;
  readonly #flushMicros: number;
  readonly #temporary: string;
  /** Ends when everything begun so far has ended; one thing is done at a time. */
  #last: Promise<unknown> = Promise.resolve();
  #duckDb: Promise<DuckDb> | undefined;

  constructor(options: HistoryWriterOptions) {
    this.#options = options;
    this.#flushBytes = options.flushBytes ?? 64 * megabyte;
    this.#flushMicros = (options.flushMs ?? 60_000) * 1000;
    this.#temporary = join(options.root, 'tmp');
  }

  put(batches: readonly StreamBatch[]): Promise<void> {
    return this.#options.pending.put(batches);
  }

  async pending(): Promise<{ readonly batches: number; readonly records: number }> {
    const totals = await this.#options.pending.pendingTotals();
    return {
      batches: totals.reduce((sum, { batches }) => sum + batches, 0),
      records: totals.reduce((sum, { records }) => sum + records, 0),
    };
  }

  async flush(): Promise<void> {
    await this.#write(() => true);
  }

  writeDue(): Promise<number> {
    const now = this.#options.clock.now();
    return this.#write(({ bytes, oldest }) => bytes >= this.#flushBytes || now - oldest >= this.#flushMicros);
  }

  compact(): Promise<number> {
    return this.#inTurn(async () => {
      const { root, clock } = this.#options;
      return compactPartitions({ root, now: clock.now(), temporary: this.#temporary, duckDb: () => this.#open() });
    });
  }

  async close(): Promise<void> {
    await this.#inTurn(async () => {
      (await this.#duckDb)?.close();
      this.#duckDb = undefined;
    });
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#last
      .then(action)
      .catch((error: unknown) => Promise.reject(toHistoryError(error, this.#options.root)));
    this.#last = result.catch(() => {});
    return result;
  }

  #open(): Promise<DuckDb> {
    this.#duckDb ??= this.#openDuckDb().catch((error: unknown) => {
      // The next file tries again.
      this.#duckDb = undefined;
      throw error;
    });
    return this.#duckDb;
  }

  async #openDuckDb(): Promise<DuckDb> {
    // What a killed process left; nobody else writes here.
    await rm(this.#temporary, { recursive: true, force: true });
    return openDuckDb({
      threads: this.#options.threads ?? 1,
      memoryMegabytes: this.#options.memoryMegabytes ?? 512,
      tempDirectory: join(this.#temporary, 'duckdb'),
    });
  }

  #write(isDue: (total: PendingTotal) => boolean): Promise<number> {
    return this.#inTurn(async () => {
      let records = 0;
      for (const total of await this.#options.pending.pendingTotals()) {
        if (isDue(total)) records += await this.#writeLogType(total);
      }
      return records;
    });
  }

  async #writeLogType({ logType, batches }: PendingTotal): Promise<number> {
    let records = 0;
    let bodies = 0;
    for await (const page of pendingPages(this.#options.pending, logType, this.#flushBytes)) {
      for (const [hour, group] of byHour(page)) records += await this.#writeHour(logType, hour, group);
      bodies += page.length;
      // What was put after the beginning is for the next time; under a steady stream this would never end.
      if (bodies >= batches) break;
    }
    return records;
  }

  async #writeHour(logType: string, hour: string, bodies: readonly PendingBody[]): Promise<number> {
    const { root, tables, pending, checkpoints } = this.#options;
    const table = tableOf(tables, logType);
    const stream = streamTag(await ensureStoreId(checkpoints), logType);
    const files = await listFiles(root, table.name, hour);
    // A process that was killed before it could acknowledge has left these in a file.
    const missing = bodies.filter(({ seq }) => !isInFile(files, stream, seq));
    if (missing.length > 0) await this.#writeFiles(table, stream, partitionDirectory(root, table.name, hour), missing);
    await pending.acknowledgeHistory(bodies.map(({ seq }) => seq));
    return missing.reduce((sum, { records }) => sum + records, 0);
  }

  async #writeFiles(
    table: TableDefinition,
    stream: string,
    directory: string,
    bodies: readonly PendingBody[],
  ): Promise<void> {
    try {
      await this.#writeFile(table, stream, directory, bodies);
    } catch (error) {
      if (!isOutOfMemory(error) || bodies.length === 1) throw error;
      // Large records; a vector of DuckDB holds two thousand of them.
      const half = Math.ceil(bodies.length / 2);
      await this.#writeFiles(table, stream, directory, bodies.slice(0, half));
      await this.#writeFiles(table, stream, directory, bodies.slice(half));
    }
  }

  async #writeFile(
    table: TableDefinition,
    stream: string,
    directory: string,
    bodies: readonly PendingBody[],
  ): Promise<void> {
    const temporary = join(this.#temporary, 'next.parquet');
    const first = bodies[0]?.seq ?? 0;
    const last = bodies.at(-1)?.seq ?? 0;
    try {
      await writeParquet(await this.#open(), { table, bodies, path: temporary });
      await publishFile(temporary, join(directory, formatFileName({ stream, first, last, columns: tableTag(table) })));
    } finally {
      await rm(temporary, { force: true });
    }
  }
}
