import { createDecoder, detectEncoding, type TextEncoding } from '@streamalert/parsers';
import { ByteWindow } from './byte-window.ts';
import { decompress, detectCompression } from './decompress.ts';

/** A payload's bytes as UTF-8, ready to be read from `at` on. */
export interface OpenedWindow {
  readonly window: ByteWindow;
  /** Offsets count bytes as stored: the payload is neither compressed nor in another encoding. */
  readonly stored: boolean;
}

/**
 * Opens a payload: decompresses it by its first bytes, and turns UTF-16 and UTF-32 into UTF-8. A UTF-8 byte order
 * mark is skipped.
 *
 * @param from Where to go on; `stored` as it was when the offset was given out.
 */
export async function openWindow(
  open: (from: number) => AsyncIterable<Uint8Array>,
  from: { readonly at: number; readonly stored: boolean },
): Promise<OpenedWindow> {
  if (from.at > 0 && from.stored) return { window: new ByteWindow(open(from.at), from.at), stored: true };
  const raw = await withHead(open(0));
  const compression = detectCompression(raw.head);
  const plain = compression === undefined ? raw : await withHead(decompress(compression, raw.chunks));
  const { encoding, markBytes } = likelyEncoding(plain.head);
  const isUtf8 = encoding === 'utf-8';
  const chunks = isUtf8 ? plain.chunks : transcode(encoding, plain.chunks, markBytes);
  const window = new ByteWindow(chunks, 0);
  await skip(window, Math.max(from.at, isUtf8 ? markBytes : 0));
  return { window, stored: compression === undefined && isUtf8 };
}

async function skip(window: ByteWindow, bytes: number): Promise<void> {
  let left = bytes;
  while (left > 0) {
    await window.fill(1);
    if (window.size === 0) return;
    const skipped = Math.min(left, window.size);
    window.start += skipped;
    left -= skipped;
  }
}

interface Headed {
  /** The first bytes, as far as there are any. */
  readonly head: Uint8Array;
  /** All bytes, the first ones included. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

const headBytes = 64;

async function withHead(chunks: AsyncIterable<Uint8Array>): Promise<Headed> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let failure: unknown;
  for (let size = 0; size < headBytes; ) {
    try {
      const next = await iterator.next();
      if (next.done === true) break;
      first.push(next.value);
      size += next.value.length;
    } catch (error) {
      failure = error;
      break;
    }
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      // What came before the failure is read first.
      if (failure !== undefined) throw failure;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { head: first.length === 1 ? (first[0] as Uint8Array) : Buffer.concat(first), chunks: all() };
}

/** Zero bytes alone do not make a binary file UTF-16: its first character must be one that JSON starts with. */
function likelyEncoding(head: Uint8Array): { readonly encoding: TextEncoding; readonly markBytes: number } {
  const detected = detectEncoding(head);
  if (detected.encoding === 'utf-8' || detected.markBytes > 0) return detected;
  const decoder = createDecoder(detected.encoding);
  return /^[\s[{"\-\dtfn]/.test(decoder.decode(head.subarray(0, 4))) ? detected : { encoding: 'utf-8', markBytes: 0 };
}

async function* transcode(
  encoding: Exclude<TextEncoding, 'utf-8'>,
  chunks: AsyncIterable<Uint8Array>,
  markBytes: number,
): AsyncGenerator<Uint8Array> {
  const decoder = createDecoder(encoding);
  const encoder = new TextEncoder();
  let toSkip = markBytes;
  for await (const chunk of chunks) {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    yield encoder.encode(decoder.decode(chunk.subarray(skipped)));
  }
  yield encoder.encode(decoder.end());
}
