import type { Json } from '@streamalert/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutText, fitJson, jsonBytes, utf8Bytes } from '../src/render/cut.ts';

describe('cutText', () => {
  it('leaves what fits', () => {
    expect(cutText('abc', 3)).toBe('abc');
  });

  it('says how long the whole was', () => {
    expect(cutText('x'.repeat(100), 50)).toBe(`${'x'.repeat(15)}… [100 characters, the rest is cut]`);
  });

  it('is never longer than asked, whatever a unit is, and never halves a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 3, max: 60 }), (text, max) => {
        const byBytes = cutText(text, max, utf8Bytes);
        expect(utf8Bytes(byBytes)).toBeLessThanOrEqual(max);
        expect(cutText(text, max).length).toBeLessThanOrEqual(max);
        expect(cutText(text, max).isWellFormed()).toBe(true);
      }),
    );
  });
});

describe('fitJson', () => {
  it('returns a value that fits as it is', () => {
    const value = { a: [1, 'x'] };
    expect(fitJson(value, 100)).toBe(value);
  });

  it('keeps small values whole and shortens the large ones', () => {
    expect(
      fitJson({ id: 'i-1', blob: 'x'.repeat(500), list: Array.from({ length: 100 }, () => 'item') }, 160),
    ).toStrictEqual({
      id: 'i-1',
      blob: expect.stringMatching(/^x+… \[502 bytes, the rest is cut\]$/),
      list: ['item', 'item', 'item', 'item', 'item', expect.stringMatching(/^… \[\d+ more items cut\]$/)],
    });
  });

  it('has at most the bytes asked for, is JSON of the same kind, and shows every cut', () => {
    const value = fc.jsonValue({ maxDepth: 5 }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(
        fc.record({ a: value, b: value, long: fc.string({ maxLength: 400 }) }),
        fc.integer({ min: 5, max: 300 }),
        (whole, max) => {
          const fitted = fitJson<Json>(whole as Json, max);
          expect(jsonBytes(fitted)).toBeLessThanOrEqual(max);
          expect(jsonBytes(whole as Json) <= max || JSON.stringify(fitted).includes('…')).toBe(true);
        },
      ),
    );
  });
});
