import type { DuckDBConnection } from '@duckdb/node-api';

/** An in-memory DuckDB, which reads and writes files only. */
export interface DuckDb {
  readonly connection: DuckDBConnection;
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
  });
  const connection = await instance.connect();
  return {
    connection,
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
