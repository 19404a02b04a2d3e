import { describe, expect, it } from 'vitest';
import { TextCache } from '../src/bodies/text-cache.ts';

describe('TextCache', () => {
  it('takes texts up to its limit, and more when some are gone', () => {
    const cache = new TextCache(250);
    for (const seq of [1, 2, 3]) cache.add(seq, new Uint8Array(100).fill(seq));
    const before = [1, 2, 3].map((seq) => cache.get(seq)?.[0]);
    cache.delete(1);
    cache.delete(1);
    cache.add(4, new Uint8Array(100).fill(4));

    expect(before).toStrictEqual([1, 2, undefined]);
    expect([1, 2, 4].map((seq) => cache.get(seq)?.[0])).toStrictEqual([undefined, 2, 4]);
  });

  it('counts the buffer that a view keeps alive', () => {
    const cache = new TextCache(250);
    cache.add(1, new Uint8Array(1000).subarray(0, 10));

    expect(cache.get(1)).toBeUndefined();
  });
});
