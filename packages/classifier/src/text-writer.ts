/** How a byte is written in a JSON string where it cannot stand as it is. */
const escapes: readonly (Uint8Array | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  if (byte >= 0x20 && byte !== 0x22 && byte !== 0x5c) return undefined;
  return Buffer.from(JSON.stringify(String.fromCharCode(byte)).slice(1, -1));
});
const isPlain = Uint8Array.from(escapes, (escape) => (escape === undefined ? 1 : 0));

/** Bytes that one byte of a field takes at most in JSON. */
export const maxEscapeBytes = 6;

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Writes JSON as bytes, record after record into the same buffer. */
export class TextWriter {
  #buffer = new Uint8Array(4096);
  #length = 0;

  /** Begins anew, with room for so many bytes. */
  begin(bytes: number): void {
    this.#length = 0;
    this.reserve(bytes);
  }

  /** Makes room for so many bytes more: what is appended is not checked again. */
  reserve(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = new Uint8Array(needed * 2);
    larger.set(this.written);
    this.#buffer = larger;
  }

  /** Makes an object of members that were appended, each with a comma before it. */
  object(): void {
    this.#buffer[0] = openBrace;
    this.#buffer[this.#length++] = closeBrace;
  }

  /** What was written; the next record overwrites it. */
  get written(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Appends bytes as they are. */
  append(bytes: Uint8Array): void {
    this.copy(bytes, 0, bytes.length);
  }

  /** Appends part of some bytes as they are. */
  copy(bytes: Uint8Array, start: number, end: number): void {
    const buffer = this.#buffer;
    let length = this.#length;
    for (let at = start; at < end; at++) buffer[length++] = bytes[at] as number;
    this.#length = length;
  }

  /** Appends a JSON string. */
  string(bytes: Uint8Array, start: number, end: number): void {
    const buffer = this.#buffer;
    let length = this.#length;
    buffer[length++] = quote;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] as number;
      if (isPlain[byte] === 1) {
        buffer[length++] = byte;
      } else {
        for (const escaped of escapes[byte] as Uint8Array) buffer[length++] = escaped;
      }
    }
    buffer[length++] = quote;
    this.#length = length;
  }
}
