import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import {
  parseJson,
  type Quarantine,
  type QuarantinedRecord,
  type QuarantineSummary,
  type RejectedRecord,
  sha256,
  stringifyJson,
} from '@streamalert/core';
import { writeFileAtomically } from './atomic-file.ts';
import { toStateError } from './sqlite/sqlite-error.ts';
import type { Storage } from './storage.ts';

interface QuarantineRow {
  readonly seq: number;
  readonly rejected: string;
  readonly origin: string;
  readonly file: string | null;
  readonly data: Uint8Array | null;
}

/** Data up to this stays in the database; larger data is compressed into a file of its own. */
const inlineBytes = 256 * 1024;
const pageSize = 20;

/** The {@link Quarantine} on SQLite, with large data as gzip files in the folder `quarantine` of the state directory. */
export class SqliteQuarantine implements Quarantine {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #sql;

  constructor(storage: Storage) {
    this.#storage = storage;
    this.#folder = join(storage.dir, 'quarantine');
    const { db } = storage;
    const select = 'SELECT seq, rejected, origin, file, data FROM quarantine';
    this.#sql = {
      insert: db.prepare(
        `INSERT INTO quarantine (id, reason, rejected, origin, file, data) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO NOTHING`,
      ),
      get: db.prepare<QuarantineRow>(`${select} WHERE id = ?`),
      page: db.prepare<QuarantineRow>(`${select} WHERE seq > ? ORDER BY seq LIMIT ?`),
      delete: db.prepare<{ file: string | null }>('DELETE FROM quarantine WHERE id = ? RETURNING file'),
      summary: db.prepare<{ reason: string; records: number }>(
        'SELECT reason, count(*) AS records FROM quarantine GROUP BY reason ORDER BY reason',
      ),
      files: db.prepare<{ file: string }>('SELECT file FROM quarantine WHERE file IS NOT NULL'),
      holds: db.prepare('SELECT 1 FROM quarantine WHERE file = ?'),
    };
  }

  async add(records: readonly QuarantinedRecord[]): Promise<void> {
    const large = records.filter(isLarge);
    const writeFiles = () => Promise.all(large.map((record) => this.#writeFile(record)));
    const insert = () => {
      for (const record of records) this.#insert(record);
    };
    await this.#storage.writer.write(insert, large.length === 0 ? undefined : writeFiles);
  }

  #insert(record: QuarantinedRecord): void {
    const { rejected, origin, data } = record;
    const place = isLarge(record) ? ([fileName(rejected.id), null] as const) : ([null, data] as const);
    this.#sql.insert.run(rejected.id, rejected.reason, stringifyJson(rejected), origin, ...place);
  }

  async #writeFile({ rejected, data }: QuarantinedRecord): Promise<void> {
    const path = join(this.#folder, fileName(rejected.id));
    try {
      await writeFileAtomically(path, await promisify(gzip)(data, { level: 1 }));
    } catch (error) {
      throw toStateError(error, path);
    }
  }

  async *list(): AsyncGenerator<QuarantinedRecord> {
    let page = this.#page(0);
    while (page.length > 0) {
      for (const row of page) yield await this.#toRecord(row);
      page = this.#page((page.at(-1) as QuarantineRow).seq);
    }
  }

  #page(after: number): QuarantineRow[] {
    return this.#sql.page.all(after, pageSize);
  }

  async get(id: string): Promise<QuarantinedRecord | undefined> {
    const row = this.#sql.get.get(id);
    return row === undefined ? undefined : this.#toRecord(row);
  }

  async #toRecord(row: QuarantineRow): Promise<QuarantinedRecord> {
    return {
      rejected: parseJson(row.rejected) as unknown as RejectedRecord,
      origin: row.origin,
      data: row.data ?? (await this.#readFile(row.file as string)),
    };
  }

  async #readFile(file: string): Promise<Uint8Array> {
    const path = join(this.#folder, file);
    try {
      return new Uint8Array(await promisify(gunzip)(await readFile(path)));
    } catch (error) {
      throw toStateError(error, path);
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    const files = await this.#storage.writer.write(() => ids.map((id) => this.#sql.delete.get(id)?.file));
    for (const file of files) {
      // A record of the same id may have been added after it, in the same commit.
      if (typeof file === 'string' && this.#sql.holds.get(file) === undefined) {
        await rm(join(this.#folder, file), { force: true });
      }
    }
  }

  async summary(): Promise<QuarantineSummary> {
    const rows = this.#sql.summary.all();
    return {
      records: rows.reduce((sum, { records }) => sum + records, 0),
      byReason: Object.fromEntries(rows.map(({ reason, records }) => [reason, records])),
    };
  }

  /** Removes files without a row: what a crash left between a file and its commit. Only the writer may call it. */
  async sweep(): Promise<void> {
    const known = new Set(this.#sql.files.all().map(({ file }) => file));
    for (const file of await readdir(this.#folder).catch(() => [])) {
      if (!known.has(file)) await rm(join(this.#folder, file), { force: true });
    }
  }
}

const isLarge = ({ data }: QuarantinedRecord): boolean => data.byteLength > inlineBytes;

/** Ids may hold any character; their hash is a safe file name. */
const fileName = (id: string): string => `${sha256(id)}.gz`;
