import type { Micros, StreamBatch } from '@streamalert/core';
import type { Storage } from '../storage.ts';
import type { BodyFormat, BodyTable } from './body-table.ts';

/** A body that is durable, but not yet in a history file. */
export interface PendingBody {
  /** Names it in {@link PendingHistory.acknowledgeHistory}; later bodies have higher numbers. */
  readonly seq: number;
  readonly id: string;
  /** Log type of messages, e.g. `cloudtrail:events`; table of lines, e.g. `alerts`. */
  readonly logType: string;
  /** `messages`: a JSON array of queue messages, one a line. `lines`: one JSON object a line, without the array. */
  readonly format: BodyFormat;
  readonly records: number;
  readonly arrived: Micros;
  readonly text: Uint8Array;
}

/** What is pending of one log type or table. */
export interface PendingTotal {
  readonly logType: string;
  readonly batches: number;
  readonly records: number;
  readonly bytes: number;
  /** Arrival of the oldest. */
  readonly oldest: Micros;
}

/** Which pending bodies to read. */
export interface PendingFilter {
  /** As in {@link PendingBody.logType}; every one when absent. */
  readonly logType?: string;
  /** Only bodies with a higher number. */
  readonly afterSeq?: number;
  /** Ends before the body that would pass it, but gives one at least. */
  readonly limitBytes: number;
}

/** The pending side of history: bodies of classified records that the queue retains, and batches put here. */
export interface PendingHistory {
  /** Resolves once the batches are durable. A batch that is held is not stored again. */
  put(batches: readonly StreamBatch[]): Promise<void>;
  /** In the order they were stored. */
  pendingBodies(filter: PendingFilter): Promise<readonly PendingBody[]>;
  /** Sorted by log type. */
  pendingTotals(): Promise<readonly PendingTotal[]>;
  /** They are in files; unknown numbers are ignored. */
  acknowledgeHistory(seqs: readonly number[]): Promise<void>;
}

interface PendingRow {
  readonly seq: number;
  readonly id: string;
  readonly format: BodyFormat;
  readonly log_type: string;
  readonly records: number;
  readonly arrived: Micros;
  readonly bytes: number;
}

/** The {@link PendingHistory} on SQLite; reading works in a state that was opened for reading too. */
export class SqlitePendingHistory implements PendingHistory {
  readonly #storage: Storage;
  readonly #bodies: BodyTable;
  readonly #all;
  readonly #ofLogType;
  readonly #totals;

  constructor(storage: Storage, bodies: BodyTable) {
    this.#storage = storage;
    this.#bodies = bodies;
    const { db } = storage;
    const select = 'SELECT seq, id, format, log_type, records, arrived, bytes FROM bodies WHERE for_history = 1';
    this.#all = db.prepare<PendingRow>(`${select} AND seq > ? ORDER BY seq`);
    this.#ofLogType = db.prepare<PendingRow>(`${select} AND log_type = ? AND seq > ? ORDER BY seq`);
    this.#totals = db.prepare<PendingTotal>(
      `SELECT log_type AS logType, count(*) AS batches, sum(records) AS records, sum(bytes) AS bytes, min(arrived) AS oldest
       FROM bodies WHERE for_history = 1 GROUP BY log_type ORDER BY log_type`,
    );
  }

  async put(batches: readonly StreamBatch[]): Promise<void> {
    const arrived = this.#storage.clock.now();
    await this.#storage.writer.write(() => {
      for (const batch of batches) {
        this.#bodies.insert({
          id: batch.id,
          format: 'lines',
          logType: batch.table,
          records: batch.records,
          text: batch.lines,
          arrived,
          forRules: false,
          forHistory: true,
        });
      }
    });
  }

  async pendingBodies({ logType, afterSeq = 0, limitBytes }: PendingFilter): Promise<readonly PendingBody[]> {
    const rows = logType === undefined ? this.#all.iterate(afterSeq) : this.#ofLogType.iterate(logType, afterSeq);
    const pending: PendingBody[] = [];
    let bytes = 0;
    for (const row of rows) {
      bytes += row.bytes;
      if (pending.length > 0 && bytes > limitBytes) break;
      const text = this.#bodies.text(row.seq);
      // A reader sees the row and its text in two statements; in between the writer may be done with both.
      if (text === undefined) continue;
      const { seq, id, format, records, arrived } = row;
      pending.push({ seq, id, logType: row.log_type, format, records, arrived, text });
    }
    return pending;
  }

  async pendingTotals(): Promise<readonly PendingTotal[]> {
    return this.#totals.all().map((row) => ({ ...row }));
  }

  async acknowledgeHistory(seqs: readonly number[]): Promise<void> {
    await this.#storage.writer.write(() => {
      for (const seq of seqs) this.#bodies.finishHistory(seq);
    });
  }
}
