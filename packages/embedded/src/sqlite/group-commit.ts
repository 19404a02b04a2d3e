import { StateClosedError, StateError } from '../errors.ts';
import type { Database } from './database.ts';
import { toStateError } from './sqlite-error.ts';

/** The results of several promises, in their order. */
export type Results<T extends readonly Promise<unknown>[]> = { -readonly [K in keyof T]: Awaited<T[K]> };

/** The one way to write the database. */
export interface Writer {
  /**
   * Runs `work` in the next commit and resolves after it. A write with something to prepare, e.g. a file, joins the
   * first commit after that is done, and is not made if that fails.
   */
  write<T>(work: () => T, prepare?: () => Promise<unknown>): Promise<T>;
  /** All the writes that `begin` starts before it returns are made together or not at all. */
  atomically<T extends readonly Promise<unknown>[]>(begin: () => T): Promise<Results<T>>;
}

interface Step {
  readonly run: () => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Writes that are made together or not at all. */
interface Unit {
  readonly steps: Step[];
  readonly preparations: Promise<unknown>[];
}

/** What a unit came to before the commit that decides over it. */
type Outcome = { readonly values: readonly unknown[] } | { readonly error: unknown };

/**
 * Puts all units that were begun in one turn of the event loop into one transaction, so that they share its fsync. A unit
 * that throws is rolled back alone. When the database itself fails, nothing of the transaction is kept, and every later
 * write is refused with the same error: going on would lose what came between.
 *
 * ```
 * turn:    write a · write b · atomically(c, d)         a, b, [c d] resolve
 * commit:                                     BEGIN a b [c d] COMMIT
 * ```
 */
export class GroupCommit implements Writer {
  readonly #db: Database;
  readonly #preparing = new Set<Promise<void>>();
  #units: Unit[] = [];
  #collecting: Unit | undefined;
  #scheduled: Promise<void> | undefined;
  #refusal: StateError | undefined;
  #closed = false;

  constructor(db: Database) {
    this.#db = db;
  }

  write<T>(work: () => T, prepare?: () => Promise<unknown>): Promise<T> {
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal);
    if (this.#closed) return Promise.reject(new StateClosedError(this.#db.path, `${this.#db.path} is closed`));
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const unit = this.#collecting ?? { steps: [], preparations: [] };
    unit.steps.push({ run: work, resolve, reject });
    if (prepare !== undefined) unit.preparations.push(prepare());
    if (unit !== this.#collecting) this.#begin(unit);
    return promise;
  }

  atomically<T extends readonly Promise<unknown>[]>(begin: () => T): Promise<Results<T>> {
    if (this.#collecting !== undefined) return Promise.all(begin()) as Promise<Results<T>>;
    const unit: Unit = { steps: [], preparations: [] };
    this.#collecting = unit;
    try {
      const results = Promise.all(begin()) as Promise<Results<T>>;
      this.#begin(unit);
      return results;
    } catch (error) {
      // Nobody else will look at what was being prepared.
      void Promise.allSettled(unit.preparations);
      throw error;
    } finally {
      this.#collecting = undefined;
    }
  }

  /** Refuses further writes, and resolves when everything that was begun is committed or refused. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#preparing.size > 0 || this.#scheduled !== undefined) {
      await Promise.all([...this.#preparing, this.#scheduled]);
    }
  }

  #begin(unit: Unit): void {
    if (unit.preparations.length === 0) {
      this.#enqueue(unit);
      return;
    }
    const prepared = Promise.all(unit.preparations)
      .then(
        () => this.#enqueue(unit),
        (error: unknown) => this.#abandon(unit, error),
      )
      .finally(() => this.#preparing.delete(prepared));
    this.#preparing.add(prepared);
  }

  #abandon(unit: Unit, error: unknown): void {
    // A file that the disk refused counts as much as a row that it refused.
    if (error instanceof StateError) this.#refusal ??= error;
    refuse(unit, error);
  }

  #enqueue(unit: Unit): void {
    this.#units.push(unit);
    this.#scheduled ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#scheduled = undefined;
        this.#commit();
        resolve();
      });
    });
  }

  #commit(): void {
    const units = this.#units;
    this.#units = [];
    if (this.#refusal === undefined) {
      try {
        const outcomes = this.#transaction(units);
        for (const [index, unit] of units.entries()) announce(unit, outcomes[index] as Outcome);
        return;
      } catch (error) {
        this.#refusal = toStateError(error, this.#db.path);
      }
    }
    for (const unit of units) refuse(unit, this.#refusal);
  }

  #transaction(units: readonly Unit[]): Outcome[] {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      const outcomes = units.map((unit) => this.#run(unit));
      this.#db.exec('COMMIT');
      return outcomes;
    } catch (error) {
      // SQLite itself may have rolled back already, as it does when the disk is full.
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  #run(unit: Unit): Outcome {
    this.#db.exec('SAVEPOINT unit');
    try {
      const values = unit.steps.map((step) => step.run());
      this.#db.exec('RELEASE unit');
      return { values };
    } catch (error) {
      if (error instanceof StateError || !this.#db.isTransaction) throw error;
      this.#db.exec('ROLLBACK TO unit; RELEASE unit');
      return { error };
    }
  }
}

function announce(unit: Unit, outcome: Outcome): void {
  if ('error' in outcome) {
    refuse(unit, outcome.error);
    return;
  }
  for (const [index, step] of unit.steps.entries()) step.resolve(outcome.values[index] as never);
}

function refuse(unit: Unit, error: unknown): void {
  for (const step of unit.steps) step.reject(error);
}

/** The writer of a state that was opened for reading. */
export function createRefusingWriter(path: string): Writer {
  const refusal = () =>
    Promise.reject(new StateClosedError(path, `${path} was opened for reading only, so nothing can be written`));
  return { write: refusal, atomically: refusal };
}
