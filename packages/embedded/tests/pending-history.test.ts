import { describe, expect, it } from 'vitest';
import { openTestState } from './helpers/test-state.ts';

const text = (content: string) => new TextEncoder().encode(content);
const batch = (id: string, lines = '{"a":1}\n') => ({ table: 'alerts', id, records: 1, lines: text(lines) });
const body = (id: string, logType: string) => ({ id, records: 2, text: text('[{},\n{}]'), logType, retain: true });

describe('SqlitePendingHistory', () => {
  it('gives batches and retained bodies in order, each with its format', async () => {
    const { state } = await openTestState();
    await state.history.put([batch('one')]);
    await state.queue.send([body('two', 'cloudtrail:events'), { ...body('three', 'vpn:login'), retain: false }]);

    const pending = await state.history.pendingBodies({ limitBytes: 1000 });

    expect(pending.map(({ arrived, ...rest }) => ({ ...rest, arrived: arrived > 0 }))).toStrictEqual([
      { seq: 1, id: 'one', logType: 'alerts', format: 'lines', records: 1, arrived: true, text: text('{"a":1}\n') },
      {
        seq: 2,
        id: 'two',
        logType: 'cloudtrail:events',
        format: 'messages',
        records: 2,
        arrived: true,
        text: text('[{},\n{}]'),
      },
    ]);
  });

  it('keeps a batch that is put again while it is pending once', async () => {
    const { state } = await openTestState();
    await state.history.put([batch('one'), batch('one')]);
    await state.history.put([batch('one')]);

    expect(await state.history.pendingBodies({ limitBytes: 1000 })).toHaveLength(1);
  });

  it('pages by number and by bytes, with one body at least', async () => {
    const { state } = await openTestState();
    await state.history.put([
      batch('one', 'x'.repeat(100)),
      batch('two', 'x'.repeat(60)),
      batch('three', 'x'.repeat(60)),
    ]);
    const ids = async (afterSeq: number, limitBytes: number) =>
      (await state.history.pendingBodies({ afterSeq, limitBytes })).map(({ id }) => id);

    expect(await ids(0, 10)).toStrictEqual(['one']);
    expect(await ids(1, 120)).toStrictEqual(['two', 'three']);
    expect(await ids(1, 119)).toStrictEqual(['two']);
    expect(await ids(3, 119)).toStrictEqual([]);
  });

  it('sums up what is pending by log type', async () => {
    const { state } = await openTestState();
    await state.queue.send([body('a', 'cloudtrail:events'), body('b', 'cloudtrail:events')]);
    await state.history.put([batch('c')]);

    const totals = await state.history.pendingTotals();

    expect(totals.map(({ oldest, ...rest }) => ({ ...rest, oldest: oldest > 0 }))).toStrictEqual([
      { logType: 'alerts', batches: 1, records: 1, bytes: 8, oldest: true },
      { logType: 'cloudtrail:events', batches: 2, records: 4, bytes: 16, oldest: true },
    ]);
  });

  it('filters by log type, and forgets what is acknowledged', async () => {
    const { state } = await openTestState();
    await state.queue.send([body('a', 'cloudtrail:events')]);
    await state.history.put([batch('c'), batch('d')]);
    const [first] = await state.history.pendingBodies({ logType: 'alerts', limitBytes: 1 });
    await state.history.acknowledgeHistory([first?.seq ?? 0, 99]);

    const left = await state.history.pendingBodies({ logType: 'alerts', limitBytes: 1000 });

    expect([first?.id, ...left.map(({ id }) => id)]).toStrictEqual(['c', 'd']);
  });
});
