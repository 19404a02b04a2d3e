import { isJsonObject, type Json } from './json.ts';

/** The subtree that searches by key leave out: the classifier's own additions would shadow the record's fields. */
const normalizationKey = 'streamalert_normalization';

/**
 * Every value of `key` at any depth, breadth first, through objects and arrays. The subtree
 * `streamalert_normalization` is not searched. Anything but an object or array gives `[]`.
 *
 * @param maxMatches Stop after so many; zero or less means all.
 */
export function getKeys(data: Json | undefined, key: string, maxMatches = 0): Json[] {
  const found: Json[] = [];
  const queue: Json[] = data === undefined ? [] : [data];
  for (let next = 0; next < queue.length; next++) {
    const container = queue[next] as Json;
    if (Array.isArray(container)) {
      for (const item of container) if (typeof item === 'object' && item !== null) queue.push(item as Json);
      continue;
    }
    if (!isJsonObject(container)) continue;
    if (Object.hasOwn(container, key)) {
      found.push(container[key] as Json);
      if (maxMatches > 0 && found.length >= maxMatches) return found;
    }
    for (const name of Object.keys(container)) {
      const value = container[name] as Json;
      if (name !== normalizationKey && typeof value === 'object' && value !== null) queue.push(value);
    }
  }
  return found;
}

/** The first of {@link getKeys}, or `fallback` where the key is nowhere. A `null` that is present is returned as it is. */
export function getFirstKey<T = undefined>(data: Json | undefined, key: string, fallback?: T): Json | T {
  const found = getKeys(data, key, 1);
  return found.length > 0 ? (found[0] as Json) : (fallback as T);
}
