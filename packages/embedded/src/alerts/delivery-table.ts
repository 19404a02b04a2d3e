import type { AlertKey, DeliveryOutcome, DeliveryState, Micros, OutputName } from '@streamalert/core';
import type { Database } from '../sqlite/database.ts';

/** What is still to be sent of one alert. */
export interface Unsent {
  readonly outputs: number;
  /** When the first of them is due; `null` when all are parked. */
  readonly due: Micros | null;
}

interface DeliveryRow {
  readonly output: OutputName;
  readonly attempts: number;
  readonly sent_at: Micros | null;
  readonly next_attempt: Micros | null;
  readonly last_error: string | null;
  readonly parked: number;
}

/** One row for each alert and output of its own, from when the alert is put until its receipt is purged. */
export class DeliveryTable {
  readonly #insert;
  readonly #tried;
  readonly #unsent;
  readonly #sent;
  readonly #failed;
  readonly #dropUnsent;
  readonly #wake;
  readonly #wakeOne;
  readonly #tally;

  constructor(db: Database) {
    const ofAlert = 'rule = ? AND id = ?';
    this.#insert = db.prepare('INSERT OR IGNORE INTO deliveries (rule, id, output, next_attempt) VALUES (?, ?, ?, ?)');
    this.#tried = db.prepare<DeliveryRow>(
      `SELECT output, attempts, sent_at, next_attempt, last_error, parked
       FROM deliveries WHERE ${ofAlert} AND attempts > 0 ORDER BY output`,
    );
    this.#unsent = db.prepare<Unsent>(
      `SELECT count(*) AS outputs, min(next_attempt) AS due
       FROM deliveries WHERE ${ofAlert} AND sent_at IS NULL`,
    );
    this.#sent = db.prepare(
      `UPDATE deliveries SET attempts = attempts + 1, sent_at = ?, next_attempt = NULL, last_error = NULL, parked = 0
       WHERE ${ofAlert} AND output = ? AND sent_at IS NULL`,
    );
    this.#failed = db.prepare(
      `UPDATE deliveries SET attempts = attempts + 1, next_attempt = ?, last_error = ?, parked = ?
       WHERE ${ofAlert} AND output = ? AND sent_at IS NULL`,
    );
    this.#dropUnsent = db.prepare(`DELETE FROM deliveries WHERE ${ofAlert} AND sent_at IS NULL`);
    const wake = `UPDATE deliveries SET next_attempt = :now, parked = 0
      WHERE sent_at IS NULL AND ((parked = 0 AND next_attempt > :now) OR (parked = 1 AND :parked = 1))`;
    this.#wake = db.prepare<AlertKey>(`${wake} RETURNING rule AS ruleName, id`);
    this.#wakeOne = db.prepare<AlertKey>(`${wake} AND rule = :rule AND id = :id RETURNING rule AS ruleName, id`);
    this.#tally = db.prepare<{ output: OutputName; sends: number }>(
      'SELECT output, count(*) AS sends FROM deliveries WHERE sent_at >= ? GROUP BY output',
    );
  }

  insert(key: AlertKey, outputs: readonly OutputName[], due: Micros): void {
    for (const output of new Set(outputs)) this.#insert.run(key.ruleName, key.id, output, due);
  }

  /** In order of output. */
  tried(key: AlertKey): DeliveryState[] {
    return this.#tried.all(key.ruleName, key.id).map(toState);
  }

  unsent(key: AlertKey): Unsent {
    return this.#unsent.get(key.ruleName, key.id) as Unsent;
  }

  /**
   * A parked output has no next attempt, so it is never due. An outcome for an output that the alert has not, or that was
   * sent to before, changes nothing.
   */
  note(key: AlertKey, outcome: DeliveryOutcome): void {
    const where = [key.ruleName, key.id, outcome.output] as const;
    if (outcome.kind === 'sent') this.#sent.run(outcome.at, ...where);
    else if (outcome.kind === 'retry') this.#failed.run(outcome.nextAttempt, outcome.reason, 0, ...where);
    else this.#failed.run(null, outcome.reason, 1, ...where);
  }

  /** What was sent stays, as part of the receipt. */
  dropUnsent(key: AlertKey): void {
    this.#dropUnsent.run(key.ruleName, key.id);
  }

  /** Makes waiting outputs due now. @returns A key for each of them. */
  wake(now: Micros, parked: boolean, key: AlertKey | undefined): AlertKey[] {
    const values = { ':now': now, ':parked': Number(parked) };
    if (key === undefined) return this.#wake.all(values);
    return this.#wakeOne.all({ ...values, ':rule': key.ruleName, ':id': key.id });
  }

  /** Sends since then, by output. */
  tally(since: Micros): Record<OutputName, number> {
    return Object.fromEntries(this.#tally.all(since).map(({ output, sends }) => [output, sends]));
  }
}

function toState(row: DeliveryRow): DeliveryState {
  return {
    output: row.output,
    attempts: row.attempts,
    ...(row.sent_at !== null && { sentAt: row.sent_at }),
    ...(row.next_attempt !== null && { nextAttempt: row.next_attempt }),
    ...(row.last_error !== null && { lastError: row.last_error }),
    ...(row.parked === 1 && { parked: true }),
  };
}
