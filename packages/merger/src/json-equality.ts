import { isJsonObject, type Json } from '@streamalert/rules-sdk';

/**
 * Deep equality of JSON: `1` and `1.0`, or a `number` and a `bigint` of one value, are equal; `1` and `true` are not. The same as equal
 * `canonicalText`, without writing it.
 */
export function equalJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return equalNumbers(a, b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => equalJson(item, b[at]));
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !equalJson(a[key] as Json, b[key] as Json)) return false;
  }
  return true;
}

/** A double beyond 2⁵³ and the `bigint` of its value are one number. */
function equalNumbers(a: Json, b: Json): boolean {
  if (typeof a === 'bigint' && typeof b === 'number') return Number.isInteger(b) && BigInt(b) === a;
  if (typeof b === 'bigint' && typeof a === 'number') return Number.isInteger(a) && BigInt(a) === b;
  return false;
}
