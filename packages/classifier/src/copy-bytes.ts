/** Up to here a loop is faster than a copy of the runtime. */
const shortBytes = 40;

/** Unlike `set`, it needs no view of the part to copy. */
const { copy } = Buffer.prototype;

/** Copies a part of `source` to `target` at an index, and gives the index after it. */
export function copyBytes(target: Uint8Array, at: number, source: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length > shortBytes) copy.call(source, target, at, start, end);
  else for (let index = 0; index < length; index++) target[at + index] = source[start + index] as number;
  return at + length;
}
