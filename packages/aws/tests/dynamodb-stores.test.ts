import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { formatTimestamp } from '@streamalert/core';
import { storeTables } from '@streamalert/core/wire';
import {
  createTestClock,
  describeCheckpointStore,
  describeIndicatorStore,
  describeLookupSource,
  describeOnAws,
  describeRuleStatusStore,
  testTime,
} from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createDynamoCheckpointStore } from '../src/dynamodb/checkpoint-store.ts';
import { createDynamoIndicatorStore } from '../src/dynamodb/indicator-store.ts';
import { createDynamoLookupSource } from '../src/dynamodb/lookup-source.ts';
import { createDynamoRuleStatusStore } from '../src/dynamodb/rule-status-store.ts';
import { dynamoClient } from './helpers/clients.ts';
import { makeTable } from './helpers/tables.ts';

const lookupTable = { hash: 'Name', indexes: [] };
const pairTable = { hash: 'Bucket', range: 'Key', indexes: [] };

for (const server of ['ministack', 'moto', 'dynamodbLocal'] as const) {
  describeOnAws(server, (url) => {
    const setUp = async (definition: Parameters<typeof makeTable>[1]) => {
      const client = dynamoClient(url);
      return { client, table: await makeTable(client, definition) };
    };
    const indicatorStore = async () => ({ ...(await setUp(storeTables.indicators)), networkIndex: 'networks' });
    const lookup = async () => ({
      ...(await setUp(lookupTable)),
      partitionKey: 'Name',
      valueKey: 'Value',
    });

    describeRuleStatusStore('the rules table', async () => {
      const options = await setUp(storeTables.rules);
      const open = () => createDynamoRuleStatusStore(options);
      return { port: open(), reopen: async () => open() };
    });
    describeIndicatorStore('the indicator table', async () => {
      const options = await indicatorStore();
      const open = () => createDynamoIndicatorStore(options);
      return { port: open(), reopen: async () => open() };
    });
    describeCheckpointStore('the checkpoint table', async () => {
      const options = { ...(await setUp(storeTables.state)), scope: 'classifier', clock: createTestClock() };
      const open = () => createDynamoCheckpointStore(options);
      return { port: open(), reopen: async () => open() };
    });
    describeLookupSource('a table', async () => {
      const options = await lookup();
      const open = () => createDynamoLookupSource(options);
      return { port: open(), reopen: async () => open() };
    });

    describe('DynamoRuleStatusStore', () => {
      it('reads and writes the rows of 3.5', async () => {
        const { client, table } = await setUp(storeTables.rules);
        const row = {
          RuleName: { S: 'rule' },
          Staged: { BOOL: true },
          StagedAt: { S: formatTimestamp(testTime) },
          StagedUntil: { S: formatTimestamp(testTime + 1) },
        };
        await client.send(new PutItemCommand({ TableName: table, Item: row }));
        const store = createDynamoRuleStatusStore({ client, table });

        const statuses = await store.list();
        await store.put(statuses);

        const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: { RuleName: row.RuleName } }));
        expect(statuses).toStrictEqual([
          { ruleName: 'rule', staged: true, stagedAt: testTime, stagedUntil: testTime + 1 },
        ]);
        expect(Item).toStrictEqual(row);
      });

      it('writes more rules than a call takes', async () => {
        const store = createDynamoRuleStatusStore(await setUp(storeTables.rules));
        const statuses = Array.from({ length: 60 }, (_, i) => ({ ruleName: `rule_${100 + i}`, staged: false }));
        await store.put(statuses);

        expect(await store.list()).toStrictEqual(statuses);
      });

      it('says which row it cannot read', async () => {
        const { client, table } = await setUp(storeTables.rules);
        const row = { RuleName: { S: 'rule' }, Staged: { BOOL: true }, StagedAt: { S: 'yesterday' } };
        await client.send(new PutItemCommand({ TableName: table, Item: row }));

        await expect(createDynamoRuleStatusStore({ client, table }).list()).rejects.toThrow(
          'rules table: StagedAt of rule is not YYYY-MM-DDTHH:MM:SS.ffffffZ',
        );
      });
    });

    describe('DynamoIndicatorStore', () => {
      it('reads and writes the rows of 3.5', async () => {
        const options = await indicatorStore();
        const row = {
          ioc_value: { S: '192.0.2.1' },
          ioc_type: { S: 'ip' },
          sub_type: { S: 'c2' },
          source: { S: 'feed' },
          expiration_ts: { N: '1700000000' },
        };
        await options.client.send(new PutItemCommand({ TableName: options.table, Item: row }));
        const store = createDynamoIndicatorStore(options);

        const found = await store.find(['192.0.2.1'], testTime);
        await store.put([...found.values()]);

        const { Item } = await options.client.send(
          new GetItemCommand({ TableName: options.table, Key: { ioc_value: row.ioc_value } }),
        );
        expect([...found.values()]).toStrictEqual([
          { value: '192.0.2.1', type: 'ip', subType: 'c2', source: 'feed', expires: 1_700_000_000_000_000 },
        ]);
        expect(Item).toStrictEqual(row);
      });

      it('asks for no value that cannot be a key', async () => {
        const store = createDynamoIndicatorStore(await indicatorStore());

        const found = await store.find(['', 'x'.repeat(2049), 'x'.repeat(2048), 'a', 'a'], testTime);

        expect(found).toStrictEqual(new Map());
      });
    });

    describe('DynamoCheckpointStore', () => {
      it('keeps scopes of one table apart, and lets a checkpoint expire', async () => {
        const { client, table } = await setUp(storeTables.state);
        const clock = createTestClock();
        const open = (scope: string) => createDynamoCheckpointStore({ client, table, scope, clock });
        await open('a').put('id', 1);

        const { Item } = await client.send(
          new GetItemCommand({ TableName: table, Key: { Scope: { S: 'a' }, Id: { S: 'id' } } }),
        );
        expect(await open('b').list('')).toStrictEqual([]);
        expect(Item?.['ExpiresAt']).toStrictEqual({ N: String(Math.ceil(testTime / 1e6) + 15 * 86_400) });
      });
    });

    describe('DynamoLookupSource', () => {
      it('takes a key of two parts, and no other', async () => {
        const options = { ...(await lookup()), ...(await setUp(pairTable)) };
        const source = createDynamoLookupSource({ ...options, partitionKey: 'Bucket', sortKey: 'Key' });
        await source.put('a:b', 1);

        expect(await source.get('a:b')).toBe(1);
        expect(await source.get('a:')).toBeUndefined();
        expect(await source.keys()).toStrictEqual(['a:b']);
        await expect(source.get('a')).rejects.toThrow('key "a" has one part');
        await expect(source.get('a:b:c')).rejects.toThrow('key "a:b:c" has 3 parts');
      });

      it('reads native values of other tools: sets as lists, numbers exactly', async () => {
        const options = await lookup();
        const value = { M: { names: { SS: ['b', 'a'] }, ids: { NS: ['3', '9007199254740993'] }, ratio: { N: '0.5' } } };
        const row = { Name: { S: 'key' }, Value: value };
        await options.client.send(new PutItemCommand({ TableName: options.table, Item: row }));

        expect(await createDynamoLookupSource(options).get('key')).toStrictEqual({
          names: ['a', 'b'],
          ids: [3, 9007199254740993n],
          ratio: 0.5,
        });
      });

      it.each([
        ['a number of more than 38 digits', 10n ** 40n + 1n],
        ['a number beyond 10^126', 1e126],
        ['32 levels', JSON.parse('['.repeat(32) + ']'.repeat(32))],
      ])('refuses %s', async (_case, value) => {
        const source = createDynamoLookupSource(await lookup());

        await expect(source.put('key', value)).rejects.toMatchObject({ name: 'UnstorableError' });
      });

      it.each([
        ['a large round number', 10n ** 40n],
        ['the smallest number', 1e-130],
        ['31 levels', JSON.parse('['.repeat(31) + ']'.repeat(31))],
      ])('takes %s', async (_case, value) => {
        const options = await lookup();
        await createDynamoLookupSource(options).put('key', value);

        expect(await createDynamoLookupSource(options).get('key')).toStrictEqual(value);
      });
    });
  });
}
