import { isUtf8 } from 'node:buffer';

/** Unicode encodings that JSON may come in. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be';

/** An encoding, and how many bytes of byte order mark stand before the text. */
export interface DetectedEncoding {
  readonly encoding: TextEncoding;
  readonly markBytes: number;
}

/** Tells the encoding of JSON from its first four bytes: by byte order mark, or by where the zero bytes are. */
export function detectEncoding(bytes: Uint8Array): DetectedEncoding {
  const [a = 1, b = 1, c = 1, d = 1] = bytes;
  if (a === 0xff && b === 0xfe) {
    return c === 0 && d === 0 ? { encoding: 'utf-32le', markBytes: 4 } : { encoding: 'utf-16le', markBytes: 2 };
  }
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', markBytes: 2 };
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return { encoding: 'utf-32be', markBytes: 4 };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (bytes.length >= 2 && a === 0 && b !== 0) return { encoding: 'utf-16be', markBytes: 0 };
  if (bytes.length >= 4 && a === 0 && b === 0 && c === 0 && d !== 0) return { encoding: 'utf-32be', markBytes: 0 };
  if (bytes.length >= 2 && a !== 0 && b === 0) {
    const is32 = bytes.length >= 4 && c === 0 && d === 0;
    return { encoding: is32 ? 'utf-32le' : 'utf-16le', markBytes: 0 };
  }
  return { encoding: 'utf-8', markBytes: 0 };
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text of bytes in any of the encodings; `valid` is false for UTF-8 with invalid sequences, replaced by U+FFFD. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly valid: boolean } {
  const { encoding, markBytes } = detectEncoding(bytes);
  const body = markBytes === 0 ? bytes : bytes.subarray(markBytes);
  if (encoding === 'utf-8') return { text: utf8.decode(body), valid: isUtf8(body) };
  const decoder = createDecoder(encoding);
  return { text: decoder.decode(body) + decoder.end(), valid: true };
}

/** Decodes text chunk by chunk. */
export interface ChunkDecoder {
  decode(chunk: Uint8Array): string;
  end(): string;
}

/** A decoder for an encoding other than UTF-8. Invalid sequences become U+FFFD. */
export function createDecoder(encoding: Exclude<TextEncoding, 'utf-8'>): ChunkDecoder {
  if (encoding === 'utf-32le' || encoding === 'utf-32be') return createUtf32Decoder(encoding === 'utf-32le');
  const decoder = new TextDecoder(encoding, { ignoreBOM: true });
  return { decode: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
}

function createUtf32Decoder(littleEndian: boolean): ChunkDecoder {
  let carried: Uint8Array = new Uint8Array();
  return {
    decode(chunk) {
      const bytes = carried.length === 0 ? chunk : Buffer.concat([carried, chunk]);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      let text = '';
      let at = 0;
      for (; at + 4 <= bytes.length; at += 4) {
        const point = view.getUint32(at, littleEndian);
        text += isCharacter(point) ? String.fromCodePoint(point) : '\ufffd';
      }
      carried = new Uint8Array(bytes.subarray(at));
      return text;
    },
    end: () => (carried.length > 0 ? '\ufffd' : ''),
  };
}

function isCharacter(point: number): boolean {
  return point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}
