/**
 * Texts that will be asked for again soon, up to a number of bytes. When it is full, new texts are not taken: a queue hands out
 * the oldest first, so those that are in are needed before those that are not.
 */
export class TextCache {
  readonly #maxBytes: number;
  readonly #texts = new Map<number, Uint8Array>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  add(seq: number, text: Uint8Array): void {
    // A small view may keep a large buffer alive; the buffer is what it costs.
    const cost = text.buffer.byteLength;
    if (this.#bytes + cost > this.#maxBytes) return;
    this.#texts.set(seq, text);
    this.#bytes += cost;
  }

  get(seq: number): Uint8Array | undefined {
    return this.#texts.get(seq);
  }

  delete(seq: number): void {
    const text = this.#texts.get(seq);
    if (text === undefined) return;
    this.#texts.delete(seq);
    this.#bytes -= text.buffer.byteLength;
  }
}
