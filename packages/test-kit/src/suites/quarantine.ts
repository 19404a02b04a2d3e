import type { Quarantine } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { makeQuarantinedRecord } from '../factories.ts';
import { collect, type MakeSubject, type Subject, start } from '../subject.ts';

const nearest = { log_schema_type: 'cloudtrail:events', missing: ['eventVersion'], unexpected: ['a'], wrong_type: [] };
const large = () => Uint8Array.from({ length: 700_000 }, (_, index) => (index * 7919) % 256);

/** What every {@link Quarantine} does. */
export function describeQuarantine(name: string, make: MakeSubject<Subject<Quarantine>>): void {
  describe(`${name} as a Quarantine`, () => {
    it.each([
      ['small text', new TextEncoder().encode('not a log')],
      ['no bytes', new Uint8Array()],
      ['bytes that are not UTF-8', Uint8Array.from([0xff, 0xfe, 0, 0xc0])],
      ['large data', large()],
    ])('gives back %s as it was', async (_case, data) => {
      const { port } = await start(make);
      const record = makeQuarantinedRecord({ data, nearest });
      await port.add([record]);

      expect(await port.get(record.rejected.id)).toStrictEqual(record);
    });

    it('keeps a record that is added again once', async () => {
      const { port } = await start(make);
      await port.add([makeQuarantinedRecord()]);
      await port.add([makeQuarantinedRecord({ data: large() }), makeQuarantinedRecord()]);

      expect(await collect(port.list())).toStrictEqual([makeQuarantinedRecord()]);
    });

    it('lists oldest first, however many there are', async () => {
      const { port } = await start(make);
      const records = Array.from({ length: 45 }, (_, index) => makeQuarantinedRecord({ seed: 100 - index }));
      for (const record of records) await port.add([record]);

      expect(await collect(port.list())).toStrictEqual(records);
    });

    it('removes records, and does not mind what is gone', async () => {
      const { port } = await start(make);
      const records = [makeQuarantinedRecord({ seed: 1 }), makeQuarantinedRecord({ seed: 2, data: large() })];
      await port.add(records);
      const ids = records.map(({ rejected }) => rejected.id);

      await port.remove(ids);
      await port.remove(ids);

      expect(await collect(port.list())).toStrictEqual([]);
      expect(await port.get(ids[1] as string)).toBeUndefined();
    });

    it('sums up by reason', async () => {
      const { port } = await start(make);
      await port.add([
        makeQuarantinedRecord({ seed: 1 }),
        makeQuarantinedRecord({ seed: 2, reason: 'unknown keys' }),
        makeQuarantinedRecord({ seed: 3 }),
      ]);

      expect(await port.summary()).toStrictEqual({ records: 3, byReason: { 'not JSON': 2, 'unknown keys': 1 } });
    });

    it('keeps records when it is opened again', async ({ skip }) => {
      const { port, reopen } = await start(make);
      if (reopen === undefined) return skip('it is not opened again');
      const records = [makeQuarantinedRecord({ seed: 1 }), makeQuarantinedRecord({ seed: 2, data: large() })];
      await port.add(records);
      const again = await reopen();

      expect(await collect(again.list())).toStrictEqual(records);
    });
  });
}
