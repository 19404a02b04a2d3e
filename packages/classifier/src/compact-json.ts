/** Copies a JSON object without the white space between its tokens, its last byte replaced by `tail`. */
export function compactJson(bytes: Uint8Array, start: number, end: number, tail: Uint8Array): Uint8Array {
  const compact = new Uint8Array(end - start + tail.length);
  let length = 0;
  let inString = false;
  for (let at = start; at < end - 1; at++) {
    const byte = bytes[at] as number;
    if (inString) {
      if (byte === 0x5c) compact[length++] = bytes[at++] as number;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte <= 0x20) continue;
    compact[length++] = bytes[at] as number;
  }
  compact.set(tail, length);
  return compact.subarray(0, length + tail.length);
}
