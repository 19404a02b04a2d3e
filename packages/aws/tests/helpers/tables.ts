import {
  CreateTableCommand,
  type DynamoDBClient,
  type Projection,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import type { StoreIndex, StoreTable } from '@streamalert/core/wire';
import { freshName } from './clients.ts';

/** A table of its own for a test. @returns Its name. */
export async function makeTable(client: DynamoDBClient, definition: StoreTable): Promise<string> {
  const table = freshName('table');
  const types = new Map<string, 'S'>([[definition.hash, 'S']]);
  if (definition.range !== undefined) types.set(definition.range, 'S');
  for (const { hash, range } of definition.indexes) types.set(hash, 'S').set(range, 'S');
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
      KeySchema: keySchema(definition.hash, definition.range),
      ...(definition.indexes.length > 0 && {
        GlobalSecondaryIndexes: definition.indexes.map(({ name, hash, range, projected }) => ({
          IndexName: name,
          KeySchema: keySchema(hash, range),
          Projection: projection(projected),
        })),
      }),
    }),
  );
  if (TableDescription?.TableStatus !== 'ACTIVE') {
    await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName: table });
  }
  return table;
}

const keySchema = (hash: string, range: string | undefined) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' as const }]),
];

function projection(projected: StoreIndex['projected']): Projection {
  if (projected === 'all') return { ProjectionType: 'ALL' };
  return projected.length === 0
    ? { ProjectionType: 'KEYS_ONLY' }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projected] };
}
