import type { JsonObject, RecordStream, StreamBatch } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { type MakeSubject, type Subject, start } from '../subject.ts';

/** A {@link RecordStream}, and a way to see where it leads. */
export interface RecordStreamSubject extends Subject<RecordStream> {
  /** It does not notice that a batch was put before. */
  readonly mayDouble?: boolean;
  /** A batch for a table that the stream knows, and its rows as they are expected in the files; other rows for another seed. */
  makeBatch(seed: number): { readonly batch: StreamBatch; readonly rows: readonly JsonObject[] };
  /** Every row in the files, in any order. */
  stored(): Promise<readonly JsonObject[]>;
}

/** What every {@link RecordStream} does. */
export function describeRecordStream(name: string, make: MakeSubject<RecordStreamSubject>): void {
  describe(`${name} as a RecordStream`, () => {
    it('counts what is not in files yet', async ({ skip }) => {
      const { port, makeBatch } = await start(make);
      if (port.pending === undefined) return skip('it cannot tell');
      await port.put([makeBatch(1).batch, makeBatch(2).batch]);

      const records = makeBatch(1).batch.records + makeBatch(2).batch.records;

      expect(await port.pending()).toStrictEqual({ batches: 2, records });
    });

    it('keeps a batch that is put again while it is pending once', async ({ skip }) => {
      const { port, makeBatch, stored, mayDouble } = await start(make);
      if (mayDouble === true) return skip('it does not notice');
      await port.put([makeBatch(1).batch]);
      await port.put([makeBatch(1).batch]);
      await port.flush?.();

      expect(await stored()).toHaveLength(makeBatch(1).rows.length);
    });

    it('has every row in files after a flush, exactly as it was', async () => {
      const { port, makeBatch, stored } = await start(make);
      await port.put([makeBatch(1).batch, makeBatch(2).batch]);
      await port.flush?.();

      const rows = await stored();

      expect(rows).toHaveLength(makeBatch(1).rows.length + makeBatch(2).rows.length);
      expect(rows).toEqual(expect.arrayContaining([...makeBatch(1).rows, ...makeBatch(2).rows]));
      expect((await port.pending?.()) ?? { batches: 0, records: 0 }).toStrictEqual({ batches: 0, records: 0 });
    });

    it('flushes nothing without complaint', async () => {
      const { port, stored } = await start(make);
      await port.flush?.();

      expect(await stored()).toStrictEqual([]);
    });

    it('keeps what is pending when it is opened again', async ({ skip }) => {
      const { port, reopen, makeBatch } = await start(make);
      if (reopen === undefined) return skip('it is not opened again');
      await port.put([makeBatch(1).batch]);
      const again = await reopen();

      expect(await again.pending?.()).toStrictEqual({ batches: 1, records: makeBatch(1).batch.records });
    });
  });
}
