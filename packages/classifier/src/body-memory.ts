import { maxBodyBytes } from './limits.ts';

/** Memory of full size that nobody holds: a fresh one costs as much as classifying fifty records. */
const spare: Uint8Array[] = [];
const maxSpare = 4;

/** Bodies begin small, as a batch may hold records of a thousand log types: up to this size they share memory. */
export const pieceBytes = 32 * 1024;
const sheetBytes = 256 * 1024;
let sheet: Uint8Array = new Uint8Array();
let used = 0;

/** Memory for a body, at least so many bytes, which are not cleared. */
export function takeMemory(size: number): Uint8Array {
  if (size === maxBodyBytes) return spare.pop() ?? uncleared(size);
  if (size > pieceBytes) return uncleared(size);
  if (used + size > sheet.length) {
    sheet = uncleared(sheetBytes);
    used = 0;
  }
  used += size;
  return sheet.subarray(used - size, used);
}

/** Gives memory back that no body is in. */
export function giveMemory(memory: Uint8Array): void {
  if (memory.length === maxBodyBytes && spare.length < maxSpare) spare.push(memory);
}

/** Not a `Buffer`, whose `slice` would not copy. */
function uncleared(size: number): Uint8Array {
  return new Uint8Array(Buffer.allocUnsafeSlow(size).buffer);
}
