import type { QueueDelivery, RecordQueue } from '@streamalert/core';
import { decodeBody } from '@streamalert/core/wire';
import { describe, expect, it } from 'vitest';
import { makeClassifiedRecord, makeQueueBody } from '../factories.ts';
import { beyondDouble, type MakeSubject, pass, type Subject, start } from '../subject.ts';

const body = (seed: number) => makeQueueBody([makeClassifiedRecord({ seed })]);
const visible = { limit: 10, visibilityMs: 30_000 };
const ids = (deliveries: readonly QueueDelivery[]) => deliveries.map(({ id }) => id).sort();
const receipts = (deliveries: readonly QueueDelivery[]) => deliveries.map(({ receipt }) => receipt);

/** A {@link RecordQueue}, and what it cannot do. */
export interface RecordQueueSubject extends Subject<RecordQueue> {
  /** It does not notice that a body was sent before. */
  readonly mayDouble?: boolean;
}

/** What every {@link RecordQueue} does. */
export function describeRecordQueue(name: string, make: MakeSubject<RecordQueueSubject>): void {
  describe(`${name} as a RecordQueue`, () => {
    it('hands out what was sent', async () => {
      const { port } = await start(make);
      await port.send([body(1), body(2)]);

      const deliveries = await port.receive(visible);

      expect(ids(deliveries)).toStrictEqual([body(1).id, body(2).id].sort());
      expect(deliveries.map(({ records, attempt }) => [records, attempt])).toStrictEqual([
        [1, 1],
        [1, 1],
      ]);
    });

    it('keeps integers beyond 2^53 and every byte of the text', async () => {
      const { port } = await start(make);
      const record = makeClassifiedRecord({ record: { big: beyondDouble, text: 'ünïcödé 🜁 \u0000' } });
      await port.send([makeQueueBody([record])]);

      const [delivery] = await port.receive(visible);

      expect(decodeBody(new TextDecoder().decode(delivery?.text))).toStrictEqual([record]);
    });

    it('keeps a body that is sent again while it is held once', async ({ skip }) => {
      const { port, mayDouble } = await start(make);
      if (mayDouble === true) return skip('it does not notice');
      await port.send([body(1)]);
      await port.send([body(1), body(1)]);
      const deliveries = await port.receive(visible);
      await port.send([body(1)]);

      expect(deliveries).toHaveLength(1);
      expect(await port.receive(visible)).toStrictEqual([]);
    });

    it('gives nothing and reports nothing when it is empty', async () => {
      const { port } = await start(make);

      expect(await port.receive(visible)).toStrictEqual([]);
      expect(await port.depth()).toStrictEqual({ waiting: 0, inFlight: 0 });
    });

    it('hands out no more than the limit', async () => {
      const { port } = await start(make);
      await port.send([body(1), body(2), body(3)]);

      expect(await port.receive({ ...visible, limit: 2 })).toHaveLength(2);
      expect(await port.receive({ ...visible, limit: 2 })).toHaveLength(1);
    });

    it('never gives one body to two receivers', async () => {
      const { port } = await start(make);
      await port.send([1, 2, 3, 4, 5, 6].map(body));

      const parts = await Promise.all([1, 2, 3].map(() => port.receive({ ...visible, limit: 4 })));

      const given = parts.flat().map(({ id }) => id);
      expect(new Set(given).size).toBe(given.length);
    });

    it('forgets what is acknowledged', async () => {
      const subject = await start(make);
      const { port } = subject;
      await port.send([body(1), body(2)]);
      await port.acknowledge(receipts(await port.receive({ ...visible, limit: 1 })));

      expect(await port.depth()).toStrictEqual({ waiting: 1, inFlight: 0 });
    });

    it('ignores receipts that it does not know', async () => {
      const { port } = await start(make);
      await port.send([body(1)]);
      const held = await port.receive(visible);
      await port.acknowledge(receipts(held));

      await port.acknowledge([...receipts(held), 'nobody']);
      await port.release(['nobody']);

      expect(await port.depth()).toStrictEqual({ waiting: 0, inFlight: 0 });
    });

    it('hands out again at once what is released, with a new receipt', async () => {
      const { port } = await start(make);
      await port.send([body(1)]);
      const [first] = await port.receive(visible);
      await port.release([first?.receipt ?? '']);

      const [second] = await port.receive(visible);

      expect(second).toMatchObject({ id: body(1).id, attempt: 2 });
      expect(second?.receipt).not.toBe(first?.receipt);
    });

    it('hands out again what was not acknowledged in time', async () => {
      const subject = await start(make);
      const { port } = subject;
      await port.send([body(1)]);
      await port.receive({ limit: 1, visibilityMs: 1000 });
      const early = await port.receive(visible);
      await pass(subject, 1500);

      const late = await port.receive(visible);

      expect(early).toStrictEqual([]);
      expect(late).toMatchObject([{ id: body(1).id, attempt: 2 }]);
    });

    it('counts what waits and what is in flight', async () => {
      const { port } = await start(make);
      await port.send([body(1), body(2), body(3)]);
      await port.receive({ ...visible, limit: 1 });

      expect(await port.depth()).toStrictEqual({ waiting: 2, inFlight: 1 });
    });

    it('keeps bodies and attempts when it is opened again', async ({ skip }) => {
      const { port, reopen } = await start(make);
      if (reopen === undefined) return skip('it is not opened again');
      await port.send([body(1), body(2)]);
      await port.receive({ limit: 1, visibilityMs: 1 });
      const again = await reopen();

      const deliveries = await again.receive(visible);

      expect(ids(deliveries)).toStrictEqual([body(1).id, body(2).id].sort());
      expect(deliveries.map(({ attempt }) => attempt).sort()).toStrictEqual([1, 2]);
    });
  });
}
