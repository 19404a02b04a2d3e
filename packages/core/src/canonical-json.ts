import type { Json, JsonObject } from '@streamalert/rules-sdk';

/**
 * JSON as text that is equal exactly when the values are: keys sorted, and one spelling for every integer, so that
 * `1` and `1.0`, or a `number` and a `bigint` of one value, are the same. Types are strict: `1` is not `true`.
 */
export function canonicalText(value: Json): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value).toString() : String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(canonicalText).join(',')}]`;
  const entries = Object.entries(value as Readonly<Record<string, Json>>).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalText(inner)}`).join(',')}}`;
}

/** How the first value of a key is found: `getFirstKey` of the SDK, which this package has only the types of. */
export type FindFirst = (record: JsonObject, key: string, absent: null) => Json;

/**
 * Keys and their first values in a record, as text: equal for two records exactly when these are. The order of the keys does not
 * matter, and an absent value counts as `null`.
 */
export function keyedValues(record: JsonObject, keys: readonly string[], find: FindFirst): string {
  return canonicalText([...new Set(keys)].sort().map((key) => [key, find(record, key, null)]));
}
