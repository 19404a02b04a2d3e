import { QueryCommand, type QueryCommandInput, ScanCommand, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { awsCall } from '../aws-call.ts';
import type { Item } from './attribute-value.ts';
import type { Table } from './batches.ts';

/** Rows of a query, page after page. */
export async function* queryPages(
  { client, table }: Table,
  input: Omit<QueryCommandInput, 'TableName'>,
): AsyncGenerator<readonly Item[]> {
  let start: Item | undefined;
  do {
    const page = await awsCall(`dynamodb:Query on ${table}`, () =>
      client.send(
        new QueryCommand({ TableName: table, ...input, ...(start !== undefined && { ExclusiveStartKey: start }) }),
      ),
    );
    yield page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}

/** Rows of a whole table, page after page. For tables that are small by nature, and for commands. */
export async function* scanPages(
  { client, table }: Table,
  input: Omit<ScanCommandInput, 'TableName'> = {},
): AsyncGenerator<readonly Item[]> {
  let start: Item | undefined;
  do {
    const page = await awsCall(`dynamodb:Scan on ${table}`, () =>
      client.send(
        new ScanCommand({ TableName: table, ...input, ...(start !== undefined && { ExclusiveStartKey: start }) }),
      ),
    );
    yield page.Items ?? [];
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
