import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containsAny, endsWithAny, matchesAny, pathMatchesAny, startsWithAny } from '../src/index.ts';

describe('startsWithAny, endsWithAny, containsAny', () => {
  it.each([
    [startsWithAny, 'arn:aws:iam', ['x', 'arn:'], true],
    [startsWithAny, 'ARN:aws', ['arn:'], false],
    [endsWithAny, 'a.example.com', ['.org', '.example.com'], true],
    [endsWithAny, 'a.example.com', [], false],
    [containsAny, 'curl/8.0', ['wget', 'curl'], true],
    [containsAny, null, ['null'], false],
    [startsWithAny, 12, ['1'], false],
    [endsWithAny, undefined, ['d'], false],
  ] as const)('%o of %j and %j', (test, value, parts, expected) => {
    expect(test(value, parts)).toBe(expected);
  });
});

describe('matchesAny', () => {
  it.each([
    ['/a/b/c.log', '/a/*.log', true],
    ['a\nb', 'a*b', true],
    ['cat', 'c?t', true],
    ['ct', 'c?t', false],
    ['cat', '[bc]at', true],
    ['cat', '[!bc]at', false],
    ['3at', '[0-9]at', true],
    ['cat', '[z-a]at', false],
    [']at', '[]]at', true],
    ['[at', '[at', true],
    ['a.c', 'abc', false],
    ['a+(c)', 'a+(c)', true],
    ['CAT', 'cat', false],
    ['xcat', 'cat', false],
    ['😀t', '?t', true],
    ['a-c', 'a[+-]c', true],
  ])('%j and %j: %s', (text, pattern, expected) => {
    expect(matchesAny(text, ['never', pattern])).toBe(expected);
  });

  it('is false for what is not text', () => {
    expect([matchesAny(1, ['*']), matchesAny(null, ['*']), matchesAny(undefined, ['*'])]).toStrictEqual([
      false,
      false,
      false,
    ]);
  });

  it('takes no longer for text that almost matches in many ways', () => {
    expect(matchesAny('admindelete'.repeat(5_000), ['*admin*delete*now*'])).toBe(false);
    expect(matchesAny('a'.repeat(20_000), ['*a*a*a*a*b'])).toBe(false);
  });

  it('finds what a search of every way finds', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '[', ']', '!', '1', '😀', '\n') });
    const every = (pattern: readonly string[], value: readonly string[]): boolean => {
      const [first, ...rest] = pattern;
      if (first === undefined) return value.length === 0;
      if (first === '*') return every(rest, value) || (value.length > 0 && every(pattern, value.slice(1)));
      return value.length > 0 && (first === '?' || first === value[0]) && every(rest, value.slice(1));
    };
    const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?', '1', '😀'), { maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (parts, value) => {
        expect(matchesAny(value, [parts.join('')])).toBe(every(parts, Array.from(value)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('pathMatchesAny', () => {
  it.each([
    ['/a/b/file', 'file', true],
    ['/a/b/file', 'b/*', true],
    ['/a/b/file', 'a/*', false],
    ['/a/b/file', '/a/*', false],
    ['/a/b/file', '/a/*/file', true],
    ['/a/b/file', '/*/*/f[h-j]le', true],
    ['a/b', '/a/b', false],
    ['//a/./b/', 'a/b', true],
    ['/a', 'x/a', false],
    ['/a', '', false],
    ['/', '/', true],
  ])('%j and %j: %s', (path, pattern, expected) => {
    expect(pathMatchesAny(path, [pattern])).toBe(expected);
  });
});
