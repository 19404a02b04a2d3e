import { isJsonObject, type Json, type JsonObject } from '@streamalert/rules-sdk';
import { equalJson } from './json-equality.ts';

/** Records as what they share, and what each has beside it. */
export interface SplitRecords {
  readonly common: JsonObject;
  /** In the order of the records; put together again with `common`, each is its record. */
  readonly differences: readonly JsonObject[];
}

/**
 * Splits records into what every one of them has, equal values and of objects their common part, and the rest. Arrays are compared
 * whole. Each value is compared once, as records may be large and many.
 */
export function splitRecords(records: readonly JsonObject[]): SplitRecords {
  const [first = {}] = records;
  const shared = new Map<string, 'whole' | SplitRecords>();
  for (const [key, value] of Object.entries(first)) {
    const part = sharedPart(records, key, value);
    if (part !== undefined) shared.set(key, part);
  }
  const common = mapEntries(first, (key, value) => {
    const part = shared.get(key);
    return part === 'whole' ? value : part?.common;
  });
  const differences = records.map((record, at) =>
    mapEntries(record, (key, value) => {
      const part = shared.get(key);
      if (part === undefined) return value;
      return part === 'whole' ? undefined : unlessEmpty(part.differences[at] as JsonObject);
    }),
  );
  return { common, differences };
}

/** `undefined` when the records share nothing of the key. */
function sharedPart(records: readonly JsonObject[], key: string, value: Json): 'whole' | SplitRecords | undefined {
  let areEqual = true;
  let areObjects = isJsonObject(value);
  for (const record of records) {
    if (!Object.hasOwn(record, key)) return undefined;
    const counterpart = record[key] as Json;
    areEqual &&= equalJson(value, counterpart);
    areObjects &&= isJsonObject(counterpart);
    if (!areEqual && !areObjects) return undefined;
  }
  if (areEqual) return 'whole';
  const parts = splitRecords(records.map((record) => record[key] as JsonObject));
  return Object.keys(parts.common).length === 0 ? undefined : parts;
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
  const entries: [string, Json][] = [];
  for (const [key, value] of Object.entries(object)) {
    const mapped = map(key, value);
    if (mapped !== undefined) entries.push([key, mapped]);
  }
  return Object.fromEntries(entries);
}

const unlessEmpty = (object: JsonObject): JsonObject | undefined =>
  Object.keys(object).length === 0 ? undefined : object;
