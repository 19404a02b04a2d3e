/** No name of the table. */
export const unknownKey = -1;

/** Numbers names, and finds the number of one by its bytes. */
export class KeyTable {
  /** By number. */
  readonly names: readonly string[];
  readonly #byName: ReadonlyMap<string, number>;
  /** Number of a name by hash, and the next free place where another name has the same. */
  readonly #slots: Int32Array;
  readonly #text: Uint8Array;
  /** Where the name of a number begins; one entry more, for the end of the last. */
  readonly #starts: Int32Array;

  constructor(names: Iterable<string>) {
    this.names = [...new Set(names)];
    this.#byName = new Map(this.names.map((name, id) => [name, id]));
    const encoded = this.names.map((name) => Buffer.from(name));
    this.#text = Buffer.concat(encoded);
    this.#starts = new Int32Array(encoded.length + 1);
    let size = 16;
    while (size < encoded.length * 4) size *= 2;
    this.#slots = new Int32Array(size).fill(unknownKey);
    for (const [id, bytes] of encoded.entries()) {
      this.#starts[id + 1] = (this.#starts[id] as number) + bytes.length;
      let slot = hashOf(bytes, 0, bytes.length) & (size - 1);
      while (this.#slots[slot] !== unknownKey) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = id;
    }
  }

  /** The number of a name, or {@link unknownKey}. */
  idOf(name: string): number {
    return this.#byName.get(name) ?? unknownKey;
  }

  /** The number of the name that stands in some bytes, or {@link unknownKey}. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hashOf(bytes, start, end) & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot] as number;
      if (id === unknownKey || this.#is(id, bytes, start, end)) return id;
    }
  }

  #is(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    const text = this.#text;
    let at = this.#starts[id] as number;
    if ((this.#starts[id + 1] as number) - at !== end - start) return false;
    for (let index = start; index < end; index++) if (text[at++] !== bytes[index]) return false;
    return true;
  }
}

/** Five bytes and the length tell the keys of logs apart; the names are few, and not chosen by who sends the logs. */
function hashOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return 0;
  let hash = Math.imul(length, 31) + (bytes[start] as number);
  hash = Math.imul(hash, 31) + (bytes[start + (length >> 1)] as number);
  hash = Math.imul(hash, 31) + (bytes[end - 1] as number);
  if (length > 2) hash = Math.imul(hash, 31) + (bytes[end - 2] as number);
  if (length > 4) hash = Math.imul(hash, 31) + (bytes[end - 3] as number);
  return hash ^ (hash >>> 15);
}
