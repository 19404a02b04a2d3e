import type { Path } from '../issue-at.ts';
import { isObject, type Ordered, type OrderedObject } from '../json-document.ts';

/*
 * Edits of parsed files that make new objects: the text that a file was parsed from stays what issues point into.
 */

/** The value at a path of keys, `undefined` where there is none. */
export function valueAt(root: Ordered | undefined, path: Path): Ordered | undefined {
  let value = root;
  for (const key of path) value = isObject(value) ? value.get(String(key)) : undefined;
  return value;
}

/** With a value at a path; objects on the way are made, what stands in the way and is no object is replaced. */
export function withValue(root: Ordered | undefined, path: Path, value: Ordered): Ordered {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const object = isObject(root) ? root : new Map<string, Ordered>();
  return new Map([...object, [String(key), withValue(object.get(String(key)), rest, value)]]);
}

/** Without what is at a path. */
export function without(root: Ordered, path: Path): Ordered {
  const [key, ...rest] = path;
  if (key === undefined || !isObject(root) || !root.has(String(key))) return root;
  if (rest.length > 0) return withValue(root, [key], without(root.get(String(key)) as Ordered, rest));
  return new Map([...root].filter(([name]) => name !== String(key)));
}

/** The value moved to a path, unless something is there already, which then counts. */
export function moved(root: Ordered, from: Path, to: Path): Ordered {
  const value = valueAt(root, from);
  if (value === undefined) return root;
  const rest = without(root, from);
  return valueAt(rest, to) === undefined ? withValue(rest, to, value) : rest;
}

/** An object of the entries of a plain one. */
export function object(entries: Readonly<Record<string, Ordered>>): OrderedObject {
  return new Map(Object.entries(entries));
}
