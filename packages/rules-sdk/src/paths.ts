import { isJsonObject, type Json } from './json.ts';

/**
 * The value at a dotted path, or `undefined` where a step is absent or not an object. Arrays are not stepped into.
 *
 * `valueAt({ detail: { eventName: 'StopLogging' } }, 'detail.eventName')` is `'StopLogging'`.
 */
export function valueAt(data: Json | undefined, path: string): Json | undefined {
  let value = data;
  for (const key of stepsOf(path)) {
    if (!isJsonObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** Rules read the same few paths of every record. */
const known = new Map<string, readonly string[]>();
/** A rule may also make paths from what is in a record. */
const maxKnown = 1000;

function stepsOf(path: string): readonly string[] {
  let steps = known.get(path);
  if (steps === undefined) {
    steps = path.split('.');
    if (known.size < maxKnown) known.set(path, steps);
  }
  return steps;
}
