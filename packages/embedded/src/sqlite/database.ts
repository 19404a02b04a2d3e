import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { StateClosedError } from '../errors.ts';
import { isDatabaseFailure, isErrno, toStateError } from './sqlite-error.ts';

/** Values of `?` in their order, or one object for those with names. */
type Values = readonly SQLInputValue[] | readonly [Record<string, SQLInputValue>];

/**
 * A connection whose failures are {@link StateError}s: damage or a full disk shows wherever the file is touched, reading too. A mistake
 * in one statement, such as a broken constraint, stays the error it is.
 */
export class Database {
  readonly path: string;
  readonly #db: DatabaseSync;

  constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.path = path;
  }

  get isTransaction(): boolean {
    return this.#db.isTransaction;
  }

  /** `Row` is what the statement returns for each row; nothing checks it. */
  prepare<Row = never>(sql: string): Statement<Row> {
    return guard(this.path, () => new Statement<Row>(this.#db.prepare(sql), this.path));
  }

  exec(sql: string): void {
    guard(this.path, () => this.#db.exec(sql));
  }

  close(): void {
    this.#db.close();
  }
}

/** A prepared statement. */
export class Statement<Row> {
  readonly #statement: StatementSync;
  readonly #path: string;

  constructor(statement: StatementSync, path: string) {
    this.#statement = statement;
    this.#path = path;
  }

  /** The first row. */
  get(...values: Values): Row | undefined {
    return guard(this.#path, () => this.#statement.get(...(values as SQLInputValue[])) as Row | undefined);
  }

  all(...values: Values): Row[] {
    return guard(this.#path, () => this.#statement.all(...(values as SQLInputValue[])) as Row[]);
  }

  /** Rows one by one. To be read within one turn of the event loop, as commits happen between turns. */
  *iterate(...values: Values): Generator<Row> {
    const rows = this.#statement.iterate(...(values as SQLInputValue[])) as IterableIterator<Row>;
    try {
      yield* rows;
    } catch (error) {
      throw failure(error, this.#path);
    }
  }

  /** @returns How many rows changed, and the number of the row that was inserted last. */
  run(...values: Values): { readonly changes: number; readonly rowid: number } {
    const { changes, lastInsertRowid } = guard(this.#path, () => this.#statement.run(...(values as SQLInputValue[])));
    return { changes: Number(changes), rowid: Number(lastInsertRowid) };
  }
}

function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw failure(error, path);
  }
}

function failure(error: unknown, path: string): unknown {
  if (isErrno(error, 'ERR_INVALID_STATE')) return new StateClosedError(path, `${path} is closed`, { cause: error });
  return isDatabaseFailure(error) ? toStateError(error, path) : error;
}
