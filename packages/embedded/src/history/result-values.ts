import type { DuckDBValue } from '@duckdb/node-api';
import type { Json } from '@streamalert/core';

/**
 * A value of DuckDB as JSON: integers of any size exact, a bigint only where a number would change them; lists as arrays; structs and
 * maps as objects; decimals, times and everything else as DuckDB spells them.
 */
export function toJson(value: DuckDBValue): Json {
  if (typeof value === 'bigint') return exactInteger(value);
  if (typeof value !== 'object' || value === null) return value;
  if ('items' in value) return value.items.map(toJson);
  if ('entries' in value) return Object.fromEntries(keyedValues(value.entries));
  return value.toString();
}

type Entries =
  | { readonly [key: string]: DuckDBValue }
  | readonly { readonly key: DuckDBValue; readonly value: DuckDBValue }[];

function keyedValues(entries: Entries): (readonly [string, Json])[] {
  return Array.isArray(entries)
    ? entries.map(({ key, value }) => [String(toJson(key)), toJson(value)] as const)
    : Object.entries(entries as { readonly [key: string]: DuckDBValue }).map(
        ([key, value]) => [key, toJson(value)] as const,
      );
}

function exactInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
