import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { parseJson, type Silence, type SilenceStore, stringifyJson } from '@streamalert/core';
import { awsCall } from '../../aws-call.ts';
import type { Item } from '../attribute-value.ts';
import type { Table } from '../batches.ts';
import { queryPages } from '../pages.ts';

const scope = 'silences';

/** Silences as rows of the state table: scope `silences`, the silence as JSON. Few, and read together. */
export function createDynamoSilenceStore(state: Table): SilenceStore {
  const { client, table } = state;
  const keyOf = (id: string): Item => ({ Scope: { S: scope }, Id: { S: id } });

  return {
    async list() {
      const silences: Silence[] = [];
      const pages = queryPages(state, {
        KeyConditionExpression: '#scope = :scope',
        ExpressionAttributeNames: { '#scope': 'Scope' },
        ExpressionAttributeValues: { ':scope': { S: scope } },
        ConsistentRead: true,
      });
      for await (const page of pages) {
        silences.push(...page.map((row) => parseJson(row['Value']?.S ?? '') as unknown as Silence));
      }
      return silences.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
    },
    async add(silence) {
      const row = { ...keyOf(silence.id), Value: { S: stringifyJson(silence) } };
      await awsCall(`dynamodb:PutItem on ${table}`, () =>
        client.send(new PutItemCommand({ TableName: table, Item: row })),
      );
    },
    async remove(id) {
      const { Attributes } = await awsCall(`dynamodb:DeleteItem on ${table}`, () =>
        client.send(new DeleteItemCommand({ TableName: table, Key: keyOf(id), ReturnValues: 'ALL_OLD' })),
      );
      return Attributes !== undefined;
    },
  };
}
