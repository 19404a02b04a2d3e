import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, stringifyJson } from '../src/index.ts';

describe('parseJson', () => {
  it.each([
    ['2^53 + 1', '9007199254740993', 9007199254740993n],
    ['its negative', '-9007199254740993', -9007199254740993n],
    ['23 digits', '12345678901234567890123', 12345678901234567890123n],
    ['the largest exact integer', '9007199254740991', 9007199254740991],
    ['a long fraction', '0.1234567890123456789', 0.12345678901234568],
    ['a float as large', '1e300', 1e300],
  ])('reads %s exactly', (_name, text, value) => {
    const parsed = parseJson(`{"deep":[${text}]}`);

    expect(parsed).toStrictEqual({ deep: [value] });
  });

  it('leaves long digits in text alone', () => {
    expect(parseJson('{"id":"9007199254740993"}')).toStrictEqual({ id: '9007199254740993' });
  });

  it('keeps a key named __proto__ as an ordinary key', () => {
    const parsed = parseJson('{"__proto__":9007199254740993}') as object;

    expect(Object.getOwnPropertyDescriptor(parsed, '__proto__')?.value).toBe(9007199254740993n);
  });

  it('throws a SyntaxError for what is not JSON', () => {
    expect(() => parseJson('{"a":01}')).toThrow(SyntaxError);
  });
});

describe('stringifyJson', () => {
  it('writes integers of any size as digits', () => {
    expect(stringifyJson({ a: 9007199254740993n, b: [-(2n ** 70n)], c: 7 })).toBe(
      '{"a":9007199254740993,"b":[-1180591620717411303424],"c":7}',
    );
  });

  it('escapes everything outside ASCII when asked', () => {
    expect(stringifyJson({ é: '漢😀' }, { ascii: true })).toBe('{"\\u00e9":"\\u6f22\\ud83d\\ude00"}');
  });

  it('gives back what parseJson read, whatever the JSON', () => {
    const integers = fc.bigInt().map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value));
    const json = fc.letrec((tie) => ({
      value: fc.oneof(fc.string(), integers, fc.boolean(), fc.constant(null), tie('list'), tie('map')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      map: fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
    })).value;

    fc.assert(
      fc.property(json, fc.boolean(), (value, ascii) => {
        const text = stringifyJson(value, { ascii });

        expect(stringifyJson(parseJson(text), { ascii })).toBe(text);
      }),
    );
  });
});
