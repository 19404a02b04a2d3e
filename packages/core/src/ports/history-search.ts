import type { Json } from '@streamalert/rules-sdk';

/** The answer to a search; to be closed unless `rows` is read to its end. */
export interface SearchResult {
  /** In order; names need not be unique, e.g. after a join. Types are named as the engine names them. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /**
   * Values in the order of the columns; read once. Integers are exact, a `bigint` only beyond ±2⁵³; decimals and times are text.
   * Lists, maps and structs are lists and objects where the engine keeps them apart from their text.
   */
  readonly rows: AsyncIterable<readonly Json[]>;
  /** Stops the search and frees what it holds. May be called again. */
  close(): Promise<void>;
}

/**
 * SQL over history: DuckDB on one machine, Athena on AWS; a statement for both keeps to standard SQL. Tables are named as in
 * `TableDefinition`; each has `dt`, the hour of arrival, beside its columns.
 */
export interface HistorySearch {
  /**
   * Runs one statement that reads.
   *
   * @throws PipelineError when the statement is wrong, which is not `retryable`, or the engine does not answer.
   */
  search(sql: string): Promise<SearchResult>;
}
