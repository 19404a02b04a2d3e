import type { Json } from './json.ts';
import { containsAny, matchesAny } from './text.ts';

type Scalar = string | number | bigint | boolean | null;

/** True when some value of an object or item of an array, at any depth, satisfies the test. */
function someLeaf(data: Json | undefined, test: (leaf: Scalar) => boolean): boolean {
  const stack: Json[] = data === undefined ? [] : [data];
  for (let value = stack.pop(); value !== undefined; value = stack.pop()) {
    if (typeof value !== 'object' || value === null) {
      if (test(value)) return true;
    } else {
      for (const inner of Object.values(value) as Json[]) stack.push(inner);
    }
  }
  return false;
}

/** True when the value occurs at any depth. Compared without conversion: `1` is neither `true` nor `'1'`. */
export function dataHasValue(data: Json | undefined, wanted: string | number | bigint | boolean | null): boolean {
  return someLeaf(data, (leaf) => leaf === wanted);
}

/** True when some text at any depth contains `part`. */
export function dataHasValueWithSubstring(data: Json | undefined, part: string): boolean {
  return someLeaf(data, (leaf) => typeof leaf === 'string' && leaf.includes(part));
}

/** True when some text at any depth matches one of the shell patterns of {@link matchesAny}. Empty text never does. */
export function dataHasValueFromList(data: Json | undefined, patterns: Iterable<string>): boolean {
  const list = [...patterns];
  return someLeaf(data, (leaf) => leaf !== '' && matchesAny(leaf, list));
}

/** True when some text at any depth contains one of the parts. */
export function dataHasValueFromSubstringList(data: Json | undefined, parts: Iterable<string>): boolean {
  const list = [...parts];
  return someLeaf(data, (leaf) => containsAny(leaf, list));
}
