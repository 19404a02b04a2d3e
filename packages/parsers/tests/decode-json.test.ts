import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJson } from '../src/index.ts';

const utf32 = (text: string, littleEndian: boolean): Uint8Array => {
  const points = Array.from(text, (character) => character.codePointAt(0) as number);
  const view = new DataView(new ArrayBuffer(points.length * 4));
  for (const [index, point] of points.entries()) view.setUint32(index * 4, point, littleEndian);
  return new Uint8Array(view.buffer);
};
const text = '{"é":"😀"}';
const utf16be = Buffer.from(text, 'utf16le').swap16();

describe('decodeJson', () => {
  it.each<[string, Uint8Array]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16LE', Buffer.from(text, 'utf16le')],
    ['UTF-16LE with mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16BE', utf16be],
    ['UTF-16BE with mark', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be])],
    ['UTF-32LE', utf32(text, true)],
    ['UTF-32LE with mark', utf32(`\ufeff${text}`, true)],
    ['UTF-32BE', utf32(text, false)],
    ['UTF-32BE with mark', utf32(`\ufeff${text}`, false)],
  ])('reads %s', (_name, bytes) => {
    expect(decodeJson(bytes)).toMatchObject({ ok: true, value: { é: '😀' } });
  });

  it('takes no text that starts with a byte order mark', () => {
    expect(decodeJson('\ufeff{}')).toMatchObject({ ok: false, reason: 'not JSON' });
  });

  it.each([
    ['{"a":NaN}', { a: Number.NaN }],
    ['[Infinity,-Infinity]', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    ['{"NaN":"-Infinity","0e07":0e07,"n":NaN}', { NaN: '-Infinity', '0e07': 0, n: Number.NaN }],
    ['9007199254740993', 9007199254740993n],
    ['{"a":1,"a":2}', { a: 2 }],
    ['"\\ud800"', '\ud800'],
  ])('reads %s', (json, value) => {
    expect(decodeJson(json)).toMatchObject({ ok: true, value });
  });

  it.each(['1NaN', '-NaN', 'NaN5', 'Infinity1', '[NaN,]', "{'a':1}", '', ' ', '{"a":\u0001}', '1 2', '//x\n1'])(
    'refuses %j',
    (json) => {
      expect(decodeJson(json)).toMatchObject({ ok: false, reason: 'not JSON', text: json });
    },
  );

  it('keeps __proto__ as data', () => {
    const decoded = decodeJson('{"__proto__":{"a":1}}');

    expect(decoded.ok && Object.keys(decoded.value as object)).toStrictEqual(['__proto__']);
  });

  it('tells invalid UTF-8 from other text', () => {
    expect(decodeJson(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({ ok: false, reason: 'invalid UTF-8' });
  });

  it('refuses what is nested too deeply', () => {
    const nested = `${'['.repeat(1e6)}${']'.repeat(1e6)}`;

    expect(decodeJson(nested)).toMatchObject({ ok: false, reason: 'too deep' });
    expect(decodeJson('[[[]]]', { maxDepth: 2 })).toMatchObject({ ok: false, reason: 'too deep' });
  });

  it('refuses an integer of more digits than anybody can read in time', () => {
    expect(decodeJson(`[${'7'.repeat(4300)}]`)).toMatchObject({ ok: true, value: [BigInt('7'.repeat(4300))] });
    expect(decodeJson(`[-${'7'.repeat(4300)}]`)).toMatchObject({ ok: true });
    expect(decodeJson(`[${'7'.repeat(4301)}]`)).toMatchObject({ ok: false, reason: 'number too long' });
    expect(decodeJson(`[0.${'7'.repeat(4301)},1]`)).toMatchObject({ ok: true, value: [0.7777777777777778, 1] });
  });

  it('keeps integers, floats and limits beside NaN', () => {
    const decoded = decodeJson('{"a":9007199254740993,"b":3.0,"n":NaN}');

    expect(decoded).toMatchObject({ ok: true, value: { a: 9007199254740993n, b: 3, n: Number.NaN } });
    expect(decoded.ok && decoded.floats.has(decoded.value as object, 'b')).toBe(true);
    expect(decoded.ok && decoded.floats.has(decoded.value as object, 'n')).toBe(false);
    expect(decodeJson('[[[NaN]]]', { maxDepth: 2 })).toMatchObject({ ok: false, reason: 'too deep' });
  });

  it.each([
    ['a string that never ends, of escaped quotes', `"${'\\"'.repeat(1_000_000)} NaN`, 'not JSON'],
    ['a very long string', `["${'x'.repeat(16_000_000)}",NaN]`, undefined],
    ['very deep nesting', `${'['.repeat(200_000)}NaN${']'.repeat(200_000)}`, 'too deep'],
  ])('reads, or refuses, NaN beside %s in linear time', (_name, json, reason) => {
    expect(decodeJson(json)).toMatchObject(reason === undefined ? { ok: true } : { ok: false, reason });
  });

  it('marks integral floats', () => {
    const decoded = decodeJson('{"a":3.0,"b":3,"c":[1e2,2.5]}');

    if (!decoded.ok) throw new Error('must decode');
    const root = decoded.value as { c: object };
    expect([decoded.floats.has(root, 'a'), decoded.floats.has(root, 'b')]).toStrictEqual([true, false]);
    expect([decoded.floats.has(root.c, '0'), decoded.floats.has(root.c, '1')]).toStrictEqual([true, false]);
  });

  it('throws on no bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        decodeJson(bytes);
      }),
    );
  });
});
