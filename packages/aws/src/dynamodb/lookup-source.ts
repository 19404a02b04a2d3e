import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type LookupSource, splitLookupKey } from '@streamalert/core';
import { awsCall } from '../aws-call.ts';
import { type Item, toAttribute, toJson } from './attribute-value.ts';
import type { Table } from './batches.ts';
import { scanPages } from './pages.ts';

/** Options of {@link createDynamoLookupSource}; those of `lookup_tables.json` under their names. */
export interface DynamoLookupSourceOptions extends Table {
  readonly partitionKey: string;
  /** The attribute that holds the value; several lookup tables may share one table. */
  readonly valueKey: string;
  /** Then a key is partition and sort key, joined by the delimiter. */
  readonly sortKey?: string;
  /** Default `:`. */
  readonly keyDelimiter?: string;
  /** Default true. */
  readonly consistentRead?: boolean;
}

/** Rows of a table as a {@link LookupSource}: one GetItem for each key. Numbers stay exact; sets are lists. */
export function createDynamoLookupSource(options: DynamoLookupSourceOptions): LookupSource {
  const { client, table, partitionKey, valueKey, sortKey, keyDelimiter = ':', consistentRead = true } = options;

  const rowKey = (key: string): Item => {
    if (sortKey === undefined) return { [partitionKey]: { S: key } };
    const [partition, sort] = splitLookupKey(key, keyDelimiter);
    return { [partitionKey]: { S: partition }, [sortKey]: { S: sort } };
  };

  return {
    async get(key) {
      const wanted = rowKey(key);
      // No row has an empty key, and asking for one is an error.
      if (Object.values(wanted).some(({ S }) => S === '')) return undefined;
      const { Item: row } = await awsCall(`dynamodb:GetItem on ${table}`, () =>
        client.send(new GetItemCommand({ TableName: table, Key: wanted, ConsistentRead: consistentRead })),
      );
      const value = row?.[valueKey];
      return value === undefined ? undefined : toJson(value);
    },
    async put(key, value) {
      await awsCall(`dynamodb:UpdateItem on ${table}`, () =>
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: rowKey(key),
            UpdateExpression: 'SET #value = :value',
            ExpressionAttributeNames: { '#value': valueKey },
            ExpressionAttributeValues: { ':value': toAttribute(value) },
          }),
        ),
      );
    },
    async keys() {
      const found: string[] = [];
      const names = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
      const pages = scanPages(options, {
        FilterExpression: 'attribute_exists(#value)',
        ProjectionExpression: names.map((_name, index) => `#key${index}`).join(', '),
        ExpressionAttributeNames: {
          '#value': valueKey,
          ...Object.fromEntries(names.map((name, index) => [`#key${index}`, name])),
        },
      });
      for await (const page of pages) {
        found.push(...page.map((row) => names.map((name) => row[name]?.S ?? '').join(keyDelimiter)));
      }
      return found.sort();
    },
  };
}
