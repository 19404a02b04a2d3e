import type { LookupSource } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { beyondDouble, type MakeSubject, type Subject, start } from '../subject.ts';

/** What every {@link LookupSource} does. */
export function describeLookupSource(name: string, make: MakeSubject<Subject<LookupSource>>): void {
  describe(`${name} as a LookupSource`, () => {
    it('gives back any JSON value, integers beyond 2^53 included', async () => {
      const { port } = await start(make);
      const value = { id: beyondDouble, names: ['ünïcödé', null], on: true };
      await port.put('key', value);

      expect(await port.get('key')).toStrictEqual(value);
    });

    it('has no value for a key that was never put', async () => {
      const { port } = await start(make);
      await port.put('key', null);

      expect(await port.get('key')).toBeNull();
      expect(await port.get('none')).toBeUndefined();
      expect(await port.get('constructor')).toBeUndefined();
    });

    it('lists its keys in order', async () => {
      const { port } = await start(make);
      for (const key of ['b', 'a', '10', '9']) await port.put(key, 1);

      expect(await port.keys()).toStrictEqual(['10', '9', 'a', 'b']);
    });

    it('keeps both of two values that are put at the same time', async () => {
      const { port } = await start(make);
      await Promise.all([port.put('a', 1), port.put('b', 2)]);

      expect([await port.get('a'), await port.get('b')]).toStrictEqual([1, 2]);
    });

    it('keeps values when it is opened again', async ({ skip }) => {
      const { port, reopen } = await start(make);
      if (reopen === undefined) return skip('it is not opened again');
      await port.put('key', { id: beyondDouble });
      const again = await reopen();

      expect(await again.get('key')).toStrictEqual({ id: beyondDouble });
    });
  });
}
