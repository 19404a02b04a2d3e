import { type Indicator, type IndicatorStore, type Micros, stringifyJson } from '@streamalert/core';
import type { Storage } from './storage.ts';

/** The {@link IndicatorStore} on SQLite. */
export class SqliteIndicatorStore implements IndicatorStore {
  readonly #storage: Storage;
  readonly #find;
  readonly #networks;
  readonly #summary;
  readonly #put;
  readonly #purge;

  constructor(storage: Storage) {
    this.#storage = storage;
    const { db } = storage;
    // One parameter for any number of values.
    this.#find = db.prepare<Indicator>(
      `SELECT value, type, sub_type AS subType, source, expires FROM indicators
       WHERE value IN (SELECT value FROM json_each(?)) AND expires > ?`,
    );
    this.#networks = db.prepare<Indicator>(
      `SELECT value, type, sub_type AS subType, source, expires FROM indicators
       WHERE network = 1 AND expires > ? ORDER BY value`,
    );
    this.#summary = db.prepare<{ type: string; indicators: number }>(
      'SELECT type, count(*) AS indicators FROM indicators WHERE expires > ? GROUP BY type ORDER BY type',
    );
    this.#put = db.prepare(
      'INSERT OR REPLACE INTO indicators (value, type, sub_type, source, expires) VALUES (?, ?, ?, ?, ?)',
    );
    this.#purge = db.prepare('DELETE FROM indicators WHERE expires <= ?');
  }

  async find(values: readonly string[], now: Micros): Promise<ReadonlyMap<string, Indicator>> {
    const rows = this.#find.all(stringifyJson(values), now);
    return new Map(rows.map((row) => [row.value, { ...row }]));
  }

  async networks(now: Micros): Promise<readonly Indicator[]> {
    return this.#networks.all(now).map((row) => ({ ...row }));
  }

  async summary(now: Micros): Promise<Readonly<Record<string, number>>> {
    return Object.fromEntries(this.#summary.all(now).map(({ type, indicators }) => [type, indicators]));
  }

  async put(indicators: readonly Indicator[]): Promise<void> {
    await this.#storage.writer.write(() => {
      for (const { value, type, subType, source, expires } of indicators) {
        this.#put.run(value, type, subType, source, expires);
      }
    });
  }

  purge(now: Micros): Promise<number> {
    return this.#storage.writer.write(() => this.#purge.run(now).changes);
  }
}
