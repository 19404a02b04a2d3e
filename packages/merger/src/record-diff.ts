import { isJsonObject, type Json, type JsonObject } from '@streamalert/rules-sdk';
import { equalJson } from './json-equality.ts';

/** What every record has in common: equal values, and of objects their common part. Arrays are compared whole. */
export function intersection(records: readonly JsonObject[]): JsonObject {
  const [first = {}, ...others] = records;
  return mapEntries(first, (key, value) => {
    if (!others.every((other) => Object.hasOwn(other, key))) return undefined;
    const counterparts = others.map((other) => other[key] as Json);
    if (counterparts.every((counterpart) => equalJson(value, counterpart))) return value;
    if (!isJsonObject(value) || !counterparts.every(isJsonObject)) return undefined;
    return unlessEmpty(intersection([value, ...(counterparts as readonly JsonObject[])]));
  });
}

/** What a record has beside the common part; the two put together again are the record. */
export function difference(record: JsonObject, common: JsonObject): JsonObject {
  return mapEntries(record, (key, value) => {
    if (!Object.hasOwn(common, key)) return value;
    const shared = common[key] as Json;
    if (equalJson(value, shared)) return undefined;
    return isJsonObject(value) && isJsonObject(shared) ? unlessEmpty(difference(value, shared)) : value;
  });
}

/** A record without some keys at every object level; arrays are left as they are. */
export function withoutKeys(record: JsonObject, keys: ReadonlySet<string>): JsonObject {
  return mapEntries(record, (key, value) => {
    if (keys.has(key)) return undefined;
    return isJsonObject(value) ? withoutKeys(value, keys) : value;
  });
}

/** A new object from the entries for which `map` gives a value. */
function mapEntries(object: JsonObject, map: (key: string, value: Json) => Json | undefined): JsonObject {
  const entries = Object.entries(object).flatMap(([key, value]) => {
    const mapped = map(key, value);
    return mapped === undefined ? [] : [[key, mapped] as const];
  });
  return Object.fromEntries(entries);
}

const unlessEmpty = (object: JsonObject): JsonObject | undefined =>
  Object.keys(object).length === 0 ? undefined : object;
