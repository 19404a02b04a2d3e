import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { oneAtATime } from '../src/one-at-a-time.ts';

describe('oneAtATime', () => {
  it('writes together what comes at once', async () => {
    const { writes, take } = makeWriter();

    const taken = [take('a'), take('b')];
    await writes.begun(1);
    writes.end(0);
    await Promise.all(taken);

    expect(writes.items).toStrictEqual([['a', 'b']]);
  });

  it('writes an item without waiting for others, and together what comes during a write', async () => {
    const { writes, take } = makeWriter();

    const taken = [take('a')];
    await writes.begun(1);
    taken.push(take('b'), take('c'));
    writes.end(0);
    await Promise.all(taken.slice(0, 1));
    await writes.begun(2);
    writes.end(1);
    await Promise.all(taken);

    expect(writes.items).toStrictEqual([['a'], ['b', 'c']]);
  });

  it('fails the items of a write that fails, and writes those after it', async () => {
    const { writes, take } = makeWriter();

    const failed = take('a');
    await writes.begun(1);
    const next = take('b');
    writes.end(0, new Error('the table is gone'));
    await expect(failed).rejects.toThrow('the table is gone');
    await writes.begun(2);
    writes.end(1);

    expect(await next).toBeUndefined();
    expect(writes.items).toStrictEqual([['a'], ['b']]);
  });
});

/** Writes that end when the test says so. */
function makeWriter() {
  const items: (readonly string[])[] = [];
  const ends: ((error?: Error) => void)[] = [];
  const take = oneAtATime<string>((written) => {
    items.push(written);
    return new Promise((resolve, reject) => {
      ends.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  });
  const begun = async (count: number): Promise<void> => {
    while (items.length < count) await setImmediate();
  };
  return { take, writes: { items, begun, end: (index: number, error?: Error) => ends[index]?.(error) } };
}
