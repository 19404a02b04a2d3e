import type { AlertKey, Micros } from '@streamalert/core';
import type { Database } from '../sqlite/database.ts';

/** Longer than any queue keeps a message: 14 days is the most that SQS does, https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const keptMicros = 15 * 24 * 3600 * 1_000_000;

/** A receipt without its deliveries. */
export interface ReceiptRow {
  readonly created: Micros;
  readonly at: Micros;
  readonly merged_into: string | null;
}

/** Alerts that are done, so that putting one of them again is noticed. */
export class ReceiptTable {
  readonly #insert;
  readonly #get;
  readonly #purgeDeliveries;
  readonly #purge;

  constructor(db: Database) {
    this.#insert = db.prepare(
      `INSERT INTO receipts (rule, id, created, merged, merged_into, at)
       SELECT rule, id, created, merged, ?, ? FROM alerts WHERE rule = ? AND id = ? ON CONFLICT (rule, id) DO NOTHING`,
    );
    this.#get = db.prepare<ReceiptRow>('SELECT created, at, merged_into FROM receipts WHERE rule = ? AND id = ?');
    this.#purgeDeliveries = db.prepare(
      'DELETE FROM deliveries WHERE (rule, id) IN (SELECT rule, id FROM receipts WHERE at < ?)',
    );
    this.#purge = db.prepare('DELETE FROM receipts WHERE at < ?');
  }

  /** Of an alert that still has its row. */
  insert(key: AlertKey, at: Micros, mergedInto: string | null): void {
    this.#insert.run(mergedInto, at, key.ruleName, key.id);
  }

  get(key: AlertKey): ReceiptRow | undefined {
    return this.#get.get(key.ruleName, key.id);
  }

  purge(now: Micros): number {
    this.#purgeDeliveries.run(now - keptMicros);
    return this.#purge.run(now - keptMicros).changes;
  }
}
