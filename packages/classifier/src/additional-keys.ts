import type { Fields } from '@streamalert/config';
import type { Json, JsonObject } from '@streamalert/core';
import type { FloatMarks } from '@streamalert/parsers';
import { isJsonObject } from '@streamalert/rules-sdk';
import { differentKeys } from './keys.ts';
import { envelopeKey } from './log-patterns.ts';
import { normalizationKey } from './normalize.ts';
import { ownValue, setOwn } from './own-property.ts';

/** Names under which the pipeline itself writes: a sender must not be able to. */
const ownKeys: ReadonlySet<string> = new Set([envelopeKey, normalizationKey]);

/** Keys at any depth that a log type does not declare, nested ones as `outer.inner`. */
export function additionalKeysOf(fields: Fields, optional: ReadonlySet<string>, record: JsonObject): readonly string[] {
  return fields.length === 0 ? [] : differentKeys(fields, optional, record).unexpected;
}

/** Whether a kept key at the top is taken out all the same. */
export const isOwnKey = (key: string): boolean => ownKeys.has(key);

/** The record without the keys at its top that the pipeline writes; the same object where there are none. */
export function withoutOwnKeys(fields: Fields, record: JsonObject, floats: FloatMarks): JsonObject {
  if (!Object.keys(record).some((key) => ownKeys.has(key))) return record;
  const declared = new Set(fields.map(([key]) => key));
  return pick(record, (key) => declared.has(key) || !ownKeys.has(key), floats);
}

/** The record with none but declared keys, at any depth; the same object where it has no others. */
export function withDeclaredKeys(fields: Fields, record: JsonObject, floats: FloatMarks): JsonObject {
  let present = 0;
  let result = record;
  for (const [key, type] of fields) {
    const value = ownValue(record, key);
    if (value === undefined) continue;
    present++;
    if (type.kind !== 'struct' || !isJsonObject(value)) continue;
    const inner = withDeclaredKeys(type.fields, value, floats);
    if (inner === value) continue;
    if (result === record) result = pick(record, () => true, floats);
    setOwn(result as Record<string, Json>, key, inner);
  }
  if (present === Object.keys(record).length) return result;
  const declared = new Set(fields.map(([key]) => key));
  return pick(result, (key) => declared.has(key), floats);
}

function pick(record: JsonObject, isWanted: (key: string) => boolean, floats: FloatMarks): JsonObject {
  const result: Record<string, Json> = {};
  for (const key of Object.keys(record)) if (isWanted(key)) setOwn(result, key, record[key] as Json);
  floats.inherit(result, record);
  return result;
}
