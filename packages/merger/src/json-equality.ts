import type { Json } from '@streamalert/core';

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

/** Deep equality of JSON, as {@link canonicalText} defines it. */
export function equalJson(a: Json, b: Json): boolean {
  return Object.is(a, b) || canonicalText(a) === canonicalText(b);
}
