import type { AlertKey, Dispatcher } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { type MakeSubject, type Subject, start } from '../subject.ts';

const key = (id: string): AlertKey => ({ ruleName: 'rule', id });
const sorted = (keys: readonly AlertKey[]) => keys.map(({ id }) => id).sort();

/** A {@link Dispatcher}, and what it cannot do. */
export interface DispatcherSubject extends Subject<Dispatcher> {
  /** It does not notice that a key is on its way already. */
  readonly mayDouble?: boolean;
}

/** What every {@link Dispatcher} does. */
export function describeDispatcher(name: string, make: MakeSubject<DispatcherSubject>): void {
  describe(`${name} as a Dispatcher`, () => {
    it('hands out what was dispatched, up to the limit', async () => {
      const { port } = await start(make);
      await port.dispatch([key('a'), key('b'), key('c')]);

      const first = await port.receive(2);
      const second = await port.receive(2);

      expect([first.length, second.length]).toStrictEqual([2, 1]);
      expect(sorted([...first, ...second])).toStrictEqual(['a', 'b', 'c']);
    });

    it('does not add a key that waits or was handed out', async ({ skip }) => {
      const { port, mayDouble } = await start(make);
      if (mayDouble === true) return skip('it does not notice');
      await port.dispatch([key('a'), key('a')]);
      await port.dispatch([key('a')]);
      const first = await port.receive(10);
      await port.dispatch([key('a')]);

      expect(first).toStrictEqual([key('a')]);
      expect(await port.receive(10)).toStrictEqual([]);
    });

    it('takes a key again once it is acknowledged', async () => {
      const { port } = await start(make);
      await port.dispatch([key('a')]);
      await port.acknowledge(await port.receive(1));
      await port.dispatch([key('a')]);

      expect(await port.receive(1)).toStrictEqual([key('a')]);
    });

    it('tells one id of two rules apart', async () => {
      const { port } = await start(make);
      await port.dispatch([key('a'), { ruleName: 'other', id: 'a' }]);

      expect(await port.receive(10)).toHaveLength(2);
    });
  });
}
