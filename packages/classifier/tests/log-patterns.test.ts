import { describe, expect, it } from 'vitest';
import { compileGlob } from '../src/glob.ts';
import { classifierOf, schema, source } from './helpers/classify.ts';

describe('compileGlob', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abcd', false],
    ['*', '', true],
    ['a*', 'a\nb', true],
    ['*b', 'aab', true],
    ['a*c*e', 'abcde', true],
    ['a*c*e', 'abcd', false],
    ['?', 'x', true],
    ['?', '😀', true],
    ['?', '', false],
    ['[abc]', 'b', true],
    ['[a-c]x', 'bx', true],
    ['[a-c]', 'd', false],
    ['[!a-c]', 'd', true],
    ['[!a]', 'a', false],
    ['[]]', ']', true],
    ['[!]]', ']', false],
    ['[^a]', '^', true],
    ['[a-]', '-', true],
    ['[a-c-e]', '-', true],
    ['[--0]', '.', true],
    ['[c-a]', 'b', false],
    ['[!c-a]', 'b', true],
    ['[[]', '[', true],
    ['[!]', '[!]', true],
    ['[]', '[]', true],
    ['[😀-😂]', '😁', true],
    ['?\n?', 'a\nb', true],
    ['', '', true],
    ['', 'a', false],
    ['[abc', '[abc', true],
    ['[', '[', true],
    ['a/*', 'a/b/c', true],
    ['*.log', '.log', true],
    ['{a,b}', '{a,b}', true],
    ['\\*', '\\x', true],
    ['Login', 'login', false],
  ])('%s on %j: %s', (pattern, value, expected) => {
    expect(compileGlob(pattern)(value)).toBe(expected);
  });

  it('takes no exponential time', () => {
    expect(compileGlob(`${'a*'.repeat(30)}b`)('a'.repeat(5000))).toBe(false);
  });
});

describe('log_patterns', () => {
  const matches = (logPatterns: Parameters<typeof schema>[2], record: object): boolean => {
    const classifier = classifierOf([schema('log:a', { a: 'string', n: 'integer', o: {} }, logPatterns)]);
    return classifier.classifyData(source, record as never, 'p').classified.length === 1;
  };
  const record = { a: 'x', n: 1, o: { p: 'y', q: { r: 'z' } } };

  it.each([
    ['one of several globs', { logPatterns: [['a', ['w', 'x']]] }, true],
    [
      'all fields',
      {
        logPatterns: [
          ['a', ['x']],
          ['o', [['p', ['y']]]],
        ],
      },
      true,
    ],
    [
      'not only one of the fields',
      {
        logPatterns: [
          ['a', ['w']],
          ['o', [['p', ['y']]]],
        ],
      },
      false,
    ],
    ['objects in objects', { logPatterns: [['o', [['q', [['r', ['z']]]]]]] }, true],
    ['not an empty list', { logPatterns: [['a', []]] }, false],
    ['not a number', { logPatterns: [['n', ['1']]] }, false],
    ['not an absent field', { logPatterns: [['z', ['*']]] }, false],
    ['not a field of text', { logPatterns: [['a', [['p', ['*']]]]] }, false],
    ['not an envelope that is not there', { logPatterns: [['streamalert:envelope_keys', [['p', ['*']]]]] }, false],
  ] as const)('match %s', (_name, patterns, expected) => {
    expect(matches(patterns as never, record)).toBe(expected);
  });

  it('see converted values', () => {
    const classifier = classifierOf([schema('log:a', { a: 'string' }, { logPatterns: [['a', ['True']]] })]);

    expect(classifier.classifyData(source, { a: true }, 'p').classified).toHaveLength(1);
  });
});
