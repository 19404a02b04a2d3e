import type { LookupTable } from '@streamalert/config';
import type { Json, LogFields, LookupDocument, LookupSource } from '@streamalert/core';
import {
  createLookupTables,
  type DocumentLookupTable,
  type LookupBackends,
  type RowLookupTable,
} from '../../src/index.ts';

/** A document in memory; `content` may be changed, and `fails` makes every reading fail. */
export function memoryDocument(content?: string | Uint8Array) {
  const document = {
    content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    fails: undefined as Error | undefined,
    reads: 0,
  };
  const check = (): void => {
    if (document.fails !== undefined) throw document.fails;
  };
  const port: LookupDocument = {
    async version() {
      check();
      return document.content && Buffer.from(document.content).toString('base64');
    },
    async read() {
      check();
      document.reads += 1;
      return document.content;
    },
    async write(bytes) {
      document.content = bytes;
    },
  };
  return {
    port,
    document,
    set(text: string) {
      document.content = new TextEncoder().encode(text);
    },
  };
}

/** Rows in memory that count how often each key is read. */
export function memoryRows(rows: Readonly<Record<string, Json>>) {
  const read: string[] = [];
  const state = { fails: undefined as Error | undefined };
  const source: LookupSource = {
    async get(key) {
      if (state.fails !== undefined) throw state.fails;
      read.push(key);
      return rows[key];
    },
    put: async () => {},
    keys: async () => Object.keys(rows).sort(),
  };
  return { source, read, state };
}

/** Tables on the given backends, a clock that stands still until it is moved, and what was logged. */
export function lookupTables(tables: Readonly<Record<string, LookupTable>>, backends: Partial<LookupBackends> = {}) {
  const logged: string[] = [];
  const time = { now: 0 };
  const log = (message: string, _fields?: LogFields): void => {
    logged.push(message);
  };
  return {
    logged,
    time,
    tables: createLookupTables({
      config: { enabled: true, tables: new Map(Object.entries(tables)) },
      backends: { document: () => undefined, ...backends },
      clock: { now: () => time.now },
      logger: { debug: log, info: log, warn: log, error: log },
    }),
  };
}

export const minute = 60_000_000;

/** A table in S3 with the defaults of 3.5. */
export const s3Table: DocumentLookupTable & { readonly driver: 's3' } = {
  driver: 's3',
  bucket: 'acme.tables',
  key: 'owners.json',
  compression: false,
  cacheRefreshMinutes: 10,
};

/** A DynamoDB table with the defaults of 3.5. */
export const dynamoTable: RowLookupTable = {
  driver: 'dynamodb',
  table: 'hosts',
  partitionKey: 'host',
  valueKey: 'owner',
  keyDelimiter: ':',
  cacheRefreshMinutes: 3,
  cacheMaximumKeyCount: 0,
  consistentRead: true,
};
