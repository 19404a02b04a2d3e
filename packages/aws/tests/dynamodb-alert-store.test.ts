import { type DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AlertKey } from '@streamalert/core';
import { type AlertRow, encodeAlertRow } from '@streamalert/core/wire';
import { describeAlertStore, describeOnAws, makeAlert, testTime } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { toAlertItem } from '../src/dynamodb/alerts/alert-item.ts';
import { makeAlertTables } from './helpers/alert-store.ts';
import { dynamoClient } from './helpers/clients.ts';

async function setRecord(client: DynamoDBClient, table: string, { ruleName, id }: AlertKey, text: string) {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { RuleName: { S: ruleName }, AlertID: { S: id } },
      UpdateExpression: 'SET #record = :text',
      ExpressionAttributeNames: { '#record': 'Record' },
      ExpressionAttributeValues: { ':text': { S: text } },
    }),
  );
}

for (const server of ['ministack', 'moto', 'dynamodbLocal'] as const) {
  describeOnAws(server, (url) => {
    describeAlertStore('the alerts table', async () => {
      const { client, tables, clock, blobs, open } = await makeAlertTables(dynamoClient(url));
      const port = open();
      return {
        port,
        silences: port.silences,
        async plant(row) {
          const { Attempts, ...rest } = toAlertItem({ Attempts: 0, ...row } as AlertRow);
          const Item = row.Attempts === undefined ? rest : { ...rest, Attempts: Attempts as { N: string } };
          await client.send(new PutItemCommand({ TableName: tables.alerts, Item }));
        },
        damage: (key) => setRecord(client, tables.alerts, key, '{'),
        blobs: async () => blobs.size(),
        reopen: async () => open(),
        async wait(ms) {
          clock.advance(ms);
        },
      };
    });

    describe('DynamoAlertStore', () => {
      const slack = 'slack:soc';
      const history = 'aws-firehose:alerts';

      it('takes back a row of 3.5 that was repaired, and what it had sent stays sent', async () => {
        const { client, tables, open } = await makeAlertTables(dynamoClient(url));
        const store = open();
        const alert = makeAlert();
        const row = encodeAlertRow(alert, { attempts: 1, dispatched: testTime, outputsSent: [history] });
        await client.send(new PutItemCommand({ TableName: tables.alerts, Item: toAlertItem({ ...row, Record: '{' }) }));
        const now = testTime + 3_600_000_000;
        const unreadable = await store.adopt(now);
        await setRecord(client, tables.alerts, { ruleName: alert.ruleName, id: alert.id }, row.Record);

        const retried = await store.retry({ now, parked: true });

        const [claimed] = await store.claim({ now, owner: 'a', leasedUntil: now + 1, limit: 1 });
        expect([unreadable, retried]).toStrictEqual([0, 1]);
        expect(claimed?.alert).toStrictEqual(alert);
        expect(claimed?.deliveries).toStrictEqual([{ output: history, attempts: 1, sentAt: testTime }]);
      });

      it('merges the groups behind one whose blobs are out of reach', async () => {
        const { blobs, open } = await makeAlertTables(dynamoClient(url));
        const store = open();
        const member = (seed: number, note: string) =>
          makeAlert({ seed, outputs: [history], mergeByKeys: ['note'], mergeWindowMinutes: 5, record: { note } });
        const [large, small] = [member(1, 'x'.repeat(500_000)), member(2, 'small')];
        await store.put([large, small]);
        const now = testTime + 3_600_000_000;
        for (const { ruleName, id } of [large, small]) {
          const key = { ruleName, id };
          await store.settle(key, [{ output: history, kind: 'sent', at: now }], { owner: 'a' });
        }
        blobs.read = () => Promise.reject(new Error('the bucket does not answer'));
        const limits = { now, maxAlerts: 50, maxBytes: 1e9 };

        const first = await store.mergeGroup(limits);

        expect(first).toStrictEqual([small]);
        await expect(store.mergeGroup({ ...limits, except: [small] })).rejects.toThrow('the bucket does not answer');
      });

      it('writes the row that 3.5 reads', async () => {
        const { client, tables, open } = await makeAlertTables(dynamoClient(url));
        const alert = makeAlert({ context: { ticket: 3 } });
        await open().put([alert]);
        const Key = { RuleName: { S: alert.ruleName }, AlertID: { S: alert.id } };

        const { Item } = await client.send(new GetItemCommand({ TableName: tables.alerts, Key }));

        expect(Item).toMatchObject({
          ...Key,
          Attempts: { N: '0' },
          Cluster: { S: 'prod' },
          Context: { M: { ticket: { S: '3' } } },
          Created: { S: '2023-07-10T11:58:02.000001Z' },
          Dispatched: { S: '1970-01-01T00:00:00.000000Z' },
          MergeByKeys: { L: [] },
          MergeWindowMins: { N: '0' },
          Outputs: { SS: [history, slack] },
          OutputsSent: { NULL: true },
          Publishers: { NULL: true },
          Record: { S: JSON.stringify(alert.record) },
          Staged: { BOOL: false },
        });
      });

      it('lists alerts of two rules on one record both', async () => {
        const store = (await makeAlertTables(dynamoClient(url))).open();
        const alerts = ['a', 'b'].map((ruleName) => makeAlert({ ruleName, id: makeAlert().id }));
        await store.put(alerts);

        const waiting = await Array.fromAsync(store.waiting());

        expect(waiting.map(({ alert }) => alert.ruleName).sort()).toStrictEqual(['a', 'b']);
      });
    });
  });
}
