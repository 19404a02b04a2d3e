import type { CheckpointStore } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { beyondDouble, type MakeSubject, type Subject, start } from '../subject.ts';

/** What every {@link CheckpointStore} does. */
export function describeCheckpointStore(name: string, make: MakeSubject<Subject<CheckpointStore>>): void {
  describe(`${name} as a CheckpointStore`, () => {
    it('gives back any JSON value, integers beyond 2^53 included', async () => {
      const { port } = await start(make);
      const value = { offset: beyondDouble, list: [1, 'ünïcödé', null, true], nested: { empty: {} } };
      await port.put('file:a', value);

      expect(await port.get('file:a')).toStrictEqual(value);
    });

    it('replaces a value whole', async () => {
      const { port } = await start(make);
      await port.put('a', { one: 1 });
      await port.put('a', { two: 2 });

      expect(await port.get('a')).toStrictEqual({ two: 2 });
    });

    it('keeps null apart from nothing', async () => {
      const { port } = await start(make);
      await port.put('a', null);

      expect(await port.get('a')).toBeNull();
      expect(await port.get('b')).toBeUndefined();
    });

    it('lists a prefix by id, taking no character as a pattern', async () => {
      const { port } = await start(make);
      for (const id of ['a_b/2', 'a_b/1', 'axb/1', 'A_b/3', 'a%']) await port.put(id, id);

      expect(await port.list('a_b/')).toStrictEqual([
        { id: 'a_b/1', value: 'a_b/1' },
        { id: 'a_b/2', value: 'a_b/2' },
      ]);
      expect((await port.list('')).map(({ id }) => id)).toStrictEqual(['A_b/3', 'a%', 'a_b/1', 'a_b/2', 'axb/1']);
    });

    it('deletes, and does not mind what is gone', async () => {
      const { port } = await start(make);
      await port.put('a', 1);
      await port.delete('a');
      await port.delete('a');

      expect(await port.get('a')).toBeUndefined();
    });

    it('keeps values when it is opened again', async ({ skip }) => {
      const { port, reopen } = await start(make);
      if (reopen === undefined) return skip('it is not opened again');
      await port.put('a', { offset: beyondDouble });
      const again = await reopen();

      expect(await again.get('a')).toStrictEqual({ offset: beyondDouble });
    });
  });
}
