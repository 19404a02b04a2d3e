import type { Json } from '@streamalert/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKvParser, FloatMarks, type KvParserOptions } from '../src/index.ts';

function candidate(options: KvParserOptions, value: Json): unknown {
  const [found] = createKvParser(options).candidates({ value, floats: new FloatMarks() });
  return found?.ok === true ? found.value : { failed: found?.detail ?? found?.reason };
}

describe('kv parser', () => {
  const ab = { keys: ['a', 'b'] };

  it('26: reads pairs in any order', () => {
    expect(candidate(ab, 'a=1 b=2')).toStrictEqual({ a: '1', b: '2' });
    expect(candidate(ab, 'b=2 a=1')).toStrictEqual({ b: '2', a: '1' });
  });

  it('worked example: a repeated key stands for the key of its position', () => {
    expect(candidate({ keys: ['ip', 'port', 'ip2'] }, 'ip=10.0.0.1 port=22 ip=10.0.0.2')).toStrictEqual({
      ip: '10.0.0.1',
      port: '22',
      ip2: '10.0.0.2',
    });
  });

  it('27: a repeated key at its own position is stored under it again', () => {
    expect(candidate(ab, 'b=1 b=2')).toStrictEqual({ b: '2' });
  });

  it('worked example: another delimiter and separator', () => {
    expect(candidate({ keys: ['u', 'n'], delimiter: ';', separator: ':' }, 'u:kim:lee;n:4;')).toStrictEqual({
      u: 'kim:lee',
      n: '4',
    });
  });

  it.each<[string, string, unknown]>([
    ['repeated delimiters count as one', '  a=1   b=2 ', { a: '1', b: '2' }],
    ['quotes are ordinary', 'a="1 b=2"', { a: '"1', b: '2"' }],
    ['a line feed stays in the last value', 'a=1 b=2\n', { a: '1', b: '2\n' }],
    ['keys and values may be empty', '=1 b=', { '': '1', b: '' }],
    ['a piece without separator is left out', 'a=1 b', { a: '1' }],
    ['pieces without separator alone are nothing', 'a b', { failed: 'no pairs' }],
    ['one pair in place of two', 'a=1', { failed: '1 pair in place of 2' }],
    ['three pairs in place of two', 'a=1 b=2 c=3', { failed: '3 pairs in place of 2' }],
    ['nothing', '', { failed: '0 pairs in place of 2' }],
  ])('%s', (_name, text, expected) => {
    expect(candidate(ab, text)).toStrictEqual(expected);
  });

  it('splits at texts of several characters', () => {
    expect(candidate({ ...ab, delimiter: ', ', separator: ' => ' }, 'a => 1, b => x => y')).toStrictEqual({
      a: '1',
      b: 'x => y',
    });
  });

  it.each<Json>([5, { a: 1 }, null, ['a=1 b=2']])('%j is no text', (value) => {
    expect(candidate(ab, value)).toStrictEqual({ failed: 'not text' });
  });

  it('keeps __proto__ as a member', () => {
    expect(Object.entries(candidate({ keys: ['__proto__'] }, '__proto__=1') as object)).toStrictEqual([
      ['__proto__', '1'],
    ]);
  });
});

describe('kv with quoted values', () => {
  const quoted = { keys: ['a', 'b'], quotechar: '"' };

  it.each<[string, Partial<KvParserOptions>, string, unknown]>([
    ['delimiters stand inside quotes', {}, 'a="x y" b=2', { a: 'x y', b: '2' }],
    ['separators, too', {}, 'a="b=3" b="=="', { a: 'b=3', b: '==' }],
    ['a quote that does not begin the value is ordinary', {}, 'a=x"y b=2', { a: 'x"y', b: '2' }],
    ['text after the closing quote is appended', {}, 'a="x"y b=2', { a: 'xy', b: '2' }],
    ['a quote that is never closed takes the rest', {}, 'a=1 b="x y', { a: '1', b: 'x y' }],
    ['an empty quoted value', {}, 'a="" b=2', { a: '', b: '2' }],
    ['a quoted delimiter is no end of the next key', {}, 'b="1" a=', { b: '1', a: '' }],
    ['either of several quotes', { quotechar: `'"` }, `a='x "y"' b="it's"`, { a: 'x "y"', b: "it's" }],
    ['an escaped quote', { escapechar: '\\' }, 'a="x\\"y" b="\\\\"', { a: 'x"y', b: '\\' }],
    ['no escape outside quotes', { escapechar: '\\' }, 'a=x\\y b=\\', { a: 'x\\y', b: '\\' }],
    ['a delimiter that contains the quote', { delimiter: '" ' }, 'a=1" b=2', { a: '1', b: '2' }],
  ])('%s', (_name, options, text, expected) => {
    expect(candidate({ ...quoted, ...options }, text)).toStrictEqual(expected);
  });

  it('takes linear time', () => {
    const text = '"= '.repeat(200_000);
    const started = performance.now();

    candidate(quoted, text);
    candidate({ ...quoted, separator: '#' }, text);

    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('kv with any number of pairs', () => {
  it('leaves out what is absent, and takes the last of equal keys', () => {
    const options = { keys: ['a', 'b'], pairs: 'any' } as const;

    expect(candidate(options, 'a=1')).toStrictEqual({ a: '1' });
    expect(candidate(options, 'b=1 x b=2 c=3')).toStrictEqual({ b: '2', c: '3' });
    expect(candidate(options, 'x y')).toStrictEqual({ failed: 'no pairs' });
  });
});

describe('kv properties', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀', '.', '"'), minLength: 1 });
  const pairs = fc.uniqueArray(fc.tuple(word, word), { minLength: 1, selector: ([key]) => key });

  it('reads back what was written', () => {
    fc.assert(
      fc.property(pairs, (entries) => {
        const text = entries.map(([key, value]) => `${key}=${value}`).join(' ');
        const keys = entries.map(([key]) => key);
        expect(candidate({ keys }, text)).toStrictEqual(Object.fromEntries(entries));
      }),
    );
  });

  it('reads back quoted values of any text', () => {
    const quoted = fc.uniqueArray(fc.tuple(word, fc.string({ unit: 'binary' })), {
      minLength: 1,
      selector: ([k]) => k,
    });
    fc.assert(
      fc.property(quoted, (entries) => {
        const escape = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
        const text = entries.map(([key, value]) => `${key}="${escape(value)}"`).join(' ');
        const options = { keys: entries.map(([key]) => key), quotechar: '"', escapechar: '\\' };
        expect(candidate(options, text)).toStrictEqual(Object.fromEntries(entries));
      }),
    );
  });

  it('never throws', () => {
    const nasty = fc.oneof(
      fc.string({ unit: fc.constantFrom('"', '=', ' ', '\\', 'a') }),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(
        nasty,
        fc.constantFrom('exact', 'any'),
        fc.constantFrom({}, { quotechar: '"' }),
        (text, count, more) => {
          const parser = createKvParser({ keys: ['a', 'b'], pairs: count, ...more });
          expect(parser.candidates({ value: text, floats: new FloatMarks() })).toHaveLength(1);
        },
      ),
    );
  });
});
