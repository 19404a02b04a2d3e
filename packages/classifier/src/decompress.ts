import { createGunzip, createZstdDecompress, gunzipSync } from 'node:zlib';
import unbzip2 from 'unbzip2-stream';

/** Compressions that are recognised by their first bytes. */
export type Compression = 'gzip' | 'bzip2' | 'zstd';

/** Bytes that could not be decompressed to the end. What came before them was handed out. */
export class BrokenStream extends Error {
  readonly reason: string;

  constructor(compression: Compression, cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    // The bzip2 reader does not look for the end of its input, and reads on in nothing.
    const isCut = cause instanceof TypeError || /unexpected end|ended prematurely|truncated/i.test(message);
    super(isCut ? `unexpected end of ${compression} data` : message, { cause });
    this.reason = `${isCut ? 'truncated' : 'corrupt'} ${compression}`;
  }
}

const magics: readonly (readonly [Compression, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
];

/** The compression of data that starts with `head`, `undefined` when it is none of those known. */
export function detectCompression(head: Uint8Array): Compression | undefined {
  return magics.find(([, magic]) => magic.every((byte, index) => head[index] === byte))?.[0];
}

/** Small objects are decompressed in one go, which takes two thirds of the time. */
const smallBytes = 1024 * 1024;
const smallResultBytes = 32 * 1024 * 1024;

/** Output of one write is held until it is read: slices of input are so small that it comes to about as much. */
const wantedOutput = 1024 * 1024;

/** However much it was compressed until now: what follows may be compressed a thousand times. */
const maxSliceBytes = 64 * 1024;
const minSliceBytes = 4 * 1024;
const firstSliceBytes = 16 * 1024;

/**
 * Decompresses a stream. All that can be read of a broken one is handed out first.
 *
 * @throws BrokenStream when the data is truncated or corrupt.
 */
export async function* decompress(
  compression: Compression,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const input = chunks[Symbol.asyncIterator]();
  const head = compression === 'gzip' ? await readSmall(input) : { bytes: [], done: false };
  if (head.done) {
    const whole = gunzipWhole(Buffer.concat(head.bytes));
    if (whole !== undefined) {
      if (whole.length > 0) yield whole;
      return;
    }
  }
  yield* pump(compression, resumed(head, input));
}

interface Head {
  readonly bytes: Uint8Array[];
  readonly done: boolean;
}

async function readSmall(input: AsyncIterator<Uint8Array>): Promise<Head> {
  const bytes: Uint8Array[] = [];
  for (let size = 0; size <= smallBytes; ) {
    const next = await input.next();
    if (next.done === true) return { bytes, done: true };
    bytes.push(next.value);
    size += next.value.length;
  }
  return { bytes, done: false };
}

function gunzipWhole(bytes: Uint8Array): Buffer | undefined {
  try {
    return gunzipSync(bytes, { maxOutputLength: smallResultBytes });
  } catch {
    // Broken, or larger than it seemed: the stream finds out which, and gives what it can.
    return undefined;
  }
}

async function* resumed({ bytes, done }: Head, input: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* bytes;
  while (!done) {
    const next = await input.next();
    if (next.done === true) return;
    yield next.value;
  }
}

function createDecoder(compression: Compression): NodeJS.ReadWriteStream {
  if (compression === 'gzip') return createGunzip({ chunkSize: 256 * 1024 });
  if (compression === 'zstd') return createZstdDecompress({ chunkSize: 256 * 1024 });
  return unbzip2() as NodeJS.ReadWriteStream;
}

/** Memory of chunks that a decoder of the runtime gave out. */
const given = new WeakSet<ArrayBufferLike>();

/**
 * Frees the memory of a decompressed chunk at once, which its reader has copied: what waits for the collector, as bodies
 * do too, is a hundred megabytes at times. A chunk that does not end its memory is followed by one that lies in the same.
 */
export function freeChunk({ buffer, byteOffset, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && given.has(buffer) && byteOffset + byteLength === buffer.byteLength) {
    buffer.transfer(0);
  }
}

/** Pushes slices through a decoder, and takes what it gives at once, so that an error loses nothing before it. */
async function* pump(compression: Compression, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = createDecoder(compression);
  // A stream of the old kind, as bzip2's is, has no callback, and is done when `write` returns.
  const isOld = !('writableLength' in decoder);
  const output: Uint8Array[] = [];
  let failure: unknown;
  let hasEnded = false;
  let wake = (): void => {};
  decoder.on('data', (chunk: Uint8Array) => {
    output.push(chunk);
    if (!isOld) given.add(chunk.buffer);
  });
  decoder.on('error', (error) => {
    failure ??= error;
    wake();
  });
  decoder.on('end', () => {
    hasEnded = true;
    wake();
  });
  const take = (): Uint8Array[] => output.splice(0);
  const write = (slice: Uint8Array): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      decoder.write(slice as Buffer, () => resolve());
      if (isOld) resolve();
    });
  let sliceBytes = firstSliceBytes;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length && failure === undefined && !hasEnded; ) {
      const slice = chunk.subarray(at, at + sliceBytes);
      at += slice.length;
      const written = write(slice);
      // What came before is worked on while this slice is decompressed on another thread.
      yield* take();
      await written;
      const ratio = output.reduce((sum, { length }) => sum + length, 0) / slice.length;
      sliceBytes = Math.min(Math.max(Math.round(wantedOutput / Math.max(ratio, 1)), minSliceBytes), maxSliceBytes);
    }
    if (failure !== undefined) break;
  }
  if (failure === undefined && !hasEnded) {
    await new Promise<void>((resolve) => {
      wake = resolve;
      decoder.end();
      if (failure !== undefined || hasEnded) resolve();
    });
  }
  yield* take();
  if (failure !== undefined) throw new BrokenStream(compression, failure);
}
