import { isJsonObject, type Json } from './json.ts';

/**
 * The value at a dotted path, or `undefined` where a step is absent or not an object. Arrays are not stepped into.
 *
 * `valueAt({ detail: { eventName: 'StopLogging' } }, 'detail.eventName')` is `'StopLogging'`.
 */
export function valueAt(data: Json | undefined, path: string): Json | undefined {
  let value = data;
  for (const key of path.split('.')) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}
