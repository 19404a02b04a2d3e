import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import type { Indicator, IndicatorStore, Micros } from '@streamalert/core';
import { awsCall, isCode } from '../aws-call.ts';
import { inParallel } from '../in-parallel.ts';
import type { Item } from './attribute-value.ts';
import { batchGet, batchWrite, type Table } from './batches.ts';
import { queryPages, scanPages } from './pages.ts';

/** Options of {@link createDynamoIndicatorStore}. */
export interface DynamoIndicatorStoreOptions extends Table {
  /**
   * The index over networks: hash key `network` (S), range key `ioc_value`. Without it the store has no
   * {@link IndicatorStore.networks}. Only rows of networks are in it.
   */
  readonly networkIndex?: string;
}

/** The most a partition key holds. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const keyBytes = 2048;
const second = 1_000_000;
/** Values of these types that hold a slash are networks. */
const addressTypes = ['ip', 'ipv4', 'ipv6'];

/**
 * The indicator table of 3.5: hash key `ioc_value`; `ioc_type`, `sub_type`, `source`, and `expiration_ts` in epoch seconds, by which the
 * table's TTL removes rows. Beside them ours: `expiration_us`, the exact time, and `network` on rows of networks.
 */
export function createDynamoIndicatorStore(options: DynamoIndicatorStoreOptions): IndicatorStore {
  const { client, table, networkIndex } = options;

  const store: IndicatorStore = {
    async find(values, now) {
      // Nothing is under the empty text or a text longer than a key may be, and asking for it is an error.
      const wanted = [...new Set(values)].filter((value) => value !== '' && Buffer.byteLength(value) <= keyBytes);
      const rows = await batchGet(
        options,
        wanted.map((value) => ({ ioc_value: { S: value } })),
      );
      return new Map(unexpired(rows, now).map((indicator) => [indicator.value, indicator]));
    },
    async put(indicators) {
      const last = new Map(indicators.map((indicator) => [indicator.value, indicator]));
      await batchWrite(
        options,
        [...last.values()].map((indicator) => ({ PutRequest: { Item: encode(indicator) } })),
      );
    },
    async purge(now) {
      let purged = 0;
      const rows = scanPages(options, { ProjectionExpression: 'ioc_value, expiration_ts, expiration_us' });
      for await (const page of rows) {
        const expired = page.filter((row) => expiryOf(row) <= now);
        purged += (await inParallel(expired, 8, remove)).filter(Boolean).length;
      }
      return purged;
    },
  };
  /** Unless somebody has renewed it meanwhile. */
  const remove = async (row: Item): Promise<boolean> => {
    const expires = row['expiration_ts']?.N ?? '0';
    try {
      await client.send(
        new DeleteItemCommand({
          TableName: table,
          Key: { ioc_value: row['ioc_value'] ?? { S: '' } },
          ConditionExpression: 'expiration_ts = :expires',
          ExpressionAttributeValues: { ':expires': { N: expires } },
        }),
      );
      return true;
    } catch (error) {
      if (isCode(error, 'ConditionalCheckFailedException')) return false;
      return awsCall(`dynamodb:DeleteItem on ${table}`, () => Promise.reject(error));
    }
  };
  if (networkIndex === undefined) return store;
  return {
    ...store,
    async networks(now) {
      const found: Item[] = [];
      const pages = queryPages(options, {
        IndexName: networkIndex,
        KeyConditionExpression: '#network = :all',
        ExpressionAttributeNames: { '#network': 'network' },
        ExpressionAttributeValues: { ':all': { S: 'all' } },
      });
      for await (const page of pages) found.push(...page);
      return unexpired(found, now).sort((a, b) => (a.value < b.value ? -1 : 1));
    },
  };
}

function encode({ value, type, subType, source, expires }: Indicator): Item {
  return {
    ioc_value: { S: value },
    ioc_type: { S: type },
    sub_type: { S: subType },
    source: { S: source },
    // Not before it expires: the TTL knows seconds only.
    expiration_ts: { N: String(Math.ceil(expires / second)) },
    ...(expires % second !== 0 && { expiration_us: { N: String(expires) } }),
    ...(addressTypes.includes(type) && value.includes('/') && { network: { S: 'all' } }),
  };
}

const unexpired = (rows: readonly Item[], now: Micros): Indicator[] =>
  rows.filter((row) => expiryOf(row) > now).map(decode);

function decode(row: Item): Indicator {
  const text = (name: string): string => row[name]?.S ?? '';
  return {
    value: text('ioc_value'),
    type: text('ioc_type'),
    subType: text('sub_type'),
    source: text('source'),
    expires: expiryOf(row),
  };
}

/** The TTL removes rows up to days late, so they are looked at too. A row without a time does not expire. */
function expiryOf(row: Item): Micros {
  const exact = row['expiration_us']?.N;
  if (exact !== undefined) return Number(exact);
  const seconds = row['expiration_ts']?.N;
  return seconds === undefined ? Number.MAX_SAFE_INTEGER : Number(seconds) * second;
}
