import type { LookupTable, LookupTablesConfig } from '@streamalert/config';
import type { Clock, Json, Logger, LookupDocument, LookupSource } from '@streamalert/core';
import { LookupError } from '../errors.ts';
import { createDocumentTable } from './document-table.ts';
import type { Lookup } from './lookup.ts';
import { createMemoryTable, createNullTable } from './memory-table.ts';
import { cacheRows } from './row-cache.ts';

/** A table that is one document. */
export type DocumentLookupTable = Extract<LookupTable, { readonly driver: 's3' | 'file' }>;

/** A table that is read key by key. */
export type RowLookupTable = Extract<LookupTable, { readonly driver: 'dynamodb' }>;

/**
 * Opens what tables are kept in; the parts that differ between one machine and AWS. What is `undefined` cannot be reached
 * from this process. Caching, content and errors are not their concern.
 */
export interface LookupBackends {
  document(table: DocumentLookupTable): LookupDocument | undefined;
  /** Each `get` reads the row; `cacheRows` is put before it. */
  rows?(table: RowLookupTable): LookupSource | undefined;
}

/** What a table is, for a person. */
export interface LookupTableDescription {
  readonly table: string;
  readonly driver: LookupTable['driver'];
  /** `s3:bucket/key`, `file:path`, `dynamodb:table`, `ephemeral:1`, `null:1`. */
  readonly id: string;
  /** False when it cannot be reached from this process. */
  readonly available: boolean;
}

/** All lookup tables of a configuration. */
export interface LookupTables {
  /** A table that does not exist has no keys, which is logged once a name. @throws LookupError when it cannot be read. */
  readonly get: Lookup;
  /** @throws LookupError also for a table that does not exist. */
  put(table: string, key: string, value: Json): Promise<void>;
  /** Sorted by name. */
  describe(): readonly LookupTableDescription[];
}

/** Options of {@link createLookupTables}. */
export interface LookupTablesOptions {
  /** `enabled` is not looked at: whether rules get the tables is the caller's decision. */
  readonly config: LookupTablesConfig;
  readonly backends: LookupBackends;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Prepares the tables; each is read when it is first asked. */
export function createLookupTables(options: LookupTablesOptions): LookupTables {
  const { config, logger } = options;
  const names = [...config.tables.keys()].sort();
  const sources = new Map([...config.tables].map(([name, table]) => [name, openTable(name, table, options)] as const));
  const told = new Set<string>();
  const unknown = (name: string): string =>
    `there is no lookup table "${name}"; ${names.length === 0 ? 'none is configured' : `there are ${names.join(', ')}`}`;
  const sourceOf = (name: string): LookupSource => {
    const source = sources.get(name);
    if (source !== undefined) return source;
    const driver = config.tables.get(name)?.driver;
    throw new LookupError(
      driver === undefined ? unknown(name) : `lookup table "${name}" cannot be reached: its driver is ${driver}`,
      name,
    );
  };
  return {
    async get(name, key) {
      if (config.tables.has(name)) return sourceOf(name).get(key);
      if (!told.has(name)) logger.error(unknown(name), { table: name });
      told.add(name);
      return undefined;
    },
    async put(name, key, value) {
      await sourceOf(name).put(key, value);
    },
    describe: () =>
      names.map((name) => {
        const table = config.tables.get(name) as LookupTable;
        return { table: name, driver: table.driver, id: idOf(table), available: sources.get(name) !== undefined };
      }),
  };
}

function openTable(
  name: string,
  table: LookupTable,
  { backends, clock, logger }: LookupTablesOptions,
): LookupSource | undefined {
  const onProblem = (message: string): void => logger.error(message, { table: name });
  switch (table.driver) {
    case 's3':
    case 'file': {
      const document = backends.document(table);
      if (document === undefined) return undefined;
      return createDocumentTable({
        table: name,
        document,
        name: table.driver === 'file' ? table.path : table.key,
        compression: table.compression,
        refreshMinutes: table.cacheRefreshMinutes,
        clock,
        onProblem,
      });
    }
    case 'dynamodb': {
      const source = backends.rows?.(table);
      const { cacheRefreshMinutes: refreshMinutes, cacheMaximumKeyCount: maximumKeyCount } = table;
      return source && cacheRows({ source, refreshMinutes, maximumKeyCount, clock, onProblem });
    }
    case 'ephemeral':
      return createMemoryTable();
    case 'null':
      return createNullTable();
  }
}

function idOf(table: LookupTable): string {
  switch (table.driver) {
    case 's3':
      return `s3:${table.bucket}/${table.key}`;
    case 'file':
      return `file:${table.path}`;
    case 'dynamodb':
      return `dynamodb:${table.table}`;
    case 'ephemeral':
    case 'null':
      return `${table.driver}:1`;
  }
}
