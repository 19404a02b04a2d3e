import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument, toPlain } from '../src/json-document.ts';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('parseDocument', () => {
  it('accepts exactly what JSON.parse accepts', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '.5',
      '01',
      '1e5',
      'null',
      'tru',
      ' ',
      '\n',
      '// c',
      '\u00a0',
      '"\\x"',
      '"\t"',
      "'a'",
      '"',
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      fc.json(),
      fc.string(),
    );

    fc.assert(
      fc.property(text, (json) => {
        expect(parseDocument('a.json', json).document !== undefined).toBe(parses(json));
      }),
      { numRuns: 2000 },
    );
  });

  it('reads the values that JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const root = parseDocument('a.json', json).document?.root;
        expect(toPlain(root ?? null)).toStrictEqual(JSON.parse(json));
      }),
    );
  });

  it.each([
    ['{"a": 1,}', 'a property name in double quotes is expected; a comma before } is not allowed at line 1, column 9'],
    ['{"a" 1}', 'a colon is expected at line 1, column 6'],
    ['[1\n 2]', 'a comma is expected at line 2, column 2'],
    ['// why\n{}', 'comments are not allowed at line 1, column 1'],
    ['{}\n\n  x', 'something that is not JSON at line 3, column 3'],
    ['{"a": "x', 'a text is not closed at line 1, column 7'],
    ['{"a": "\\d"}', 'no such escape; a backslash is written \\\\ at line 1, column 7'],
  ])('explains %j', (text, message) => {
    expect(parseDocument('a.json', text).issues.map((issue) => issue.message)).toStrictEqual([
      `is not JSON: ${message}`,
    ]);
  });

  it('lets a byte order mark through', () => {
    expect(parseDocument('a.json', '\uFEFF{"a": 1}').document?.root).toStrictEqual(new Map([['a', 1]]));
  });

  it('takes the later of two equal keys at the place of the earlier, and warns', () => {
    const { document, issues } = parseDocument('a.json', '{"x": {"a/b": 1, "c": 2, "a/b": 3}}');

    expect([...(document?.root as Map<string, Map<string, number>>).get('x')!]).toStrictEqual([
      ['a/b', 3],
      ['c', 2],
    ]);
    expect(issues).toStrictEqual([
      {
        file: 'a.json',
        pointer: '/x/a~1b',
        message: 'stands here twice; the last one counts, remove the other',
        severity: 'warning',
      },
    ]);
  });

  it('finds where a pointer stands in the text, or its nearest parent', () => {
    const { document } = parseDocument('a.json', '{"a": [1, {"b~/": 2}]}');

    expect(
      ['', '/a/0', '/a/1/b~0~1', '/a/1/nothing', '/nothing'].map((pointer) => document?.offsetOf(pointer)),
    ).toStrictEqual([0, 7, 18, 10, 0]);
  });
});
