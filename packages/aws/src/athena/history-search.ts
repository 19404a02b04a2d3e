import { setTimeout as wait } from 'node:timers/promises';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type GetQueryResultsOutput,
  type QueryExecutionStatus,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { HistorySearch, Json, SearchResult } from '@streamalert/core';
import { awsCall } from '../aws-call.ts';
import { AwsError } from '../errors.ts';
import { jsonOf } from './result-values.ts';

/** Options of {@link createAthenaSearch}. */
export interface AthenaSearchOptions {
  readonly client: AthenaClient;
  /** Says where results go and how they are encrypted. */
  readonly workgroup: string;
  /** Glue database of the tables. */
  readonly database: string;
  /**
   * How long an answer is waited for, in milliseconds; asked when a search begins. A query that takes longer is stopped. Default: a
   * minute.
   */
  readonly timeoutMs?: () => number;
  /** Nobody waits for an answer any more: the query is stopped. */
  readonly signal?: AbortSignal;
}

/** History in Athena. */
export interface AthenaSearch extends HistorySearch {
  /**
   * Begins a search for a person, who finds its rows in the console; nobody waits for it here.
   *
   * @returns Id of the query.
   */
  begin(sql: string): Promise<string>;
}

/** Athena answers in seconds; it is asked often at first, and then less. */
const pauseMs = { first: 100, last: 2000 };

/**
 * Athena as a {@link HistorySearch}. A search resolves when its query has ended; rows are read page by page after that. What cannot be
 * read as SQL, or fails while it runs, is not `retryable`; what Athena itself could not do, and what took too long, is.
 *
 * @see https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html
 */
export function createAthenaSearch(options: AthenaSearchOptions): AthenaSearch {
  const { client, workgroup, database, timeoutMs = () => 60_000, signal } = options;

  const begin = async (sql: string): Promise<string> => {
    const { QueryExecutionId } = await awsCall(`athena:StartQueryExecution in ${workgroup}`, () =>
      client.send(
        new StartQueryExecutionCommand({
          QueryString: sql,
          WorkGroup: workgroup,
          QueryExecutionContext: { Database: database },
        }),
      ),
    );
    return QueryExecutionId ?? '';
  };

  /** Whatever way waiting ends, no query is left running that nobody waits for. */
  const ended = async (id: string): Promise<void> => {
    const patienceMs = timeoutMs();
    const deadline = performance.now() + patienceMs;
    for (let pause = pauseMs.first; ; pause = Math.min(pauseMs.last, pause * 1.5)) {
      const { QueryExecution } = await awsCall('athena:GetQueryExecution', () =>
        client.send(new GetQueryExecutionCommand({ QueryExecutionId: id })),
      );
      const status = QueryExecution?.Status;
      if (status?.State === 'SUCCEEDED') return;
      if (status?.State === 'FAILED' || status?.State === 'CANCELLED') throw failure(id, status);
      if (performance.now() + pause > deadline) {
        await stop(id);
        throw new AwsError(`query ${id} was stopped: no answer within ${patienceMs} ms`, 'Timeout', {
          retryable: true,
        });
      }
      await wait(pause, undefined, signal && { signal }).catch(() => {});
      if (signal?.aborted === true) {
        await stop(id);
        throw new AwsError(`query ${id} was stopped`, 'Aborted', { retryable: false });
      }
    }
  };

  const stop = (id: string): Promise<unknown> =>
    awsCall('athena:StopQueryExecution', () => client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })));

  const page = (id: string, token?: string): Promise<GetQueryResultsOutput> =>
    awsCall('athena:GetQueryResults', () =>
      client.send(
        new GetQueryResultsCommand({ QueryExecutionId: id, ...(token !== undefined && { NextToken: token }) }),
      ),
    );

  return {
    begin,
    async search(sql): Promise<SearchResult> {
      const id = await begin(sql);
      await ended(id);
      const first = await page(id);
      const columns = (first.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => ({
        name: Name,
        type: Type,
      }));
      return { columns, rows: readRows(first, (token) => page(id, token), columns), close: async () => {} };
    },
  };
}

async function* readRows(
  first: GetQueryResultsOutput,
  next: (token: string) => Promise<GetQueryResultsOutput>,
  columns: SearchResult['columns'],
): AsyncGenerator<readonly Json[]> {
  // The first row of a SELECT repeats the names of the columns.
  let rows = (first.ResultSet?.Rows ?? []).slice(1);
  let token = first.NextToken;
  for (;;) {
    for (const { Data = [] } of rows) {
      yield columns.map(({ type }, index) => jsonOf(Data[index]?.VarCharValue, type));
    }
    if (token === undefined) return;
    const page = await next(token);
    rows = page.ResultSet?.Rows ?? [];
    token = page.NextToken;
  }
}

/** Of a query that Athena itself could not run. @see https://docs.aws.amazon.com/athena/latest/APIReference/API_AthenaError.html */
const systemError = 1;

function failure(id: string, { State, StateChangeReason, AthenaError }: QueryExecutionStatus): AwsError {
  const retryable =
    State === 'CANCELLED' || AthenaError?.Retryable === true || AthenaError?.ErrorCategory === systemError;
  const what = State === 'CANCELLED' ? 'was cancelled' : 'failed';
  return new AwsError(`query ${id} ${what}: ${StateChangeReason ?? 'without a reason'}`, `Query${State}`, {
    retryable,
  });
}
