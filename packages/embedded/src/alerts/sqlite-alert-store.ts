import {
  type Alert,
  type AlertKey,
  type ClaimOptions,
  type DeliveryOutcome,
  type DueOptions,
  isMergeEnabled,
  keyedValues,
  type MergeGroupOptions,
  type Micros,
  ownOutputs,
  type RetryOptions,
  type SettleOptions,
  type StoredAlert,
  sha256,
  type UnreadableAlert,
  withoutLimits,
} from '@streamalert/core';
import { type AlertRow, decodeRowProgress, encodeAlertRow, type ReadableAlertRow } from '@streamalert/core/wire';
import { getFirstKey } from '@streamalert/rules-sdk';
import { StateError } from '../errors.ts';
import type { Storage } from '../storage.ts';
import type { AlertReceipt, AlertTally, EmbeddedAlertStore } from './alert-store.ts';
import { type AlertRecord, AlertTable } from './alert-table.ts';
import { DeliveryTable } from './delivery-table.ts';
import { LimitTable } from './limit-table.ts';
import { ReceiptTable } from './receipt-table.ts';
import { RowFile, rowText } from './row-file.ts';
import type { SilenceTable } from './silence-table.ts';

const pageSize = 100;
const minute = 60_000_000;

/** How an alert is stored, beside what follows from it. */
interface Placing {
  readonly now: Micros;
  readonly row: AlertRow;
  readonly merged?: boolean;
  readonly windowEnds?: Micros | undefined;
}

/** The {@link EmbeddedAlertStore} on SQLite. */
export class SqliteAlertStore implements EmbeddedAlertStore {
  readonly #storage: Storage;
  readonly #alerts: AlertTable;
  readonly #deliveries: DeliveryTable;
  readonly #receipts: ReceiptTable;
  readonly #limits: LimitTable;
  readonly #files: RowFile;
  /** The rules whose turn it was last. */
  #lastClaimed = '';
  #lastMerged = '';

  constructor(storage: Storage, silences: SilenceTable) {
    this.#storage = storage;
    this.#alerts = new AlertTable(storage.db);
    this.#deliveries = new DeliveryTable(storage.db);
    this.#receipts = new ReceiptTable(storage.db);
    this.#limits = new LimitTable(storage.db, silences);
    this.#files = new RowFile(storage.dir);
  }

  /**
   * Tidies up after a process that is gone. There is one that delivers, so leases that are found when it opens the state belong to the one
   * before.
   */
  async recover(): Promise<void> {
    await this.#storage.writer.write(() => this.#alerts.endLeases());
    await this.#files.sweep(this.#alerts.spilledKeys());
    await this.adopt(this.#storage.clock.now());
  }

  async put(alerts: readonly Alert[]): Promise<readonly AlertKey[]> {
    const rows = new Map(alerts.map((alert) => [alert, encodeAlertRow(alert)]));
    const large = alerts.filter((alert) => this.#files.isLarge(rows.get(alert) as AlertRow));
    const spill = async (): Promise<void> => {
      for (const alert of large) rows.set(alert, await this.#files.spill(rows.get(alert) as AlertRow));
    };
    const work = (): AlertKey[] => {
      const now = this.#storage.clock.now();
      return alerts.filter((alert) => this.#admit(alert, rows.get(alert) as AlertRow, now)).map(toKey);
    };
    const stored = await this.#storage.writer.write(work, large.length > 0 ? spill : undefined);
    await this.#files.remove(large.filter((alert) => this.#alerts.get(alert) === undefined));
    return stored;
  }

  /** @returns Whether the alert was new. */
  #admit(alert: Alert, row: AlertRow, now: Micros): boolean {
    if (!this.#limits.concerns(alert, now)) return this.#insert(withoutLimits(alert), { now, row });
    // Counting comes before storing, so what is known must not be counted again.
    if (this.#isKnown(alert)) return false;
    const { alert: admitted, notice, windowEnds } = this.#limits.admit(alert, now);
    this.#insert(admitted, { now, row: changedRow(admitted, row), windowEnds });
    if (notice !== undefined) this.#insert(notice, { now, row: encodeAlertRow(notice) });
    return true;
  }

  #isKnown(key: AlertKey): boolean {
    return this.#alerts.get(key) !== undefined || this.#receipts.get(key) !== undefined;
  }

  #insert(alert: Alert, { now, row, merged = false, windowEnds }: Placing): boolean {
    // Due at once even if the clock that made the alert is ahead of ours.
    const due = Math.min(alert.created, now);
    const isNew = this.#alerts.insert({
      key: alert,
      created: alert.created,
      merged,
      windowEnds: isMergeEnabled(alert) ? (windowEnds ?? windowEnd(alert)) : null,
      mergeKey: mergeKeyOf(alert),
      due,
      text: rowText(row),
      bytes: row.Record.length,
      spilled: this.#files.isSpilled(row),
    });
    if (!isNew) return false;
    this.#deliveries.insert(alert, ownOutputs(alert), due);
    this.#advance(alert, false, []);
    return true;
  }

  /** Puts an alert where it belongs after something about its deliveries has changed. @param done Gets it when it is done and has files. */
  #advance(key: AlertKey, keepLease: boolean, done: AlertKey[]): void {
    const record = this.#alerts.get(key);
    if (record === undefined || record.unreadable !== null || record.adopt === 1) return;
    const unsent = this.#deliveries.unsent(key);
    if (unsent.outputs > 0) this.#alerts.wait(record.seq, unsent.due, keepLease);
    else if (record.window_ends === null) this.#finish(record, null, done);
    else this.#alerts.awaitMerge(record.seq);
  }

  #finish(record: AlertRecord, mergedInto: string | null, done: AlertKey[]): void {
    this.#receipts.insert(record, this.#storage.clock.now(), mergedInto);
    this.#alerts.delete(record);
    this.#deliveries.dropUnsent(record);
    if (record.spilled === 1) done.push(toKey(record));
  }

  /** A write after which alerts may be done: their files go when it is durable. */
  async #write<T>(work: (done: AlertKey[]) => T, prepare?: () => Promise<unknown>): Promise<T> {
    const done: AlertKey[] = [];
    const result = await this.#storage.writer.write(() => work(done), prepare);
    await this.#files.remove(done);
    return result;
  }

  async get(key: AlertKey): Promise<StoredAlert | undefined> {
    const record = this.#alerts.get(key);
    return record === undefined ? undefined : this.#toStored(record);
  }

  async due({ now, limit }: DueOptions): Promise<readonly AlertKey[]> {
    return this.#alerts.available(now, limit, this.#lastClaimed).map(toKey);
  }

  async claim({ now, leasedUntil, owner, limit, keys }: ClaimOptions): Promise<readonly StoredAlert[]> {
    const records = await this.#storage.writer.write(() => {
      const available =
        keys === undefined
          ? this.#alerts.available(now, limit, this.#lastClaimed)
          : keys.flatMap((key) => this.#alerts.availableOne(key, now) ?? []).slice(0, limit);
      this.#lastClaimed = available.at(-1)?.ruleName ?? '';
      for (const { seq } of available) this.#alerts.lease(seq, leasedUntil, owner);
      return available.map((record) => ({ ...record, leased_until: leasedUntil, leased_by: owner }));
    });
    return this.#readAll(records, (record) => this.#toStored(record));
  }

  settle(key: AlertKey, outcomes: readonly DeliveryOutcome[], { owner, more = false }: SettleOptions): Promise<void> {
    return this.#write((done) => {
      for (const outcome of outcomes) this.#deliveries.note(key, outcome);
      const holder = this.#alerts.get(key)?.leased_by ?? null;
      this.#advance(key, more || (holder !== null && holder !== owner), done);
    });
  }

  async mergeGroup(options: MergeGroupOptions): Promise<readonly Alert[] | undefined> {
    const { maxAlerts, maxBytes, except = [] } = options;
    const now = Math.min(options.now, Number.MAX_SAFE_INTEGER);
    for (;;) {
      const members = this.#alerts.mergeGroup({ now, limit: maxAlerts, lastRule: this.#lastMerged, except });
      if (members.length === 0) return undefined;
      this.#lastMerged = members[0]?.ruleName ?? '';
      // Of members that cannot be read, none may be left; they are set aside, so that the next group is another one.
      const alerts = await this.#readAll(fitting(members, maxBytes), (record) => this.#files.read(record.row));
      if (alerts.length > 0) return alerts;
    }
  }

  async replace(members: readonly AlertKey[], merged: Alert): Promise<boolean> {
    const original = encodeAlertRow(merged);
    let row = original;
    const isLarge = this.#files.isLarge(original);
    const spill = async (): Promise<void> => {
      row = await this.#files.spill(original);
    };
    const replaced = await this.#write(
      (done) => {
        const records = members.flatMap((key) => this.#alerts.get(key) ?? []);
        if (!this.#isKnown(merged)) {
          if (records.length < members.length || records.some(({ mergeable }) => mergeable === 0)) return false;
          const now = this.#storage.clock.now();
          const alert = this.#limits.silence(withoutLimits(merged), now);
          this.#insert(alert, { now, row: changedRow(alert, row), merged: true });
        }
        for (const record of records) this.#finish(record, merged.id, done);
        return true;
      },
      isLarge ? spill : undefined,
    );
    if (isLarge && this.#alerts.get(merged) === undefined) await this.#files.remove([merged]);
    return replaced;
  }

  async *waiting(): AsyncGenerator<StoredAlert> {
    let after: Pick<AlertRecord, 'created' | 'seq'> = { created: Number.MIN_SAFE_INTEGER, seq: 0 };
    for (;;) {
      const records = this.#alerts.page(after, pageSize);
      const last = records.at(-1);
      if (last === undefined) return;
      after = last;
      for (const record of records) {
        const stored = await this.#toStored(record).catch(rethrowStateError);
        if (stored !== undefined) yield stored;
      }
    }
  }

  async *unreadable(): AsyncGenerator<UnreadableAlert> {
    for (const { ruleName, id, unreadable } of this.#alerts.unreadable()) yield { ruleName, id, reason: unreadable };
  }

  async retry({ key, now, parked = false }: RetryOptions): Promise<number> {
    const retried = await this.#write((done) => {
      const woken = this.#deliveries.wake(now, parked, key);
      if (parked) woken.push(...this.#alerts.readAgain(key));
      const keys = new Map(woken.map((one) => [`${one.ruleName}\n${one.id}`, one]));
      for (const one of keys.values()) this.#advance(one, true, done);
      return keys.size;
    });
    if (parked) await this.adopt(now);
    return retried;
  }

  drop(key: AlertKey): Promise<boolean> {
    return this.#write((done) => {
      const record = this.#alerts.get(key);
      if (record === undefined) return false;
      this.#finish(record, null, done);
      return true;
    });
  }

  async plant(rows: readonly ReadableAlertRow[]): Promise<number> {
    return this.#storage.writer.write(
      () => rows.filter((row) => this.#alerts.plant(row, rowText(row), this.#storage.clock.now())).length,
    );
  }

  async adopt(now: Micros): Promise<number> {
    let adopted = 0;
    for (;;) {
      const records = this.#alerts.toAdopt(pageSize);
      if (records.length === 0) return adopted;
      const rows = await this.#readAll(records, async (record) => ({
        record,
        alert: await this.#files.read(record.row),
        progress: decodeRowProgress(this.#files.parse(record.row)),
      }));
      await this.#write((done) => {
        for (const { record, alert, progress } of rows) {
          this.#alerts.adopt(record.seq, {
            created: alert.created,
            windowEnds: isMergeEnabled(alert) ? windowEnd(alert) : null,
            mergeKey: mergeKeyOf(alert),
            bytes: encodeAlertRow(alert).Record.length,
          });
          // Whoever it was handed to last may be at it still.
          const dispatched = progress.dispatched ?? 0;
          this.#deliveries.insert(
            alert,
            ownOutputs(alert),
            Math.max(Math.min(alert.created, now), dispatched + minute),
          );
          for (const output of progress.outputsSent ?? []) {
            this.#deliveries.note(alert, { output, kind: 'sent', at: dispatched === 0 ? alert.created : dispatched });
          }
          this.#advance(alert, false, done);
        }
      });
      adopted += rows.length;
    }
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
    return { alerts: this.#alerts.tally(since), deliveries: this.#deliveries.tally(since) };
  }

  async nextDue(): Promise<{ readonly send?: Micros; readonly merge?: Micros }> {
    const { send, merge } = this.#alerts.nextDue();
    return { ...(send !== null && { send }), ...(merge !== null && { merge }) };
  }

  purge(now: Micros): Promise<number> {
    return this.#storage.writer.write(() => {
      this.#limits.purge(now);
      return this.#receipts.purge(now);
    });
  }

  async #toStored(record: AlertRecord): Promise<StoredAlert> {
    const alert = await this.#files.read(record.row);
    const due = record.mergeable === 1 ? record.window_ends : record.send_due;
    return {
      alert,
      deliveries: this.#deliveries.tried(alert),
      ...(due !== null && { due }),
      ...(record.leased_until !== null && { leasedUntil: record.leased_until }),
      ...(record.leased_by !== null && { leasedBy: record.leased_by }),
    };
  }

  /** What can be read; the rest is set aside with the reason, so that it holds nobody up. */
  async #readAll<T>(records: readonly AlertRecord[], read: (record: AlertRecord) => Promise<T>): Promise<T[]> {
    const values: T[] = [];
    for (const record of records) {
      try {
        values.push(await read(record));
      } catch (error) {
        if (error instanceof StateError) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        await this.#storage.writer.write(() => this.#alerts.setAside(record.seq, reason));
      }
    }
    return values;
  }
}

/** When the window of a merge-enabled alert ends. */
const windowEnd = ({ created, mergeWindowMinutes }: Alert): Micros => created + Math.round(mergeWindowMinutes * minute);

function mergeKeyOf(alert: Alert): string | null {
  return isMergeEnabled(alert) ? sha256(keyedValues(alert.record, alert.mergeByKeys, getFirstKey)) : null;
}

/** The row of an alert that silences or limits changed; what of the old one was spilled stays where it is. */
function changedRow(alert: Alert, row: AlertRow): AlertRow {
  const { ContextJson: _, ...changed } = encodeAlertRow(alert);
  const { Record, Context, ContextJson } = row;
  return { ...changed, Record, Context, ...(ContextJson !== undefined && { ContextJson }) };
}

/** The first records, up to so many bytes; at least one. */
function fitting(records: readonly AlertRecord[], maxBytes: number): readonly AlertRecord[] {
  let bytes = 0;
  const end = records.findIndex((record, index) => {
    bytes += record.bytes;
    return index > 0 && bytes > maxBytes;
  });
  return end === -1 ? records : records.slice(0, end);
}

function rethrowStateError(error: unknown): undefined {
  if (error instanceof StateError) throw error;
}

function toKey({ ruleName, id }: AlertKey): AlertKey {
  return { ruleName, id };
}
