import { describe, expect, it } from 'vitest';
import { getFirstKey, getKeys, type Json, valueAt } from '../src/index.ts';

describe('getKeys', () => {
  const data: Json = {
    list: [{ ip: 'c' }, [{ ip: 'd' }]],
    ip: { ip: 'b' },
    streamalert_normalization: { ip: 'hidden' },
  };

  it('finds every value, breadth first, also inside a value it found', () => {
    expect(getKeys(data, 'ip')).toStrictEqual([{ ip: 'b' }, 'b', 'c', 'd']);
  });

  it('stops after so many', () => {
    expect(getKeys(data, 'ip', 2)).toStrictEqual([{ ip: 'b' }, 'b']);
  });

  it.each([[null], [7], [true], ['text'], [undefined], [[]]])('finds nothing in %j', (value) => {
    expect(getKeys(value, 'ip')).toStrictEqual([]);
  });
});

describe('getFirstKey', () => {
  it('gives the first value, a null that is there, or the fallback', () => {
    expect([getFirstKey({ a: 1 }, 'a'), getFirstKey({ a: null }, 'a', 'x'), getFirstKey({}, 'a', 'x')]).toStrictEqual([
      1,
      null,
      'x',
    ]);
  });
});

describe('valueAt', () => {
  it.each([
    ['a.b', { a: { b: null } }, null],
    ['a', { a: [1] }, [1]],
    ['a.b', { a: [{ b: 1 }] }, undefined],
    ['a.length', { a: 'text' }, undefined],
    ['toString', {}, undefined],
  ])('%s of %j', (path, data, expected) => {
    expect(valueAt(data, path)).toStrictEqual(expected);
  });

  it('reads any number of different paths', () => {
    const values = Array.from({ length: 2000 }, (_, at) => valueAt({ a: { [`k${at}`]: at } }, `a.k${at}`));

    expect(values).toStrictEqual(Array.from({ length: 2000 }, (_, at) => at));
  });
});
