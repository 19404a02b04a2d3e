import { join } from 'node:path';
import { type Alert, type AlertKey, parseJson, stringifyJson } from '@streamalert/core';
import {
  type AlertRow,
  createRowSpill,
  decodeAlertRow,
  isSpilled,
  type ReadableAlertRow,
} from '@streamalert/core/wire';
import { createFileBlobStore } from '../file-blob-store.ts';

/** SQLite takes rows of any size; what is large is kept apart so that due alerts are found without reading past it. */
const maxRecordBytes = 128 * 1024;

/** Rows of the alerts table as text, and what of them is too large, in files below the state directory. */
export class RowFile {
  readonly #blobs;
  readonly #spill;

  constructor(stateDir: string) {
    this.#blobs = createFileBlobStore(join(stateDir, 'blobs'));
    this.#spill = createRowSpill({ blobs: this.#blobs, baseUrl: 'blobs/', maxRecordBytes });
  }

  isLarge(row: AlertRow): boolean {
    return this.#spill.isLarge(row);
  }

  /** The row as it is to be stored, with what is large written to files. */
  spill(row: AlertRow): Promise<AlertRow> {
    return this.#spill.spill(row);
  }

  isSpilled(row: AlertRow): boolean {
    return isSpilled(row);
  }

  /** The attributes as they are in the database. @throws SyntaxError */
  parse(text: string): ReadableAlertRow {
    return parseJson(text) as unknown as ReadableAlertRow;
  }

  /** @throws AlertRowError when it cannot be read, or a file of it is missing. */
  async read(text: string): Promise<Alert> {
    const row = this.parse(text);
    return decodeAlertRow(isSpilled(row) ? await this.#spill.restore(row) : row);
  }

  /** Removes the files of alerts that are done. */
  async remove(keys: readonly AlertKey[]): Promise<void> {
    for (const key of keys) await this.#spill.remove(key);
  }

  /** Removes files that a crash left without their row. @param spilled Alerts whose rows point to files. */
  async sweep(spilled: readonly AlertKey[]): Promise<void> {
    const known = new Set(spilled.map((key) => this.#spill.prefixOf(key)));
    for await (const { key } of this.#blobs.list(this.#spill.folder)) {
      if (!known.has(key.slice(0, key.lastIndexOf('/') + 1))) await this.#blobs.delete(key);
    }
  }
}

/** A row as text for the database. */
export const rowText = (row: ReadableAlertRow): string => stringifyJson(row);
