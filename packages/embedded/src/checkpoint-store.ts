import { type CheckpointStore, type Json, parseJson, stringifyJson } from '@streamalert/core';
import type { Storage } from './storage.ts';

interface CheckpointRow {
  readonly id: string;
  readonly value: string;
}

/** The {@link CheckpointStore} on SQLite. Values are kept as JSON text, with every integer exact. */
export class SqliteCheckpointStore implements CheckpointStore {
  readonly #storage: Storage;
  readonly #get;
  readonly #put;
  readonly #list;
  readonly #delete;

  constructor(storage: Storage) {
    this.#storage = storage;
    const { db } = storage;
    this.#get = db.prepare<CheckpointRow>('SELECT id, value FROM checkpoints WHERE id = ?');
    this.#put = db.prepare('INSERT OR REPLACE INTO checkpoints (id, value) VALUES (?, ?)');
    this.#list = db.prepare<CheckpointRow>(
      'SELECT id, value FROM checkpoints WHERE id >= :prefix AND substr(id, 1, length(:prefix)) = :prefix ORDER BY id',
    );
    this.#delete = db.prepare('DELETE FROM checkpoints WHERE id = ?');
  }

  async get(id: string): Promise<Json | undefined> {
    const row = this.#get.get(id);
    return row === undefined ? undefined : parseJson(row.value);
  }

  async put(id: string, value: Json): Promise<void> {
    const text = stringifyJson(value);
    await this.#storage.writer.write(() => this.#put.run(id, text));
  }

  async list(prefix: string): Promise<readonly { readonly id: string; readonly value: Json }[]> {
    const rows = this.#list.all({ ':prefix': prefix });
    return rows.map(({ id, value }) => ({ id, value: parseJson(value) }));
  }

  async delete(id: string): Promise<void> {
    await this.#storage.writer.write(() => this.#delete.run(id));
  }
}
