import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PendingHistory, StateUnwritableError } from '../../src/index.ts';
import { makeHistory } from './helpers/test-history.ts';

const hour11 = 'parquet/cloudtrail_events/dt=2023-07-10-11';
const allNames = 'SELECT eventname FROM cloudtrail_events ORDER BY 1';

/** Stops short of acknowledging, as a process does that is killed after a file has its name. */
function killedBeforeAcknowledge(pending: PendingHistory): PendingHistory {
  return {
    put: (batches) => pending.put(batches),
    pendingBodies: (filter) => pending.pendingBodies(filter),
    pendingTotals: () => pending.pendingTotals(),
    acknowledgeHistory: () => Promise.reject(new Error('killed')),
  };
}

describe('HistoryWriter', () => {
  it('writes one file for each table and hour of arrival, then acknowledges', async () => {
    const history = await makeHistory();
    await history.putRecords('{"eventName":"a"}', '{"eventName":"b"}');
    await history.putLines('alerts', '{"id":"1"}');
    history.clock.set('2023-07-10T12:00:00Z');
    await history.putRecords('{"eventName":"c"}');
    const before = await history.writer.pending();

    await history.writer.flush();

    expect(before).toStrictEqual({ batches: 3, records: 4 });
    expect(await history.writer.pending()).toStrictEqual({ batches: 0, records: 0 });
    expect(await history.files()).toStrictEqual([
      expect.stringMatching(/^parquet\/alerts\/dt=2023-07-10-11\/[0-9a-f]{12}-2-2-[0-9a-f]{8}\.parquet$/),
      expect.stringMatching(/^parquet\/cloudtrail_events\/dt=2023-07-10-11\/[0-9a-f]{12}-1-1-[0-9a-f]{8}\.parquet$/),
      expect.stringMatching(/^parquet\/cloudtrail_events\/dt=2023-07-10-12\/[0-9a-f]{12}-3-3-[0-9a-f]{8}\.parquet$/),
    ]);
    expect(await history.search('SELECT eventname, dt FROM cloudtrail_events ORDER BY 1')).toStrictEqual([
      ['a', '2023-07-10-11'],
      ['b', '2023-07-10-11'],
      ['c', '2023-07-10-12'],
    ]);
  });

  it('writes nothing when nothing is pending', async () => {
    const history = await makeHistory();
    await mkdir(history.root);

    await history.writer.flush();

    expect(await history.writer.writeDue()).toBe(0);
    expect(await history.files()).toStrictEqual([]);
  });

  it('puts every body in one file when it is killed before it acknowledges, in whatever hour it goes on', async () => {
    const history = await makeHistory();
    await history.putRecords('{"eventName":"a"}');
    await history.putRecords('{"eventName":"b"}');
    const killed = history.restart({ pending: killedBeforeAcknowledge(history.state.history) });
    await expect(killed.flush()).rejects.toThrow('killed');
    const searched = await history.search(allNames);
    history.clock.set('2023-07-10T13:00:00Z');
    await history.putRecords('{"eventName":"c"}');

    await history.restart().flush();

    expect(searched).toStrictEqual([['a'], ['b']]);
    expect(await history.search(allNames)).toStrictEqual([['a'], ['b'], ['c']]);
    expect(await history.writer.pending()).toStrictEqual({ batches: 0, records: 0 });
    expect(await history.files()).toHaveLength(2);
  });

  it('adds to an hour what arrived after the kill, in a file of its own', async () => {
    const history = await makeHistory();
    await history.putRecords('{"eventName":"a"}');
    const killed = history.restart({ pending: killedBeforeAcknowledge(history.state.history) });
    await expect(killed.flush()).rejects.toThrow('killed');
    await history.putRecords('{"eventName":"b"}');

    await history.restart().flush();

    expect(await history.search(allNames)).toStrictEqual([['a'], ['b']]);
    expect(await history.files()).toStrictEqual([
      expect.stringMatching(new RegExp(`^${hour11}/[0-9a-f]{12}-1-1-[0-9a-f]{8}.parquet$`)),
      expect.stringMatching(new RegExp(`^${hour11}/[0-9a-f]{12}-2-2-[0-9a-f]{8}.parquet$`)),
    ]);
  });

  it('removes what a process left that was killed while it wrote', async () => {
    const history = await makeHistory();
    await mkdir(join(history.root, 'tmp'), { recursive: true });
    await writeFile(join(history.root, 'tmp/next.parquet'), 'PAR1, half');
    await writeFile(join(history.root, 'tmp/next.parquet.json'), '[{');
    await history.putRecords('{"eventName":"a"}');

    await history.writer.flush();

    expect(await history.files()).toHaveLength(1);
    expect(await history.search(allNames)).toStrictEqual([['a']]);
  });

  it('never takes the numbers of another state for its own', async () => {
    const [old, fresh] = [await makeHistory(), await makeHistory()];
    await old.putRecords('{"eventName":"a"}');
    await old.writer.flush();
    await fresh.putRecords('{"eventName":"b"}');

    await fresh.restart({ root: old.root }).flush();

    expect(await old.search(allNames)).toStrictEqual([['a'], ['b']]);
  });

  it('keeps apart the lines and the messages of one table, whose numbers alternate', async () => {
    const history = await makeHistory();
    await history.putRecords('{"eventName":"a"}');
    await history.putLines('cloudtrail_events', '{"record":{"eventName":"b"}}');
    await history.putRecords('{"eventName":"c"}');

    await history.writer.flush();

    expect(await history.search(allNames)).toStrictEqual([['a'], ['b'], ['c']]);
  });

  it('bounds the text of one file', async () => {
    const history = await makeHistory({ flushBytes: 100 });
    for (const name of ['a', 'b', 'c', 'd']) await history.putRecords(`{"eventName":"${name}"}`);

    await history.writer.flush();

    expect(await history.search(allNames)).toStrictEqual([['a'], ['b'], ['c'], ['d']]);
    expect((await history.files()).length).toBeGreaterThan(1);
  });

  it('divides a batch whose records need more memory than DuckDB may use', async () => {
    const history = await makeHistory({ memoryMegabytes: 300 });
    for (let index = 0; index < 8; index += 1)
      await history.putRecords(`{"eventName":"${'x'.repeat(6_000_000)}${index}"}`);

    await history.writer.flush();

    expect(await history.search('SELECT count(DISTINCT eventname) FROM cloudtrail_events')).toStrictEqual([[8]]);
  });

  it('writes what is due only: enough text, or old enough', async () => {
    const history = await makeHistory({ flushBytes: 1000, flushMs: 60_000 });
    await history.putRecords('{"eventName":"a"}');

    const early = await history.writer.writeDue();
    history.clock.set('2023-07-10T11:59:03Z');
    const late = await history.writer.writeDue();
    await history.putLines('alerts', `{"id":"${'1'.repeat(1000)}"}`);
    const large = await history.writer.writeDue();

    expect([early, late, large]).toStrictEqual([0, 1, 1]);
  });

  it('does one thing at a time, however often it is asked', async () => {
    const history = await makeHistory();
    await history.putRecords('{"eventName":"a"}');

    await Promise.all([
      history.writer.flush(),
      history.writer.flush(),
      history.writer.compact(),
      history.writer.flush(),
    ]);

    expect(await history.search(allNames)).toStrictEqual([['a']]);
  });

  it('keeps records of a log type that has left the configuration', async () => {
    const history = await makeHistory();
    await history.putRecords('{"eventName":"a"}');

    await history.restart({ tables: [] }).flush();

    expect(await history.search('SELECT "record"[\'eventName\'] FROM cloudtrail_events')).toStrictEqual([['a']]);
  });

  it('keeps bodies pending and says why when it cannot write', async () => {
    const history = await makeHistory();
    await writeFile(history.root, 'a file where the directory should be');
    await history.putRecords('{"eventName":"a"}');

    await expect(history.writer.flush()).rejects.toThrow(history.root);

    expect(await history.writer.pending()).toStrictEqual({ batches: 1, records: 1 });
    expect(await readFile(history.root, 'utf8')).toBe('a file where the directory should be');
  });

  it.skipIf(process.getuid?.() === 0)('names the permission that is missing', async () => {
    const history = await makeHistory();
    await mkdir(history.root, { mode: 0o500 });
    await history.putRecords('{"eventName":"a"}');

    await expect(history.writer.flush()).rejects.toThrow(StateUnwritableError);
  });
});
