import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Clock, Json, LookupSource, Micros } from '@streamalert/core';
import { awsCall } from '../aws-call.ts';
import { UnstorableError } from '../errors.ts';
import { type Item, toAttribute, toJson } from './attribute-value.ts';
import type { Table } from './batches.ts';
import { scanPages } from './pages.ts';

/** Options of {@link createDynamoLookupSource}; those of `lookup_tables.json` under their names. */
export interface DynamoLookupSourceOptions extends Table {
  readonly clock: Clock;
  readonly partitionKey: string;
  /** The attribute that holds the value; several lookup tables may share one table. */
  readonly valueKey: string;
  /** Then a key is partition and sort key, joined by the delimiter. */
  readonly sortKey?: string;
  /** Default `:`. */
  readonly keyDelimiter?: string;
  /** How long an answer holds, also that there is no value. Default 3. */
  readonly cacheRefreshMinutes?: number;
  /** Answers that are kept; the oldest goes first. 0, the default, is no limit. */
  readonly cacheMaximumKeyCount?: number;
  /** Default true. */
  readonly consistentRead?: boolean;
}

const minute = 60_000_000;

/** Rows of a table as a {@link LookupSource}: one GetItem for each key that is not cached. Numbers stay exact; sets are lists. */
export function createDynamoLookupSource(options: DynamoLookupSourceOptions): LookupSource {
  const { client, table, clock, partitionKey, valueKey, sortKey, keyDelimiter = ':' } = options;
  const { cacheRefreshMinutes = 3, cacheMaximumKeyCount = 0, consistentRead = true } = options;
  const cache = new Map<string, { readonly value: Json | undefined; readonly until: Micros }>();

  const rowKey = (key: string): Item => {
    if (sortKey === undefined) return { [partitionKey]: { S: key } };
    const [first, second, ...more] = key.split(keyDelimiter);
    if (first === undefined || second === undefined || more.length > 0) {
      const form = `"${partitionKey}${keyDelimiter}${sortKey}"`;
      throw new UnstorableError(
        `a key of lookup table ${table} has two parts, ${form}, and ${JSON.stringify(key)} has not`,
      );
    }
    return { [partitionKey]: { S: first }, [sortKey]: { S: second } };
  };
  const remember = (key: string, value: Json | undefined): void => {
    cache.delete(key);
    cache.set(key, { value, until: clock.now() + cacheRefreshMinutes * minute });
    const oldest = cache.keys().next();
    if (cacheMaximumKeyCount > 0 && cache.size > cacheMaximumKeyCount && !oldest.done) cache.delete(oldest.value);
  };

  return {
    async get(key) {
      const cached = cache.get(key);
      if (cached !== undefined && cached.until > clock.now()) return cached.value;
      // No row has an empty key, and asking for one is an error.
      const wanted = rowKey(key);
      if (Object.values(wanted).some(({ S }) => S === '')) return undefined;
      const { Item: row } = await awsCall(`dynamodb:GetItem on ${table}`, () =>
        client.send(new GetItemCommand({ TableName: table, Key: wanted, ConsistentRead: consistentRead })),
      );
      const attribute = row?.[valueKey];
      const value = attribute === undefined ? undefined : toJson(attribute);
      remember(key, value);
      return value;
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
      remember(key, value);
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
