import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { AlertRow } from '@streamalert/core/wire';
import { describeAlertStore, describeOnAws } from '@streamalert/test-kit';
import { toAlertItem } from '../src/dynamodb/alerts/alert-item.ts';
import { makeAlertTables } from './helpers/alert-store.ts';
import { dynamoClient } from './helpers/clients.ts';

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
        async damage({ ruleName, id }) {
          await client.send(
            new UpdateItemCommand({
              TableName: tables.alerts,
              Key: { RuleName: { S: ruleName }, AlertID: { S: id } },
              UpdateExpression: 'SET #record = :text',
              ExpressionAttributeNames: { '#record': 'Record' },
              ExpressionAttributeValues: { ':text': { S: '{' } },
            }),
          );
        },
        blobs: async () => blobs.size(),
        reopen: async () => open(),
        async wait(ms) {
          clock.advance(ms);
        },
      };
    });
  });
}
