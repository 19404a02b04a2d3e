import { describe, expect, it } from 'vitest';
import { pruneHistory } from '../../src/index.ts';
import { makeHistory } from './helpers/test-history.ts';

describe('pruneHistory', () => {
  it('removes the hours of every table that are older than the days to retain', async () => {
    const history = await makeHistory();
    for (const [index, time] of ['2023-07-08T11:30:00Z', '2023-07-08T12:30:00Z', '2023-07-10T12:30:00Z'].entries()) {
      history.clock.set(time);
      await history.putRecords(`{"eventName":"${index}"}`);
      await history.putLines('alerts', `{"id":"${index}"}`);
    }
    await history.writer.flush();

    const removed = await pruneHistory({ root: history.root, retainDays: 2, now: history.clock.now() });

    expect(removed).toBe(2);
    expect(await history.search('SELECT DISTINCT dt FROM cloudtrail_events ORDER BY 1')).toStrictEqual([
      ['2023-07-08-12'],
      ['2023-07-10-12'],
    ]);
    expect(await history.search('SELECT id FROM alerts ORDER BY 1')).toStrictEqual([['1'], ['2']]);
  });

  it('has nothing to do without a history', async () => {
    const history = await makeHistory();

    expect(await pruneHistory({ root: history.root, retainDays: 1, now: history.clock.now() })).toBe(0);
  });
});
