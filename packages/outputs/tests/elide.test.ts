import { describe, expect, it } from 'vitest';
import { elide } from '../src/index.ts';

describe('elide', () => {
  it.each([
    ['short enough', 'abcdefghi', 9, 'abcdefghi'],
    ['too long', 'abcdefghijk', 9, 'ab ... jk'],
    ['an even limit', 'abcdefghijk', 10, 'ab ... jk'],
    ['no half of a character', 'a😀bcdefg😀h', 9, 'a ... h'],
  ])('gives %s', (_case, text, max, expected) => {
    expect(elide(text, max)).toBe(expected);
  });

  it('cuts a subject of 140 characters to 99 (edge case 31)', () => {
    expect(elide('x'.repeat(140), 99)).toBe(`${'x'.repeat(47)} ... ${'x'.repeat(47)}`);
  });
});
