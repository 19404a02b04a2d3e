import { describeRecordQueue, makeClassifiedRecord, makeQueueBody } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { openTestState, subjectOf } from './helpers/test-state.ts';

describeRecordQueue(
  'the queue of a state directory',
  subjectOf((state) => state.queue),
);

const body = (seed: number) => ({
  ...makeQueueBody([makeClassifiedRecord({ seed })]),
  logType: 'cloudtrail:events',
  retain: true,
});
const invalid = { value: 'a', type: 'ip', subType: '', source: '', expires: Number.NaN };
const visible = { limit: 10, visibilityMs: 30_000 };

describe('SqliteRecordQueue', () => {
  it('hands out in the order of sending, returned bodies first', async () => {
    const { state } = await openTestState();
    await state.queue.send([1, 2, 3, 4].map(body));
    const [, second] = await state.queue.receive({ ...visible, limit: 2 });
    await state.queue.release([second?.receipt ?? '']);

    const next = await state.queue.receive(visible);

    expect(next.map(({ id }) => id)).toStrictEqual([2, 3, 4].map((seed) => body(seed).id));
  });

  it('reads from the database what the cache did not take', async () => {
    const { state } = await openTestState();
    const large = (id: string) => ({ id, records: 1, text: new Uint8Array(40 * 1024 * 1024).fill(id.charCodeAt(0)) });
    await state.queue.send([large('a')]);
    await state.queue.send([large('b')]);

    const received = await state.queue.receive(visible);

    expect(received.map(({ text }) => [text.byteLength, text[0]])).toStrictEqual([
      [40 * 1024 * 1024, 97],
      [40 * 1024 * 1024, 98],
    ]);
  });

  it('counts an attempt before the body is handed out', async () => {
    const { state, dir } = await openTestState();
    await state.queue.send([body(1)]);
    await state.queue.receive(visible);
    await state.close();

    const { state: again } = await openTestState({ dir });

    expect(await again.queue.receive(visible)).toMatchObject([{ attempt: 2 }]);
  });

  it('keeps a retained body until history has it too', async () => {
    const { state } = await openTestState();
    await state.queue.send([body(1), body(2)]);
    const received = await state.queue.receive(visible);
    const pending = await state.history.pendingBodies({ limitBytes: 1_000_000 });

    await state.queue.acknowledge(received.map(({ receipt }) => receipt));
    await state.history.acknowledgeHistory([pending[0]?.seq ?? 0]);

    const left = await state.history.pendingBodies({ limitBytes: 1_000_000 });
    expect(left.map(({ id }) => id)).toStrictEqual([body(2).id]);
    expect(await state.queue.depth()).toStrictEqual({ waiting: 0, inFlight: 0 });
  });

  it('keeps a body for the rules engine when history was quicker', async () => {
    const { state } = await openTestState();
    await state.queue.send([body(1)]);
    const [pending] = await state.history.pendingBodies({ limitBytes: 1 });
    await state.history.acknowledgeHistory([pending?.seq ?? 0]);

    expect(await state.history.pendingTotals()).toStrictEqual([]);
    expect(await state.queue.receive(visible)).toMatchObject([{ id: body(1).id, text: body(1).text }]);
  });

  it('gives bodies back when the unit they were received in fails', async () => {
    const { state } = await openTestState();
    await state.queue.send([body(1)]);

    const received = state.atomically(() => [state.queue.receive(visible), state.indicators.put([invalid])]);

    await expect(received).rejects.toThrow();
    expect(await state.queue.receive(visible)).toMatchObject([{ id: body(1).id, attempt: 1 }]);
  });

  it('keeps bodies in flight when the unit they were acknowledged in fails', async () => {
    const { state } = await openTestState();
    await state.queue.send([body(1)]);
    const [received] = await state.queue.receive(visible);
    const receipts = [received?.receipt ?? ''];

    const acknowledged = state.atomically(() => [state.queue.acknowledge(receipts), state.indicators.put([invalid])]);

    await expect(acknowledged).rejects.toThrow();
    expect(await state.queue.depth()).toStrictEqual({ waiting: 0, inFlight: 1 });
    await state.queue.acknowledge(receipts);
    expect(await state.queue.depth()).toStrictEqual({ waiting: 0, inFlight: 0 });
  });
});
