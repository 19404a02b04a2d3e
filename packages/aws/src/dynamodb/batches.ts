import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { awsCall } from '../aws-call.ts';
import { type Backoff, sendUntilTaken } from '../backoff.ts';
import { BatchError } from '../errors.ts';
import { chunks, inParallel } from '../in-parallel.ts';
import type { Item } from './attribute-value.ts';

/** Items of one call. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const itemsPerCall = { get: 100, write: 25 } as const;
const parallelCalls = 4;

/** A table and how to reach it. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** For items that a batch did not take. */
  readonly backoff?: Backoff;
}

/** Rows of keys that differ; keys without a row have none here. @throws BatchError when some were not read. */
export async function batchGet(table: Table, keys: readonly Item[], consistent = false): Promise<Item[]> {
  const parts = await inParallel(chunks(keys, itemsPerCall.get), parallelCalls, async (part) => {
    const what = `dynamodb:BatchGetItem on ${table.table}`;
    const rows: Item[] = [];
    const left = await sendUntilTaken(
      part,
      async (pending) => {
        const { Responses, UnprocessedKeys } = await awsCall(what, () =>
          table.client.send(
            new BatchGetItemCommand({
              RequestItems: { [table.table]: { Keys: [...pending], ConsistentRead: consistent } },
            }),
          ),
        );
        rows.push(...(Responses?.[table.table] ?? []));
        return UnprocessedKeys?.[table.table]?.Keys ?? [];
      },
      table.backoff,
    );
    if (left.length > 0) throw unprocessed(what, left);
    return rows;
  });
  return parts.flat();
}

/** Puts and deletes, each of another key. @throws BatchError with those that were not made. */
export async function batchWrite(table: Table, requests: readonly WriteRequest[]): Promise<void> {
  await inParallel(chunks(requests, itemsPerCall.write), parallelCalls, async (part) => {
    const what = `dynamodb:BatchWriteItem on ${table.table}`;
    const left = await sendUntilTaken(
      part,
      async (pending) => {
        const { UnprocessedItems } = await awsCall(what, () =>
          table.client.send(new BatchWriteItemCommand({ RequestItems: { [table.table]: [...pending] } })),
        );
        return UnprocessedItems?.[table.table] ?? [];
      },
      table.backoff,
    );
    if (left.length > 0) {
      throw unprocessed(
        what,
        left.map(({ PutRequest, DeleteRequest }) => (PutRequest?.Item ?? DeleteRequest?.Key ?? {}) as Item),
      );
    }
  });
}

/** Names the rows by their texts, which are the keys of all our tables. */
function unprocessed(what: string, rows: readonly Item[]): BatchError {
  const names = rows.map((row) =>
    Object.values(row)
      .flatMap(({ S }) => (S === undefined ? [] : [S]))
      .slice(0, 2)
      .join('/'),
  );
  return new BatchError(`${what}: ${rows.length} items were left unprocessed`, 'UnprocessedItems', names);
}
