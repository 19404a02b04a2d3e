import type { Clock } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { type MakeSubject, type Subject, start } from '../subject.ts';

/** What every {@link Clock} does. */
export function describeClock(name: string, make: MakeSubject<Subject<Clock>>): void {
  describe(`${name} as a Clock`, () => {
    it('never returns the same or an earlier time', async () => {
      const { port } = await start(make);
      const times = Array.from({ length: 10_000 }, () => port.now());

      expect(times.every((time, index) => index === 0 || time > (times[index - 1] as number))).toBe(true);
    });

    it('counts whole microseconds since 1970', async () => {
      const { port } = await start(make);
      const time = port.now();

      expect(Number.isSafeInteger(time)).toBe(true);
      expect(new Date(time / 1000).getUTCFullYear()).toBeGreaterThan(2000);
    });
  });
}
