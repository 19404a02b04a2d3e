import { type Micros, parseJson, type Silence, type SilenceStore, stringifyJson } from '@streamalert/core';
import type { Storage } from '../storage.ts';

interface SilenceRow {
  readonly id: string;
  readonly rule: string | null;
  readonly conditions: string;
  readonly until: Micros;
  readonly reason: string;
  readonly silenced_by: string;
  readonly created: Micros;
}

/** {@link SilenceStore} in the state database. */
export class SilenceTable implements SilenceStore {
  readonly #storage: Storage;
  readonly #sql;

  constructor(storage: Storage) {
    const { db } = storage;
    const columns = 'id, rule, conditions, until, reason, silenced_by, created';
    this.#storage = storage;
    this.#sql = {
      list: db.prepare<SilenceRow>(`SELECT ${columns} FROM silences INDEXED BY silences_created ORDER BY created, id`),
      active: db.prepare<SilenceRow>(`SELECT ${columns} FROM silences WHERE until > ?`),
      add: db.prepare(`INSERT OR REPLACE INTO silences (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`),
      remove: db.prepare('DELETE FROM silences WHERE id = ?'),
    };
  }

  async list(): Promise<readonly Silence[]> {
    return this.#sql.list.all().map(toSilence);
  }

  /** Those that hold, also of another process that wrote them a moment ago. */
  active(now: Micros): readonly Silence[] {
    return this.#sql.active.all(now).map(toSilence);
  }

  async add({ id, ruleName, where, until, reason, by, created }: Silence): Promise<void> {
    const values = [id, ruleName ?? null, stringifyJson(where), until, reason, by, created] as const;
    await this.#storage.writer.write(() => this.#sql.add.run(...values));
  }

  remove(id: string): Promise<boolean> {
    return this.#storage.writer.write(() => this.#sql.remove.run(id).changes > 0);
  }
}

function toSilence({ id, rule, conditions, until, reason, silenced_by: by, created }: SilenceRow): Silence {
  return {
    id,
    ...(rule !== null && { ruleName: rule }),
    where: parseJson(conditions) as Readonly<Record<string, string>>,
    until,
    reason,
    by,
    created,
  };
}
