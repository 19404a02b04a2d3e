import type { Fields } from '@streamalert/config';
import type { Json, JsonObject } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { ownValue } from './own-property.ts';

/** Keys that keep a record from matching a schema; nested ones as `outer.inner`. */
export interface KeyDifference {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/**
 * Whether a record has exactly the keys of a schema, of which the optional ones may be absent. Nested objects with
 * named fields are strict; an absent optional one is not looked into.
 */
export function hasExactKeys(fields: Fields, optional: ReadonlySet<string>, record: JsonObject): boolean {
  let present = 0;
  for (const [key, type] of fields) {
    const value = ownValue(record, key);
    if (value === undefined) {
      if (!optional.has(key)) return false;
      continue;
    }
    present++;
    if (type.kind === 'struct' && !isStruct(type.fields, value)) return false;
  }
  return present === Object.keys(record).length;
}

/** Whether an object has the keys of an envelope; it may have others. */
export function hasEnvelopeKeys(fields: Fields, optional: ReadonlySet<string>, root: JsonObject): boolean {
  return fields.every(([key, type]) => {
    const value = ownValue(root, key);
    if (value === undefined) return optional.has(key);
    return type.kind !== 'struct' || isStruct(type.fields, value);
  });
}

const none: ReadonlySet<string> = new Set();

function isStruct(fields: Fields, value: Json): boolean {
  return isJsonObject(value) && hasExactKeys(fields, none, value);
}

/** What {@link hasExactKeys} objects to. */
export function differentKeys(
  fields: Fields,
  optional: ReadonlySet<string>,
  record: JsonObject,
  prefix = '',
): KeyDifference {
  const missing: string[] = [];
  const known = new Set<string>();
  const unexpected: string[] = [];
  for (const [key, type] of fields) {
    known.add(key);
    const value = ownValue(record, key);
    if (value === undefined) {
      if (!optional.has(key)) missing.push(prefix + key);
    } else if (type.kind === 'struct') {
      const inner = differentKeys(type.fields, none, isJsonObject(value) ? value : {}, `${prefix}${key}.`);
      missing.push(...inner.missing);
      unexpected.push(...inner.unexpected);
    }
  }
  for (const key of Object.keys(record)) if (!known.has(key)) unexpected.push(prefix + key);
  return { missing, unexpected };
}
