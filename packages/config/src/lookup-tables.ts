import type { Ordered } from './json-document.ts';
import { entriesOf, numberOf, objectOf, textOf } from './ordered-values.ts';
import type { LookupTable, LookupTablesConfig } from './types.ts';

/** Builds `lookup_tables.json`, with defaults filled in. */
export function readLookupTables(root: Ordered): LookupTablesConfig {
  const file = objectOf(root);
  return {
    enabled: file.get('enabled') === true,
    tables: new Map(entriesOf(file.get('tables')).map(([name, table]) => [name, readTable(table)])),
  };
}

function readTable(value: Ordered): LookupTable {
  const table = objectOf(value);
  const text = (key: string): string => textOf(table.get(key)) ?? '';
  const number = (key: string, fallback: number): number => numberOf(table.get(key)) ?? fallback;
  const driver = text('driver');
  if (driver === 's3') {
    return {
      driver,
      bucket: text('bucket'),
      key: text('key'),
      // Any text that is not empty means true, as in 3.5.
      compression: Boolean(table.get('compression')),
      cacheRefreshMinutes: number('cache_refresh_minutes', 10),
    };
  }
  if (driver === 'file') {
    return {
      driver,
      path: text('path'),
      compression: Boolean(table.get('compression')),
      cacheRefreshMinutes: number('cache_refresh_minutes', 1),
    };
  }
  if (driver === 'dynamodb') {
    const sortKey = textOf(table.get('sort_key'));
    return {
      driver,
      table: text('table'),
      partitionKey: text('partition_key'),
      valueKey: text('value_key'),
      ...(sortKey !== undefined && { sortKey }),
      keyDelimiter: textOf(table.get('key_delimiter')) ?? ':',
      cacheRefreshMinutes: number('cache_refresh_minutes', 3),
      cacheMaximumKeyCount: number('cache_maximum_key_count', 0),
      consistentRead: table.get('consistent_read') !== false,
    };
  }
  return { driver: driver === 'ephemeral' ? 'ephemeral' : 'null' };
}
