import type { LogFields, Logger, Metrics } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { type MakeSubject, type Subject, start } from '../subject.ts';

/** {@link Metrics}, and a way to see what they counted. */
export interface MetricsSubject extends Subject<Metrics> {
  /** The sum under a name and exactly these dimensions, 0 when there is none. */
  counted(name: string, dimensions?: Readonly<Record<string, string>>): Promise<number>;
}

/** What all {@link Metrics} do. */
export function describeMetrics(name: string, make: MakeSubject<MetricsSubject>): void {
  describe(`${name} as Metrics`, () => {
    it('adds up counts of one name', async () => {
      const { port, counted } = await start(make);
      port.count('received', 2);
      port.count('received', 3);
      await port.flush();

      expect(await counted('received')).toBe(5);
      expect(await counted('passed')).toBe(0);
    });

    it('keeps dimensions apart, in whatever order they are given', async () => {
      const { port, counted } = await start(make);
      port.count('received', 1, { stage: 'classifier', cluster: 'prod' });
      port.count('received', 2, { cluster: 'prod', stage: 'classifier' });
      port.count('received', 4, { cluster: 'dev', stage: 'classifier' });
      await port.flush();

      expect(await counted('received', { stage: 'classifier', cluster: 'prod' })).toBe(3);
      expect(await counted('received', { stage: 'classifier', cluster: 'dev' })).toBe(4);
    });

    it('takes times and flushes twice without complaint', async () => {
      const { port } = await start(make);
      port.time('evaluate', 12.5, { stage: 'rules' });
      await port.flush();

      await expect(port.flush()).resolves.toBeUndefined();
    });
  });
}

/** An entry as it was written. */
export interface WrittenEntry {
  readonly level: string;
  readonly message: string;
  readonly fields: LogFields;
}

/** A {@link Logger} at its lowest level, and a way to see what it wrote. */
export interface LoggerSubject extends Subject<Logger> {
  entries(): Promise<readonly WrittenEntry[]>;
}

/** What every structured {@link Logger} does. */
export function describeLogger(name: string, make: MakeSubject<LoggerSubject>): void {
  describe(`${name} as a Logger`, () => {
    it('writes every level in order', async () => {
      const { port, entries } = await start(make);
      port.debug('a');
      port.info('b');
      port.warn('c');
      port.error('d');

      expect((await entries()).map(({ level, message }) => [level, message])).toStrictEqual([
        ['debug', 'a'],
        ['info', 'b'],
        ['warn', 'c'],
        ['error', 'd'],
      ]);
    });

    it('writes fields, and leaves out those that are undefined', async () => {
      const { port, entries } = await start(make);
      port.info('alert sent', { alertId: 'a"b\n', attempts: 2, staged: false, owner: undefined });

      expect((await entries())[0]?.fields).toStrictEqual({ alertId: 'a"b\n', attempts: 2, staged: false });
    });
  });
}
