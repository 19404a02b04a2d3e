import type { Indicator, IndicatorStore } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { type MakeSubject, type Subject, start } from '../subject.ts';
import { testTime } from '../test-clock.ts';

const indicator = (value: string, overrides: Partial<Indicator> = {}): Indicator => ({
  value,
  type: 'ip',
  subType: 'c2',
  source: 'feed.example.com',
  expires: testTime + 1000,
  ...overrides,
});

/** What every {@link IndicatorStore} does. */
export function describeIndicatorStore(name: string, make: MakeSubject<Subject<IndicatorStore>>): void {
  describe(`${name} as an IndicatorStore`, () => {
    it('finds those of the values that it has', async () => {
      const { port } = await start(make);
      await port.put([indicator('192.0.2.1'), indicator('198.51.100.7')]);

      const found = await port.find(['192.0.2.1', '192.0.2.2'], testTime);

      expect(found).toStrictEqual(new Map([['192.0.2.1', indicator('192.0.2.1')]]));
    });

    it('finds many values at once', async () => {
      const { port } = await start(make);
      const values = Array.from({ length: 250 }, (_, index) => `host-${index}.example.com`);
      await port.put(values.map((value) => indicator(value, { type: 'domain' })));

      expect((await port.find(values, testTime)).size).toBe(250);
      expect((await port.find([], testTime)).size).toBe(0);
    });

    it('gives the networks that have not expired, sorted', async ({ skip }) => {
      const { port } = await start(make);
      if (port.networks === undefined) return skip('it matches networks by their text only');
      const networks = ['2001:db8::/32', '198.51.100.0/24'].map((value) => indicator(value));
      const others = [
        indicator('192.0.2.1'),
        indicator('http://example.com/a', { type: 'url' }),
        indicator('203.0.113.0/24', { expires: testTime }),
      ];
      await port.put([...networks, ...others]);

      expect(await port.networks(testTime)).toStrictEqual([networks[1], networks[0]]);
    });

    it('counts those that have not expired, by type', async ({ skip }) => {
      const { port } = await start(make);
      if (port.summary === undefined) return skip('it does not count');
      await port.put([
        indicator('192.0.2.1'),
        indicator('192.0.2.2'),
        indicator('192.0.2.3', { expires: testTime }),
        indicator('evil.example.com', { type: 'domain' }),
      ]);

      expect(await port.summary(testTime)).toStrictEqual({ domain: 1, ip: 2 });
    });

    it('replaces an indicator by value', async () => {
      const { port } = await start(make);
      await port.put([indicator('192.0.2.1')]);
      await port.put([indicator('192.0.2.1', { source: 'other.example.com' })]);

      expect((await port.find(['192.0.2.1'], testTime)).get('192.0.2.1')?.source).toBe('other.example.com');
    });

    it('does not find what has expired, and purges it', async () => {
      const { port } = await start(make);
      await port.put([indicator('192.0.2.1', { expires: testTime }), indicator('192.0.2.2')]);

      const found = await port.find(['192.0.2.1', '192.0.2.2'], testTime);

      expect([...found.keys()]).toStrictEqual(['192.0.2.2']);
      expect(await port.purge(testTime)).toBe(1);
      expect(await port.purge(testTime)).toBe(0);
    });

    it('keeps indicators when it is opened again', async ({ skip }) => {
      const { port, reopen } = await start(make);
      if (reopen === undefined) return skip('it is not opened again');
      await port.put([indicator('192.0.2.1')]);
      const again = await reopen();

      expect((await again.find(['192.0.2.1'], testTime)).get('192.0.2.1')).toStrictEqual(indicator('192.0.2.1'));
    });
  });
}
