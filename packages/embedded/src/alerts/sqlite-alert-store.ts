import {
  type Alert,
  type AlertKey,
  type ClaimOptions,
  type DeliveryOutcome,
  isMergeEnabled,
  type Micros,
  ownOutputs,
  type StoredAlert,
} from '@streamalert/core';
import type { Storage } from '../storage.ts';
import type { AlertReceipt, AlertTally, EmbeddedAlertStore } from './alert-store.ts';
import { readAlert, writeAlert } from './alert-text.ts';
import { DeliveryTable } from './delivery-table.ts';
import { ReceiptTable } from './receipt-table.ts';

interface AlertRecord {
  readonly seq: number;
  readonly created: Micros;
  readonly window_ends: Micros | null;
  readonly mergeable: number;
  readonly send_due: Micros | null;
  readonly leased_until: Micros | null;
  readonly row: string;
}

/** As 3.5 loads for one run of its merger: bounds memory. */
const mergeableLimit = 5000;
const pageSize = 100;
const minute = 60_000_000;

/**
 * The {@link EmbeddedAlertStore} on SQLite.
 *
 * ```
 * put ─▶ to send ─ settle ─▶ receipt                        not merge-enabled
 *           └───── settle ─▶ mergeable ─ replace ─▶ receipt  merge-enabled
 * ```
 */
export class SqliteAlertStore implements EmbeddedAlertStore {
  readonly #storage: Storage;
  readonly #deliveries: DeliveryTable;
  readonly #receipts: ReceiptTable;
  readonly #sql;

  constructor(storage: Storage) {
    const { db } = storage;
    this.#storage = storage;
    this.#deliveries = new DeliveryTable(db);
    this.#receipts = new ReceiptTable(db);
    const select = 'SELECT seq, created, window_ends, mergeable, send_due, leased_until, row FROM alerts';
    const available = 'send_due IS NOT NULL AND available <= ? ORDER BY available, created, id LIMIT ?';
    this.#sql = {
      insert: db.prepare(
        `INSERT INTO alerts (rule, id, created, merged, window_ends, send_due, row)
         SELECT :rule, :id, :created, :merged, :windowEnds, :due, :row
         WHERE NOT EXISTS (SELECT 1 FROM receipts WHERE rule = :rule AND id = :id)
         ON CONFLICT (rule, id) DO NOTHING`,
      ),
      get: db.prepare<AlertRecord>(`${select} WHERE rule = ? AND id = ?`),
      available: db.prepare<AlertRecord>(`${select} WHERE ${available}`),
      availableKeys: db.prepare<AlertKey>(`SELECT rule AS ruleName, id FROM alerts WHERE ${available}`),
      lease: db.prepare('UPDATE alerts SET leased_until = ? WHERE seq = ?'),
      wait: db.prepare('UPDATE alerts SET send_due = ?, leased_until = ? WHERE seq = ?'),
      awaitMerge: db.prepare('UPDATE alerts SET send_due = NULL, leased_until = NULL, mergeable = 1 WHERE seq = ?'),
      delete: db.prepare('DELETE FROM alerts WHERE rule = ? AND id = ?'),
      mergeableRules: db.prepare<{ rule: string }>(
        'SELECT DISTINCT rule FROM alerts WHERE mergeable = 1 ORDER BY rule',
      ),
      mergeable: db.prepare<{ row: string }>(
        'SELECT row FROM alerts WHERE mergeable = 1 AND rule = ? ORDER BY created, id LIMIT ?',
      ),
      page: db.prepare<AlertRecord>(`${select} WHERE (created, seq) > (?, ?) ORDER BY created, seq LIMIT ?`),
      tally: db.prepare<{ rule: string; alerts: number }>(
        `SELECT rule, count(*) AS alerts FROM (
           SELECT rule FROM alerts WHERE created >= :since AND merged = 0
           UNION ALL SELECT rule FROM receipts WHERE created >= :since AND merged = 0
         ) GROUP BY rule`,
      ),
      nextSend: db.prepare<{ due: Micros | null }>(
        'SELECT min(available) AS due FROM alerts WHERE send_due IS NOT NULL',
      ),
      nextMerge: db.prepare<{ due: Micros | null }>('SELECT min(window_ends) AS due FROM alerts WHERE mergeable = 1'),
      endLeases: db.prepare('UPDATE alerts SET leased_until = NULL WHERE leased_until IS NOT NULL'),
    };
  }

  /** There is one writer, so leases that are found when a state is opened belong to a process that is gone. */
  endLeases(): Promise<unknown> {
    return this.#storage.writer.write(() => this.#sql.endLeases.run());
  }

  put(alerts: readonly Alert[]): Promise<readonly AlertKey[]> {
    return this.#storage.writer.write(() => {
      const now = this.#storage.clock.now();
      return alerts.filter((alert) => this.#insert(alert, now, false)).map(toKey);
    });
  }

  #insert(alert: Alert, now: Micros, merged: boolean): boolean {
    // Due at once even if the clock that made the alert is ahead of ours.
    const due = Math.min(alert.created, now);
    const { changes } = this.#sql.insert.run({
      ':rule': alert.ruleName,
      ':id': alert.id,
      ':created': alert.created,
      ':merged': Number(merged),
      ':windowEnds': isMergeEnabled(alert) ? alert.created + alert.mergeWindowMinutes * minute : null,
      ':due': due,
      ':row': writeAlert(alert),
    });
    if (changes === 0) return false;
    this.#deliveries.insert(alert, ownOutputs(alert), due);
    this.#advance(alert, false);
    return true;
  }

  /** Puts an alert where it belongs after something about its deliveries has changed. */
  #advance(key: AlertKey, keepLease: boolean): void {
    const record = this.#find(key);
    if (record === undefined) return;
    const unsent = this.#deliveries.unsent(key);
    if (unsent.outputs > 0) this.#sql.wait.run(unsent.due, keepLease ? record.leased_until : null, record.seq);
    else if (record.window_ends === null) this.#finish(key, null);
    else this.#sql.awaitMerge.run(record.seq);
  }

  #finish(key: AlertKey, mergedInto: string | null): void {
    this.#receipts.insert(key, this.#storage.clock.now(), mergedInto);
    this.#sql.delete.run(key.ruleName, key.id);
    this.#deliveries.dropUnsent(key);
  }

  #find(key: AlertKey): AlertRecord | undefined {
    return this.#sql.get.get(key.ruleName, key.id);
  }

  async get(key: AlertKey): Promise<StoredAlert | undefined> {
    const record = this.#find(key);
    return record === undefined ? undefined : this.#toStored(record);
  }

  claim({ now, leasedUntil, limit }: ClaimOptions): Promise<readonly StoredAlert[]> {
    return this.#storage.writer.write(() => {
      const records = this.#sql.available.all(now, limit);
      for (const { seq } of records) this.#sql.lease.run(leasedUntil, seq);
      return records.map((record) => this.#toStored({ ...record, leased_until: leasedUntil }));
    });
  }

  settle(
    key: AlertKey,
    outcomes: readonly DeliveryOutcome[],
    options: { readonly more?: boolean } = {},
  ): Promise<void> {
    return this.#storage.writer.write(() => {
      for (const outcome of outcomes) this.#deliveries.note(key, outcome);
      this.#advance(key, options.more ?? false);
    });
  }

  async *mergeable(): AsyncGenerator<readonly Alert[]> {
    for (const { rule } of this.#sql.mergeableRules.all()) {
      const rows = this.#sql.mergeable.all(rule, mergeableLimit);
      if (rows.length > 0) yield rows.map(({ row }) => readAlert(row));
    }
  }

  replace(members: readonly AlertKey[], merged: Alert): Promise<void> {
    return this.#storage.writer.write(() => {
      this.#insert(merged, this.#storage.clock.now(), true);
      for (const member of members) this.#finish(member, merged.id);
    });
  }

  async *waiting(): AsyncGenerator<StoredAlert> {
    let page = this.#page({ created: Number.MIN_SAFE_INTEGER, seq: 0 });
    while (page.length > 0) {
      for (const record of page) yield this.#toStored(record);
      page = this.#page(page.at(-1) as AlertRecord);
    }
  }

  #page(after: Pick<AlertRecord, 'created' | 'seq'>): AlertRecord[] {
    return this.#sql.page.all(after.created, after.seq, pageSize);
  }

  retry(filter: { readonly key?: AlertKey; readonly now: Micros; readonly parked?: boolean }): Promise<number> {
    return this.#storage.writer.write(() => {
      const woken = this.#deliveries.wake(filter.now, filter.parked ?? false, filter.key);
      const keys = new Map(woken.map((key) => [`${key.ruleName}\n${key.id}`, key]));
      for (const key of keys.values()) this.#advance(key, true);
      return keys.size;
    });
  }

  async receipt(key: AlertKey): Promise<AlertReceipt | undefined> {
    const row = this.#receipts.get(key);
    if (row === undefined) return undefined;
    return {
      ...toKey(key),
      created: row.created,
      at: row.at,
      ...(row.merged_into !== null && { mergedInto: row.merged_into }),
      sent: this.#deliveries
        .tried(key)
        .flatMap(({ output, sentAt }) => (sentAt === undefined ? [] : [{ output, at: sentAt }])),
    };
  }

  async tally(since: Micros): Promise<AlertTally> {
    const rows = this.#sql.tally.all({ ':since': since });
    return {
      alerts: Object.fromEntries(rows.map(({ rule, alerts }) => [rule, alerts])),
      deliveries: this.#deliveries.tally(since),
    };
  }

  async nextDue(): Promise<{ readonly send?: Micros; readonly merge?: Micros }> {
    const send = this.#sql.nextSend.get()?.due ?? null;
    const merge = this.#sql.nextMerge.get()?.due ?? null;
    return { ...(send !== null && { send }), ...(merge !== null && { merge }) };
  }

  async dueKeys(now: Micros, limit: number): Promise<readonly AlertKey[]> {
    return this.#sql.availableKeys.all(now, limit).map(toKey);
  }

  purge(now: Micros): Promise<number> {
    return this.#storage.writer.write(() => this.#receipts.purge(now));
  }

  #toStored(record: AlertRecord): StoredAlert {
    const alert = readAlert(record.row);
    const due = record.mergeable === 1 ? record.window_ends : record.send_due;
    return {
      alert,
      deliveries: this.#deliveries.tried(alert),
      ...(due !== null && { due }),
      ...(record.leased_until !== null && { leasedUntil: record.leased_until }),
    };
  }
}

function toKey({ ruleName, id }: AlertKey): AlertKey {
  return { ruleName, id };
}
