/** Tells whether lines hold a byte: finds the next one, which serves for all lines before it. */
export class ByteSearch {
  readonly #byte: number;
  #version = -1;
  #bytes: Uint8Array | undefined;
  #from = 0;
  #at = -1;

  constructor(byte: number) {
    this.#byte = byte;
  }

  /** @param line `version` differs whenever the bytes have changed. */
  isIn({ bytes, start, end, version }: { bytes: Buffer; start: number; end: number; version: number }): boolean {
    const isKnown = bytes === this.#bytes && version === this.#version && start >= this.#from;
    if (!isKnown || this.#at < start) {
      const found = bytes.indexOf(this.#byte, start);
      this.#at = found < 0 ? Number.POSITIVE_INFINITY : found;
      this.#bytes = bytes;
      this.#version = version;
      this.#from = start;
    }
    return this.#at < end;
  }
}
