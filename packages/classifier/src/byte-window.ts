import { BrokenStream, freeChunk } from './decompress.ts';

const initialBytes = 256 * 1024;

let versions = 0;

/** The part of a payload that is in memory: bytes from `start` to `end` of a buffer that moves along. */
export class ByteWindow {
  bytes: Buffer = Buffer.alloc(0);
  start = 0;
  end = 0;
  /** Differs whenever `bytes` hold something else, in any window. */
  version = 0;
  /** No more bytes will come. */
  done = false;
  /** Why the bytes ended too early, as a reason of rejection. */
  failure: BrokenStream | undefined;
  readonly #chunks: AsyncIterator<Uint8Array>;
  #base: number;
  #isOwn = false;

  /** @param base Offset of the first chunk in the payload. */
  constructor(chunks: AsyncIterable<Uint8Array>, base: number) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#base = base;
  }

  get size(): number {
    return this.end - this.start;
  }

  /** Offset of an index of `bytes` in the payload, after decompression. */
  offsetOf(index: number): number {
    return this.#base + index;
  }

  /**
   * Reads until the window holds `size` bytes or the payload ends. What was before `start` is dropped, so indexes
   * change by the returned number.
   */
  async fill(size: number): Promise<number> {
    let moved = 0;
    while (!this.done && this.size < size) moved += this.#append(await this.#next());
    return moved;
  }

  /** Ends the reading of a payload that is not read to its end. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #next(): Promise<Uint8Array> {
    try {
      const next = await this.#chunks.next();
      if (next.done !== true) return next.value;
    } catch (error) {
      if (!(error instanceof BrokenStream)) throw error;
      this.failure = error;
    }
    this.done = true;
    return new Uint8Array();
  }

  #append(chunk: Uint8Array): number {
    if (chunk.length === 0) return 0;
    this.version = ++versions;
    // A payload of one chunk is not copied.
    if (this.size === 0) {
      const moved = this.start;
      this.#base += this.end;
      this.bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      this.#isOwn = false;
      this.start = 0;
      this.end = chunk.length;
      return moved;
    }
    const moved = this.end + chunk.length > this.bytes.length ? this.#makeRoom(chunk.length) : 0;
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
    // Room was made in memory of the window's own, unless the chunk was there to begin with.
    if (chunk.buffer !== this.bytes.buffer) freeChunk(chunk);
    return moved;
  }

  /** Moves what is kept to the front of the buffer, or of a larger one. A chunk as it came is never written to. */
  #makeRoom(more: number): number {
    const moved = this.start;
    const needed = this.size + more;
    if (this.#isOwn && needed * 2 <= this.bytes.length) {
      this.bytes.copyWithin(0, this.start, this.end);
    } else {
      const larger = Buffer.allocUnsafeSlow(Math.max(initialBytes, needed * 2));
      larger.set(this.bytes.subarray(this.start, this.end));
      this.bytes = larger;
      this.#isOwn = true;
    }
    this.#base += moved;
    this.end -= moved;
    this.start = 0;
    return moved;
  }
}
