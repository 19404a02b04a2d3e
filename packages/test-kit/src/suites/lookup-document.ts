import type { LookupDocument } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { bytes, type MakeSubject, type Subject, start } from '../subject.ts';

/** What every {@link LookupDocument} does. */
export function describeLookupDocument(name: string, make: MakeSubject<Subject<LookupDocument>>): void {
  describe(`${name} as a LookupDocument`, () => {
    it('has neither content nor version before it is written', async () => {
      const { port } = await start(make);

      expect([await port.read(), await port.version()]).toStrictEqual([undefined, undefined]);
    });

    it('gives back the bytes that were written last', async () => {
      const { port } = await start(make);
      await port.write(bytes('{"a": 1, "b": 2}'));
      await port.write(bytes('{"a": "ü"}'));

      expect(await port.read()).toStrictEqual(bytes('{"a": "ü"}'));
    });

    it('has another version when the content is another, and the same while it is not written', async () => {
      const { port } = await start(make);
      await port.write(bytes('{"a": 1}'));
      const [first, again] = [await port.version(), await port.version()];
      await port.write(bytes('{"a": 2}'));
      const second = await port.version();

      expect(again).toBe(first);
      expect(second).not.toBe(first);
      expect([typeof first, typeof second]).toStrictEqual(['string', 'string']);
    });
  });
}
