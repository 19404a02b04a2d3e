import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type CheckpointStore, type Clock, type Json, parseJson, stringifyJson } from '@streamalert/core';
import { awsCall } from '../aws-call.ts';
import type { Item } from './attribute-value.ts';
import type { Table } from './batches.ts';
import { queryPages } from './pages.ts';

/** Options of {@link createDynamoCheckpointStore}. */
export interface DynamoCheckpointStoreOptions extends Table {
  /** Whose checkpoints these are, e.g. a function's name; several may share one table. */
  readonly scope: string;
  readonly clock: Clock;
  /** A checkpoint that is not written again for so long is removed by the table's TTL. Default 15 days; 0 keeps all. */
  readonly keepDays?: number;
}

const second = 1_000_000;

/**
 * A table of checkpoints: hash key `Scope`, range key `Id`, `Value` as JSON text, and `ExpiresAt` (epoch seconds) for its TTL. Reads
 * are consistent: whoever resumes sees what the one before wrote.
 */
export function createDynamoCheckpointStore(options: DynamoCheckpointStoreOptions): CheckpointStore {
  const { client, table, scope, clock, keepDays = 15 } = options;
  const keyOf = (id: string): Item => ({ Scope: { S: scope }, Id: { S: id } });
  const expiry = (): Item =>
    keepDays === 0 ? {} : { ExpiresAt: { N: String(Math.ceil(clock.now() / second) + keepDays * 86_400) } };

  return {
    async get(id) {
      const { Item: row } = await awsCall(`dynamodb:GetItem on ${table}`, () =>
        client.send(new GetItemCommand({ TableName: table, Key: keyOf(id), ConsistentRead: true })),
      );
      return row === undefined ? undefined : valueOf(row);
    },
    async put(id, value) {
      const row = { ...keyOf(id), Value: { S: stringifyJson(value) }, ...expiry() };
      await awsCall(`dynamodb:PutItem on ${table}`, () =>
        client.send(new PutItemCommand({ TableName: table, Item: row })),
      );
    },
    async list(prefix) {
      const found: { readonly id: string; readonly value: Json }[] = [];
      const begins = prefix === '' ? '' : ' AND begins_with(Id, :prefix)';
      const rows = queryPages(options, {
        KeyConditionExpression: `#scope = :scope${begins}`,
        ExpressionAttributeNames: { '#scope': 'Scope' },
        ExpressionAttributeValues: { ':scope': { S: scope }, ...(prefix !== '' && { ':prefix': { S: prefix } }) },
        ConsistentRead: true,
      });
      for await (const page of rows) {
        found.push(...page.map((row) => ({ id: row['Id']?.S ?? '', value: valueOf(row) })));
      }
      return found;
    },
    async delete(id) {
      await awsCall(`dynamodb:DeleteItem on ${table}`, () =>
        client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(id) })),
      );
    },
  };
}

const valueOf = (row: Item): Json => parseJson(row['Value']?.S ?? 'null');
