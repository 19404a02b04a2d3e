import type { Micros, QueueBody, QueueDelivery, ReceiveOptions, RecordQueue } from '@streamalert/core';
import type { Storage } from '../storage.ts';
import type { BodyTable } from './body-table.ts';
import { TextCache } from './text-cache.ts';

/** A body that history wants too: it stays until the rules engine has acknowledged it and history has stored it. */
export interface EmbeddedQueueBody extends QueueBody {
  /** Of all its records, e.g. `cloudtrail:events`. */
  readonly logType: string;
  readonly retain: boolean;
}

/** The queue between classification and the rules engine. The bytes of a body must not change once it is sent. */
export interface EmbeddedQueue extends RecordQueue {
  send(bodies: readonly (QueueBody | EmbeddedQueueBody)[]): Promise<void>;
}

interface HandOut {
  readonly seq: number;
  readonly expires: Micros;
}

interface BodyRow {
  readonly seq: number;
  readonly id: string;
  readonly records: number;
  readonly attempts: number;
}

const cacheBytes = 64 * 1024 * 1024;

/**
 * The {@link EmbeddedQueue} on SQLite. Who holds which body is kept in memory, as only this process hands out: when it
 * dies, every body is free again. Attempts are committed before a body is handed out, so that one which kills the process is
 * seen to come back.
 */
export class SqliteRecordQueue implements EmbeddedQueue {
  readonly #storage: Storage;
  readonly #bodies: BodyTable;
  readonly #cache = new TextCache(cacheBytes);
  readonly #inFlight = new Map<string, HandOut>();
  /** Given back or expired; handed out before anything new. */
  #returned: number[] = [];
  /** Every body past this number has not been handed out by this process. */
  #handedOut = 0;
  readonly #next;
  readonly #one;
  readonly #attempt;
  readonly #count;

  constructor(storage: Storage, bodies: BodyTable) {
    this.#storage = storage;
    this.#bodies = bodies;
    const { db } = storage;
    const columns = 'seq, id, records, attempts';
    this.#next = db.prepare<BodyRow>(
      `SELECT ${columns} FROM bodies WHERE for_rules = 1 AND seq > ? ORDER BY seq LIMIT ?`,
    );
    this.#one = db.prepare<BodyRow>(`SELECT ${columns} FROM bodies WHERE for_rules = 1 AND seq = ?`);
    this.#attempt = db.prepare('UPDATE bodies SET attempts = attempts + 1 WHERE seq = ?');
    this.#count = db.prepare<{ bodies: number }>('SELECT count(*) AS bodies FROM bodies WHERE for_rules = 1');
  }

  async send(bodies: readonly (QueueBody | EmbeddedQueueBody)[]): Promise<void> {
    const arrived = this.#storage.clock.now();
    const stored = await this.#storage.writer.write(() => bodies.map((body) => this.#insert(body, arrived)));
    for (const [index, seq] of stored.entries()) {
      if (seq !== undefined) this.#cache.add(seq, (bodies[index] as QueueBody).text);
    }
  }

  #insert(body: QueueBody | EmbeddedQueueBody, arrived: Micros): number | undefined {
    const forHistory = 'retain' in body && body.retain;
    return this.#bodies.insert({
      id: body.id,
      format: 'messages',
      logType: 'logType' in body ? body.logType : '',
      records: body.records,
      text: body.text,
      arrived,
      forRules: true,
      forHistory,
    });
  }

  async receive(options: ReceiveOptions): Promise<readonly QueueDelivery[]> {
    let deliveries: QueueDelivery[] = [];
    try {
      await this.#storage.writer.write(() => {
        deliveries = this.#handOutNext(options);
      });
      return deliveries;
    } catch (error) {
      // What was not committed was not handed out.
      await this.release(deliveries.map(({ receipt }) => receipt));
      throw error;
    }
  }

  #handOutNext({ limit, visibilityMs }: ReceiveOptions): QueueDelivery[] {
    const now = this.#storage.clock.now();
    this.#returnExpired(now);
    const expires = now + visibilityMs * 1000;
    return this.#take(limit).flatMap((row) => this.#handOut(row, expires));
  }

  #returnExpired(now: Micros): void {
    for (const [receipt, { seq, expires }] of this.#inFlight) {
      if (expires <= now) this.#giveBack(receipt, seq);
    }
  }

  #giveBack(receipt: string, seq: number): void {
    this.#inFlight.delete(receipt);
    this.#returned.push(seq);
  }

  #take(limit: number): BodyRow[] {
    this.#returned.sort((a, b) => a - b);
    const again = this.#returned
      .splice(0, limit)
      .map((seq) => this.#one.get(seq))
      .filter((row) => row !== undefined);
    const fresh = this.#next.all(this.#handedOut, limit - again.length);
    this.#handedOut = fresh.at(-1)?.seq ?? this.#handedOut;
    return [...again, ...fresh];
  }

  #handOut(row: BodyRow, expires: Micros): QueueDelivery[] {
    const text = this.#cache.get(row.seq) ?? this.#bodies.text(row.seq);
    if (text === undefined) return [];
    this.#attempt.run(row.seq);
    const attempt = row.attempts + 1;
    const receipt = `${row.seq}.${attempt}`;
    this.#inFlight.set(receipt, { seq: row.seq, expires });
    return [{ id: row.id, records: row.records, text, receipt, attempt }];
  }

  async acknowledge(receipts: readonly string[]): Promise<void> {
    const held = [...new Set(receipts)].flatMap((receipt) => {
      const handOut = this.#inFlight.get(receipt);
      return handOut === undefined ? [] : [[receipt, handOut] as const];
    });
    try {
      await this.#storage.writer.write(() => {
        for (const [receipt, { seq }] of held) {
          this.#bodies.finishRules(seq);
          this.#inFlight.delete(receipt);
        }
      });
    } catch (error) {
      for (const [receipt, handOut] of held) this.#inFlight.set(receipt, handOut);
      throw error;
    }
    for (const [, { seq }] of held) this.#cache.delete(seq);
  }

  async release(receipts: readonly string[]): Promise<void> {
    for (const receipt of receipts) {
      const handOut = this.#inFlight.get(receipt);
      if (handOut !== undefined) this.#giveBack(receipt, handOut.seq);
    }
  }

  /** A reader beside the writer sees every body as waiting. */
  async depth(): Promise<{ readonly waiting: number; readonly inFlight: number }> {
    const bodies = this.#count.get()?.bodies ?? 0;
    return { waiting: bodies - this.#inFlight.size, inFlight: this.#inFlight.size };
  }
}
