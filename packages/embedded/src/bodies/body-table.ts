import type { Micros } from '@streamalert/core';
import type { Database } from '../sqlite/database.ts';

/** How a body's text is written: a JSON array with one message a line, or one JSON object a line. */
export type BodyFormat = 'messages' | 'lines';

/** A body to be stored. */
export interface NewBody {
  readonly id: string;
  readonly format: BodyFormat;
  /** Log type of messages, table of lines. */
  readonly logType: string;
  readonly records: number;
  readonly text: Uint8Array;
  readonly arrived: Micros;
  readonly forRules: boolean;
  readonly forHistory: boolean;
}

/** Bodies and who still needs them: one copy of a text serves the rules engine and history. Writes are made inside a commit. */
export class BodyTable {
  readonly #insert;
  readonly #insertText;
  readonly #text;
  readonly #deleteUnlessForHistory;
  readonly #deleteUnlessForRules;
  readonly #clearForRules;
  readonly #clearForHistory;
  readonly #deleteText;

  constructor(db: Database) {
    this.#insert = db.prepare(
      `INSERT INTO bodies (id, format, log_type, records, bytes, arrived, for_rules, for_history)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (format, id) DO NOTHING`,
    );
    this.#insertText = db.prepare('INSERT INTO texts (seq, text) VALUES (?, ?)');
    this.#text = db.prepare<{ text: Uint8Array }>('SELECT text FROM texts WHERE seq = ?');
    this.#deleteUnlessForHistory = db.prepare('DELETE FROM bodies WHERE seq = ? AND for_history = 0');
    this.#deleteUnlessForRules = db.prepare('DELETE FROM bodies WHERE seq = ? AND for_rules = 0');
    this.#clearForRules = db.prepare('UPDATE bodies SET for_rules = 0 WHERE seq = ?');
    this.#clearForHistory = db.prepare('UPDATE bodies SET for_history = 0 WHERE seq = ?');
    this.#deleteText = db.prepare('DELETE FROM texts WHERE seq = ?');
  }

  /** @returns The body's number, or `undefined` when one of that id is held. */
  insert(body: NewBody): number | undefined {
    const { changes, rowid } = this.#insert.run(
      body.id,
      body.format,
      body.logType,
      body.records,
      body.text.byteLength,
      body.arrived,
      Number(body.forRules),
      Number(body.forHistory),
    );
    if (changes === 0) return undefined;
    this.#insertText.run(rowid, body.text);
    return rowid;
  }

  text(seq: number): Uint8Array | undefined {
    return this.#text.get(seq)?.text;
  }

  /** The rules engine is done with it. */
  finishRules(seq: number): void {
    if (this.#deleteUnlessForHistory.run(seq).changes === 0) this.#clearForRules.run(seq);
    else this.#deleteText.run(seq);
  }

  /** History has it. */
  finishHistory(seq: number): void {
    if (this.#deleteUnlessForRules.run(seq).changes === 0) this.#clearForHistory.run(seq);
    else this.#deleteText.run(seq);
  }
}
