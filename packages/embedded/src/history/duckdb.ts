import type { DuckDBConnection } from '@duckdb/node-api';

/** An in-memory DuckDB, which reads and writes files only. */
export interface DuckDb {
  readonly connection: DuckDBConnection;
  /** What it may use, unless a statement is known to need more. */
  readonly memoryMegabytes: number;
  close(): void;
}

/** How much of the machine a DuckDB may use. */
export interface DuckDbOptions {
  readonly threads: number;
  readonly memoryMegabytes: number;
  /** Where it puts what does not fit in memory; made when needed. */
  readonly tempDirectory: string;
}

/** Opens a DuckDB that loads nothing from outside. */
export async function openDuckDb(options: DuckDbOptions): Promise<DuckDb> {
  // Loaded when first used: the binary is large, and most commands never need it.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${options.memoryMegabytes}MB`,
    temp_directory: options.tempDirectory,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    // Lets row groups be bounded in bytes, and so memory, however large single records are.
    preserve_insertion_order: 'false',
  });
  const connection = await instance.connect();
  return {
    connection,
    memoryMegabytes: options.memoryMegabytes,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Runs `action` with at least that much memory for DuckDB. */
export async function withMemory<T>(duckDb: DuckDb, megabytes: number, action: () => Promise<T>): Promise<T> {
  const { connection, memoryMegabytes } = duckDb;
  if (megabytes <= memoryMegabytes) return action();
  await connection.run(`SET memory_limit = '${Math.ceil(megabytes)}MB'`);
  try {
    return await action();
  } finally {
    await connection.run(`SET memory_limit = '${memoryMegabytes}MB'`);
  }
}

/** True when a statement needed more memory than it may use. */
export function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Out of Memory');
}
