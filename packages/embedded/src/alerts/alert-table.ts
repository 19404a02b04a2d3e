import type { AlertKey, Micros } from '@streamalert/core';
import { parseTimestamp, stringifyJson } from '@streamalert/core';
import type { ReadableAlertRow } from '@streamalert/core/wire';
import type { Database } from '../sqlite/database.ts';

/** A row of the table. */
export interface AlertRecord extends AlertKey {
  readonly seq: number;
  readonly created: Micros;
  readonly window_ends: Micros | null;
  readonly mergeable: number;
  readonly send_due: Micros | null;
  readonly leased_until: Micros | null;
  readonly leased_by: string | null;
  /** Of the record as JSON. */
  readonly bytes: number;
  readonly spilled: number;
  readonly adopt: number;
  readonly unreadable: string | null;
  readonly row: string;
}

/** What follows from an alert, for its row. */
export interface Derived {
  readonly created: Micros;
  readonly windowEnds: Micros | null;
  readonly mergeKey: string | null;
  readonly bytes: number;
}

/** An alert that is stored. */
export interface InsertedAlert extends Derived {
  readonly key: AlertKey;
  readonly merged: boolean;
  readonly due: Micros;
  readonly text: string;
  readonly spilled: boolean;
}

const columns =
  'seq, rule AS ruleName, id, created, window_ends, mergeable, send_due, leased_until, leased_by, bytes, spilled, adopt, unreadable, row';

/** What {@link AlertTable.mergeGroup} looks for. */
export interface GroupQuery {
  readonly now: Micros;
  readonly limit: number;
  readonly lastRule: string;
  /** Members that are passed over. */
  readonly except: readonly AlertKey[];
}

/** A parameter is a JSON array of ids. */
const notExcepted = 'id NOT IN (SELECT value FROM json_each(?))';

/** One row for each alert that is not done. Writes belong into a transaction. */
export class AlertTable {
  readonly #sql;

  constructor(db: Database) {
    const select = `SELECT ${columns} FROM alerts`;
    const newRow = `WHERE NOT EXISTS (SELECT 1 FROM receipts WHERE rule = :rule AND id = :id)
      ON CONFLICT (rule, id) DO NOTHING`;
    this.#sql = {
      insert: db.prepare(
        `INSERT INTO alerts (rule, id, created, merged, window_ends, merge_key, send_due, bytes, spilled, row)
         SELECT :rule, :id, :created, :merged, :windowEnds, :mergeKey, :due, :bytes, :spilled, :row ${newRow}`,
      ),
      plant: db.prepare(
        `INSERT INTO alerts (rule, id, created, merged, adopt, row) SELECT :rule, :id, :created, 0, 1, :row ${newRow}`,
      ),
      toAdopt: db.prepare<AlertRecord>(`${select} WHERE adopt = 1 AND unreadable IS NULL ORDER BY seq LIMIT ?`),
      adopt: db.prepare(
        'UPDATE alerts SET adopt = 0, created = ?, window_ends = ?, merge_key = ?, bytes = ? WHERE seq = ?',
      ),
      get: db.prepare<AlertRecord>(`${select} WHERE rule = ? AND id = ?`),
      available: db.prepare<AlertRecord>(
        `${select} WHERE send_due IS NOT NULL AND available <= ? ORDER BY available, created, id LIMIT ?`,
      ),
      availableOfRule: db.prepare<AlertRecord>(
        `${select} WHERE send_due IS NOT NULL AND rule = ? AND available <= ? ORDER BY available, created, id LIMIT ?`,
      ),
      nextSendingRule: db.prepare<{ rule: string | null }>(
        'SELECT min(rule) AS rule FROM alerts WHERE send_due IS NOT NULL AND rule > ?',
      ),
      lease: db.prepare('UPDATE alerts SET leased_until = ?, leased_by = ? WHERE seq = ?'),
      wait: db.prepare('UPDATE alerts SET send_due = ? WHERE seq = ?'),
      endLease: db.prepare('UPDATE alerts SET leased_until = NULL, leased_by = NULL WHERE seq = ?'),
      awaitMerge: db.prepare(
        'UPDATE alerts SET send_due = NULL, leased_until = NULL, leased_by = NULL, mergeable = 1 WHERE seq = ?',
      ),
      setAside: db.prepare(
        `UPDATE alerts SET unreadable = ?, send_due = NULL, leased_until = NULL, leased_by = NULL, mergeable = 0
         WHERE seq = ?`,
      ),
      unreadable: db.prepare<AlertKey & { unreadable: string }>(
        'SELECT rule AS ruleName, id, unreadable FROM alerts WHERE unreadable IS NOT NULL ORDER BY seq',
      ),
      readAgain: db.prepare<AlertKey>(
        'UPDATE alerts SET unreadable = NULL WHERE unreadable IS NOT NULL RETURNING rule AS ruleName, id',
      ),
      readOneAgain: db.prepare<AlertKey>(
        `UPDATE alerts SET unreadable = NULL WHERE unreadable IS NOT NULL AND rule = ? AND id = ?
         RETURNING rule AS ruleName, id`,
      ),
      delete: db.prepare('DELETE FROM alerts WHERE rule = ? AND id = ?'),
      nextMergingRule: db.prepare<{ rule: string | null }>(
        'SELECT min(rule) AS rule FROM alerts WHERE mergeable = 1 AND rule > ?',
      ),
      endedKey: db.prepare<{ merge_key: string }>(
        `SELECT merge_key FROM alerts WHERE mergeable = 1 AND rule = ? AND window_ends <= ? AND ${notExcepted}
         ORDER BY window_ends LIMIT 1`,
      ),
      firstEnded: db.prepare<AlertRecord>(
        `${select} INDEXED BY alerts_members
         WHERE mergeable = 1 AND rule = ? AND merge_key = ? AND window_ends <= ? AND ${notExcepted}
         ORDER BY created, id LIMIT 1`,
      ),
      members: db.prepare<AlertRecord>(
        `${select} WHERE mergeable = 1 AND rule = ? AND merge_key = ? AND (created, id) >= (?, ?) AND created <= ?
         AND ${notExcepted} ORDER BY created, id LIMIT ?`,
      ),
      page: db.prepare<AlertRecord>(
        `${select} WHERE (created, seq) > (?, ?) AND unreadable IS NULL AND adopt = 0 ORDER BY created, seq LIMIT ?`,
      ),
      spilled: db.prepare<AlertKey>('SELECT rule AS ruleName, id FROM alerts WHERE spilled = 1'),
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
      endLeases: db.prepare('UPDATE alerts SET leased_until = NULL, leased_by = NULL WHERE leased_until IS NOT NULL'),
    };
  }

  /** @returns False when there is a row or a receipt. */
  insert({ key, created, merged, windowEnds, mergeKey, due, text, bytes, spilled }: InsertedAlert): boolean {
    const { changes } = this.#sql.insert.run({
      ':rule': key.ruleName,
      ':id': key.id,
      ':created': created,
      ':merged': Number(merged),
      ':windowEnds': windowEnds,
      ':mergeKey': mergeKey,
      ':due': due,
      ':bytes': bytes,
      ':spilled': Number(spilled),
      ':row': text,
    });
    return changes > 0;
  }

  /** Stores a row as it is, to be adopted. @returns False when there is a row or a receipt. */
  plant(row: ReadableAlertRow, text: string, now: Micros): boolean {
    const created = parseTimestamp(String(row.Created)) ?? now;
    const values = { ':rule': row.RuleName, ':id': row.AlertID, ':created': created, ':row': text };
    return this.#sql.plant.run(values).changes > 0;
  }

  toAdopt(limit: number): AlertRecord[] {
    return this.#sql.toAdopt.all(limit);
  }

  adopt(seq: number, { created, windowEnds, mergeKey, bytes }: Derived): void {
    this.#sql.adopt.run(created, windowEnds, mergeKey, bytes, seq);
  }

  get({ ruleName, id }: AlertKey): AlertRecord | undefined {
    return this.#sql.get.get(ruleName, id);
  }

  /**
   * What is due and not leased, the oldest first. When there is more than `limit`, each rule gets a share, beginning
   * with the one after `lastRule`.
   */
  available(now: Micros, limit: number, lastRule: string): AlertRecord[] {
    const oldest = this.#sql.available.all(now, limit + 1);
    if (oldest.length <= limit) return oldest;
    const rules = this.#availableRules(now, limit, lastRule);
    const share = Math.ceil(limit / rules.length);
    const shared = rules.flatMap((rule) => this.#sql.availableOfRule.all(rule, now, share)).slice(0, limit);
    const taken = new Set(shared.map(({ seq }) => seq));
    return [...shared, ...oldest.filter(({ seq }) => !taken.has(seq))].slice(0, limit);
  }

  availableOne(key: AlertKey, now: Micros): AlertRecord | undefined {
    const record = this.get(key);
    if (record === undefined || record.send_due === null) return undefined;
    return Math.max(record.send_due, record.leased_until ?? 0) <= now ? record : undefined;
  }

  /** Rules in turn that have something due, up to `limit`. */
  #availableRules(now: Micros, limit: number, lastRule: string): string[] {
    return takeTurns(
      (after) => this.#sql.nextSendingRule.get(after)?.rule ?? undefined,
      (rule) => this.#sql.availableOfRule.all(rule, now, 1).length > 0,
      { lastRule, limit },
    );
  }

  lease(seq: number, until: Micros, owner: string): void {
    this.#sql.lease.run(until, owner, seq);
  }

  wait(seq: number, due: Micros | null, keepLease: boolean): void {
    this.#sql.wait.run(due, seq);
    if (!keepLease) this.#sql.endLease.run(seq);
  }

  awaitMerge(seq: number): void {
    this.#sql.awaitMerge.run(seq);
  }

  setAside(seq: number, reason: string): void {
    this.#sql.setAside.run(reason, seq);
  }

  unreadable() {
    return this.#sql.unreadable.all();
  }

  /** Takes rows that were set aside back. */
  readAgain(key: AlertKey | undefined): AlertKey[] {
    return key === undefined ? this.#sql.readAgain.all() : this.#sql.readOneAgain.all(key.ruleName, key.id);
  }

  delete({ ruleName, id }: AlertKey): void {
    this.#sql.delete.run(ruleName, id);
  }

  /** The next members to merge, the oldest first; none when no window is over. */
  mergeGroup({ now, limit, lastRule, except }: GroupQuery): AlertRecord[] {
    const ids = stringifyJson(except.map(({ id }) => id));
    const [rule] = takeTurns(
      (after) => this.#sql.nextMergingRule.get(after)?.rule ?? undefined,
      (name) => this.#sql.endedKey.get(name, now, ids) !== undefined,
      { lastRule, limit: 1 },
    );
    if (rule === undefined) return [];
    const key = this.#sql.endedKey.get(rule, now, ids)?.merge_key as string;
    const oldest = this.#sql.firstEnded.get(rule, key, now, ids) as AlertRecord;
    return this.#sql.members.all(rule, key, oldest.created, oldest.id, oldest.window_ends, ids, limit);
  }

  /** Oldest first, after that one. */
  page(after: Pick<AlertRecord, 'created' | 'seq'>, limit: number): AlertRecord[] {
    return this.#sql.page.all(after.created, after.seq, limit);
  }

  spilledKeys(): AlertKey[] {
    return this.#sql.spilled.all();
  }

  tally(since: Micros): Record<string, number> {
    return Object.fromEntries(this.#sql.tally.all({ ':since': since }).map(({ rule, alerts }) => [rule, alerts]));
  }

  nextDue(): { readonly send: Micros | null; readonly merge: Micros | null } {
    return { send: this.#sql.nextSend.get()?.due ?? null, merge: this.#sql.nextMerge.get()?.due ?? null };
  }

  endLeases(): void {
    this.#sql.endLeases.run();
  }
}

interface Turns {
  readonly lastRule: string;
  readonly limit: number;
}

/** Rules in order of name that have something, beginning behind `lastRule` and going round once. */
function takeTurns(
  next: (after: string) => string | undefined,
  has: (rule: string) => boolean,
  { lastRule, limit }: Turns,
): string[] {
  const rules: string[] = [];
  let round = 1;
  for (let rule = next(lastRule); rules.length < limit; rule = next(rule)) {
    if (rule === undefined && round === 1 && lastRule !== '') {
      round = 2;
      rule = next('');
    }
    if (rule === undefined || (round === 2 && rule > lastRule)) break;
    if (has(rule)) rules.push(rule);
  }
  return rules;
}
