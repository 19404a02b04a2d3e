import type { Json } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';

/** The value behind a path of keys, `undefined` where there is none. */
export function fieldOf(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let found = value;
  for (const key of path) {
    if (!isJsonObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}

/** The same where it is text that is not empty. */
export function textOf(value: Json | undefined, ...path: readonly string[]): string | undefined {
  const found = fieldOf(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}
