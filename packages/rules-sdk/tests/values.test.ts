import { describe, expect, it } from 'vitest';
import {
  dataHasValue,
  dataHasValueFromList,
  dataHasValueFromSubstringList,
  dataHasValueWithSubstring,
  lastHour,
  safeJsonParse,
} from '../src/index.ts';

const data = { a: [{ b: 'cmd.exe' }, 1, ''], c: { d: null, e: 2n ** 53n + 1n } };

describe('searching values', () => {
  it.each([
    ['text', 'cmd.exe', true],
    ['part of text', 'cmd', false],
    ['a number', 1, true],
    ['true, where 1 is', true, false],
    ['null', null, true],
    ['a big integer', 2n ** 53n + 1n, true],
    ['a key', 'b', false],
  ])('by %s', (_case, wanted, expected) => {
    expect(dataHasValue(data, wanted)).toBe(expected);
  });

  it('by part of a text, patterns and parts, without tripping over numbers', () => {
    expect([
      dataHasValueWithSubstring(data, '.exe'),
      dataHasValueWithSubstring(data, '1'),
      dataHasValueFromList(data, ['*.dll', '*.exe']),
      dataHasValueFromList({ a: '' }, ['*']),
      dataHasValueFromSubstringList(data, ['powershell', 'cmd']),
      dataHasValueFromSubstringList({ a: 1, b: undefined as never }, ['1']),
    ]).toStrictEqual([true, false, true, false, true, false]);
  });
});

describe('lastHour', () => {
  const now = 1_700_000_000_000_000;
  const seconds = now / 1_000_000;

  it.each([
    ['now', seconds, 1, true],
    ['an hour ago', seconds - 3600, 1, true],
    ['a second more', seconds - 3601, 1, false],
    ['a second more, of two hours', seconds - 3601, 2, true],
    ['in the future', seconds + 10, 1, false],
    ['as digits', String(seconds - 5), 1, true],
    ['zero', 0, 1, false],
    ['empty text', ' ', 1, false],
    ['text', 'soon', 1, false],
    ['null', null, 1, false],
    ['absent', undefined, 1, false],
  ])('of a time that is %s', (_case, time, hours, expected) => {
    expect(lastHour(time, now, hours)).toBe(expected);
  });
});

describe('safeJsonParse', () => {
  it.each([
    ['{"a":[1,true,null]}', { a: [1, true, null] }],
    ['"text"', 'text'],
    ['9007199254740993', 9007199254740993n],
    ['1234567890123456.5', 1234567890123456.5],
    ['{"a":', {}],
    ['', {}],
    [null, {}],
    [undefined, {}],
    [7, {}],
  ])('%j', (text, expected) => {
    expect(safeJsonParse(text)).toStrictEqual(expected);
  });
});
