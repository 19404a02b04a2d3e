import { isJsonObject, type Json, type JsonObject } from '@streamalert/rules-sdk';

/** Reads one field of a record; `undefined` where it is absent. */
export type FieldReader = (record: JsonObject) => Json | undefined;

/** Prepares a dotted path, so that reading it splits nothing. Arrays are not stepped into. */
export function createFieldReader(path: string): FieldReader {
  const keys = path.split('.');
  const [first = '', second = ''] = keys;
  // What every object inherits is no field; of other names there is nothing to inherit.
  if (keys.some((key) => key in Object.prototype)) return (record) => keys.reduce<Json | undefined>(ownValue, record);
  if (keys.length === 1) return (record) => record[first];
  if (keys.length === 2) return (record) => valueIn(record[first], second);
  return (record) => keys.reduce<Json | undefined>(valueIn, record);
}

function valueIn(container: Json | undefined, key: string): Json | undefined {
  return isJsonObject(container) ? container[key] : undefined;
}

function ownValue(container: Json | undefined, key: string): Json | undefined {
  return isJsonObject(container) && Object.hasOwn(container, key) ? container[key] : undefined;
}
