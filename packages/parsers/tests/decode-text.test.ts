import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecoder, decodeText, type TextEncoding } from '../src/index.ts';

type Wide = Exclude<TextEncoding, 'utf-8'>;

const encodings: readonly Wide[] = ['utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'];

function encode(text: string, encoding: Wide): Buffer {
  const isLittle = encoding.endsWith('le');
  if (encoding.startsWith('utf-16')) {
    const bytes = Buffer.from(text, 'utf16le');
    return isLittle ? bytes : bytes.swap16();
  }
  const points = Array.from(text, (character) => character.codePointAt(0) as number);
  const bytes = Buffer.alloc(points.length * 4);
  for (const [at, point] of points.entries()) {
    if (isLittle) bytes.writeUInt32LE(point, at * 4);
    else bytes.writeUInt32BE(point, at * 4);
  }
  return bytes;
}

const wellFormed = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed());

describe.each(encodings)('createDecoder of %s', (encoding) => {
  it('gives back the text, however its bytes are cut', () => {
    fc.assert(
      fc.property(wellFormed, fc.array(fc.nat(12)), (text, sizes) => {
        const bytes = encode(text, encoding);
        const decoder = createDecoder(encoding);
        let decoded = '';
        let at = 0;
        for (const size of sizes) {
          decoded += decoder.decode(bytes.subarray(at, at + size));
          at = Math.min(at + size, bytes.length);
        }

        expect(decoded + decoder.decode(bytes.subarray(at)) + decoder.end()).toBe(text);
      }),
    );
  });

  it('replaces halves of a character and what is cut off', () => {
    const decoder = createDecoder(encoding);
    const half = encoding.startsWith('utf-16') ? encode('\ud800a', encoding) : encode('\ud800', encoding);

    expect(decoder.decode(half) + decoder.decode(encode('b', encoding).subarray(0, 1)) + decoder.end()).toBe(
      encoding.startsWith('utf-16') ? '\ufffda\ufffd' : '\ufffd\ufffd',
    );
  });
});

describe('decodeText', () => {
  it('never throws, and says whether UTF-8 is valid', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const { text, valid } = decodeText(bytes);

        if (!valid) expect(text).toContain('\ufffd');
      }),
    );
  });
});
