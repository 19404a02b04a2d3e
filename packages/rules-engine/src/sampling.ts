/**
 * Whether a record belongs to a share of all records: decided by its id alone, so that a redelivery decides the same.
 *
 * @throws RangeError for a share that is not between 0 and 1.
 */
export function isSampled(recordId: string, share: number): boolean {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`a share is between 0 and 1, not ${share}`);
  return hashOf(recordId) < share * 2 ** 32;
}

/** FNV-1a, then the finalizer of MurmurHash3, as ids differ in their last characters only. 32 bits, evenly spread. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
