/** Up to here a loop is faster than a copy of the runtime, for which a view has to be made first. */
const shortBytes = 48;

/** Copies a part of `source` to `target` at an index, and gives the index after it. */
export function copyBytes(target: Uint8Array, at: number, source: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length > shortBytes) target.set(source.subarray(start, end), at);
  else for (let index = 0; index < length; index++) target[at + index] = source[start + index] as number;
  return at + length;
}
