import type { Fields, FieldType } from '@streamalert/config';
import type { Json, JsonObject } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import { ownValue } from './own-property.ts';

type StructType = Extract<FieldType, { kind: 'struct' }>;

/** Keys that keep a record from matching a schema; nested ones as `outer.inner`. */
export interface KeyDifference {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/**
 * Whether a record has the keys of a schema, of which the optional ones may be absent, and no others, unless these are let
 * pass; of the keys of the schema it has at least one then. Nested objects with named fields are treated alike; an absent
 * optional one is not looked into.
 */
export function hasKeys(
  fields: Fields,
  optional: ReadonlySet<string>,
  record: JsonObject,
  letsOthersPass: boolean,
): boolean {
  const present = countPresent(fields, optional, record, letsOthersPass);
  return (letsOthersPass && present > 0) || present === Object.keys(record).length;
}

/** Whether an object has the keys of an envelope; it may have others. */
export function hasEnvelopeKeys(
  fields: Fields,
  optional: ReadonlySet<string>,
  root: JsonObject,
  letsOthersPass: boolean,
): boolean {
  return countPresent(fields, optional, root, letsOthersPass) >= 0;
}

const lacksOne = -1;

/** How many of the fields an object has; {@link lacksOne} where one that is needed is not there, or a nested object differs. */
function countPresent(
  fields: Fields,
  optional: ReadonlySet<string>,
  record: JsonObject,
  letsOthersPass: boolean,
): number {
  let present = 0;
  for (const [key, type] of fields) {
    const value = ownValue(record, key);
    if (value === undefined) {
      if (!optional.has(key)) return lacksOne;
      continue;
    }
    present++;
    if (type.kind === 'struct' && !isStruct(type, value, letsOthersPass)) return lacksOne;
  }
  return present;
}

const none: ReadonlySet<string> = new Set();

function isStruct({ fields, optional = none }: StructType, value: Json, letsOthersPass: boolean): boolean {
  if (!isJsonObject(value)) return false;
  const present = countPresent(fields, optional, value, letsOthersPass);
  return present >= 0 && (letsOthersPass || present === Object.keys(value).length);
}

/** What {@link hasKeys} objects to where it lets no others pass. */
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
      const inside = isJsonObject(value) ? value : {};
      const inner = differentKeys(type.fields, type.optional ?? none, inside, `${prefix}${key}.`);
      missing.push(...inner.missing);
      unexpected.push(...inner.unexpected);
    }
  }
  for (const key of Object.keys(record)) if (!known.has(key)) unexpected.push(prefix + key);
  return { missing, unexpected };
}
