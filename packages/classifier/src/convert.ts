import type { Fields, FieldType } from '@streamalert/config';
import type { Json, JsonObject } from '@streamalert/core';
import { type FloatMarks, isTruthy } from '@streamalert/parsers';
import { isJsonObject } from '@streamalert/rules-sdk';
import { floatFromText, integerFromText } from './numeric-text.ts';
import { ownValue, setOwn } from './own-property.ts';
import { pythonText } from './python-text.ts';

/** Result of a conversion: `value` is the same object as before where nothing had to change. */
export type Converted<T extends Json = Json> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly key: string };

/**
 * Converts the fields of an object to their declared types. Falsy values stay as they are; absent fields are skipped.
 * A failure names the first field that does not fit.
 */
export function convertFields(fields: Fields, record: JsonObject, floats: FloatMarks): Converted<JsonObject> {
  let result = record;
  for (const [key, type] of fields) {
    const value = ownValue(record, key);
    if (value === undefined || !isTruthy(value)) continue;
    const converted = convertValue(type, value, record, key, floats);
    if (converted === undefined) return { ok: false, key };
    const turnsFloat = type.kind === 'float' && Number.isInteger(converted) && !floats.has(record, key);
    if (converted === value && !turnsFloat) continue;
    if (result === record) {
      result = { ...record };
      floats.inherit(result, record);
    }
    if (converted !== value) setOwn(result as Record<string, Json>, key, converted);
    if (turnsFloat) floats.add(result, key);
  }
  return { ok: true, value: result };
}

/** `undefined` when the value cannot be converted. `value` is truthy. */
function convertValue(type: FieldType, value: Json, holder: object, key: string, floats: FloatMarks): Json | undefined {
  switch (type.kind) {
    case 'string':
      return pythonText(value, floats.has(holder, key));
    case 'integer':
      return toInteger(value);
    case 'float':
      return toFloat(value);
    case 'boolean':
      return value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
    case 'map':
      return value;
    case 'list':
      return Array.isArray(value) ? value : undefined;
    case 'struct': {
      const inner = convertFields(type.fields, value as JsonObject, floats);
      return inner.ok ? inner.value : undefined;
    }
    case 'unknown':
      return undefined;
  }
}

function toInteger(value: Json): number | bigint | undefined {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') return integerFromText(value);
  // An infinite or undefined float has no integer.
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole : BigInt(whole);
}

function toFloat(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') return floatFromText(value);
  if (typeof value !== 'bigint') return undefined;
  const double = Number(value);
  return Number.isFinite(double) ? double : undefined;
}

/** Whether objects inside a record may lack fields. */
export function hasNestedOptional(fields: Fields): boolean {
  return fields.some(
    ([, type]) => type.kind === 'struct' && (type.optional !== undefined || hasNestedOptional(type.fields)),
  );
}

/** The record with what its nested objects may lack, as the empty value of its type; the same object where nothing is. */
export function withNestedDefaults(fields: Fields, record: JsonObject, floats: FloatMarks): JsonObject {
  let result = record;
  const set = (key: string, value: Json): void => {
    if (result === record) {
      result = { ...record };
      floats.inherit(result, record);
    }
    setOwn(result as Record<string, Json>, key, value);
  };
  for (const [key, type] of fields) {
    const value = ownValue(record, key);
    if (type.kind !== 'struct' || !isJsonObject(value)) continue;
    const inner = withNestedDefaults(type.fields, value, floats);
    const absent = type.fields.filter(([name]) => type.optional?.has(name) === true && !Object.hasOwn(inner, name));
    if (inner !== value || absent.length > 0) set(key, withAbsent(inner, absent, floats));
  }
  return result;
}

function withAbsent(object: JsonObject, absent: Fields, floats: FloatMarks): JsonObject {
  const copy: Record<string, Json> = { ...object };
  for (const [name, type] of absent) setOwn(copy, name, defaultOf(type));
  floats.inherit(copy, object);
  return copy;
}

/** The value an absent optional field gets; of a type that does not exist, which takes empty values only, `null`. */
export function defaultOf(type: FieldType): Json {
  switch (type.kind) {
    case 'string':
      return '';
    case 'integer':
    case 'float':
      return 0;
    case 'boolean':
      return false;
    case 'list':
      return [];
    case 'map':
    case 'struct':
      return {};
    case 'unknown':
      return null;
  }
}
