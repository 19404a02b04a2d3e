import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type AlertKey, formatTimestamp, type Micros, type OutputName, parseTimestamp } from '@streamalert/core';
import { awsCall } from '../../aws-call.ts';
import type { Item } from '../attribute-value.ts';
import { batchWrite, type Table } from '../batches.ts';
import type { Deliveries } from './deliveries.ts';

/** What stays of an alert that is done. */
export interface AlertReceipt extends AlertKey {
  readonly created: Micros;
  /** When the alert was done. */
  readonly at: Micros;
  /** The merged alert it became part of. */
  readonly mergedInto?: string;
  /** In order of output. */
  readonly sent: readonly { readonly output: OutputName; readonly at: Micros }[];
}

/** A receipt to be written. */
export interface NewReceipt {
  readonly key: AlertKey;
  readonly created: string;
  readonly at: Micros;
  readonly deliveries: Deliveries;
  readonly mergedInto?: string;
}

/** Longer than any queue keeps a message: 14 days is the most that SQS does, https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const keptSeconds = 15 * 86_400;

/** The key of an alert, in its table and in that of receipts. */
export const itemKey = ({ ruleName, id }: AlertKey): Item => ({ RuleName: { S: ruleName }, AlertID: { S: id } });

/** The table of receipts, out of which DynamoDB removes those of 15 days ago. */
export class Receipts {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Of a transaction: there is no receipt. */
  isAbsent(key: AlertKey): TransactWriteItem {
    return {
      ConditionCheck: {
        TableName: this.#table.table,
        Key: itemKey(key),
        ConditionExpression: 'attribute_not_exists(AlertID)',
      },
    };
  }

  /** Of a transaction. */
  write(receipt: NewReceipt): TransactWriteItem {
    return { Put: { TableName: this.#table.table, Item: encode(receipt) } };
  }

  /** Of a transaction: on condition that there is none. */
  writeNew(receipt: NewReceipt): TransactWriteItem {
    return {
      Put: {
        TableName: this.#table.table,
        Item: encode(receipt),
        ConditionExpression: 'attribute_not_exists(AlertID)',
      },
    };
  }

  async writeAll(receipts: readonly NewReceipt[]): Promise<void> {
    await batchWrite(
      this.#table,
      receipts.map((receipt) => ({ PutRequest: { Item: encode(receipt) } })),
    );
  }

  async get(key: AlertKey): Promise<AlertReceipt | undefined> {
    const { Item: item } = await awsCall(`dynamodb:GetItem on ${this.#table.table}`, () =>
      this.#table.client.send(
        new GetItemCommand({ TableName: this.#table.table, Key: itemKey(key), ConsistentRead: true }),
      ),
    );
    return item === undefined ? undefined : decode(item);
  }
}

function encode({ key, created, at, deliveries, mergedInto }: NewReceipt): Item {
  const sent = [...deliveries.values()].flatMap(({ output, sentAt }) =>
    sentAt === undefined ? [] : [[output, { N: String(sentAt) }] as const],
  );
  return {
    ...itemKey(key),
    Created: { S: created },
    DoneAt: { S: formatTimestamp(at) },
    Sent: { M: Object.fromEntries(sent) },
    ExpiresAt: { N: String(Math.ceil(at / 1_000_000) + keptSeconds) },
    ...(mergedInto !== undefined && { MergedInto: { S: mergedInto } }),
  };
}

function decode(item: Item): AlertReceipt {
  const text = (name: string): string => item[name]?.S ?? '';
  const mergedInto = item['MergedInto']?.S;
  const sent = Object.entries(item['Sent']?.M ?? {}).map(([output, { N = '0' }]) => ({
    output: output as OutputName,
    at: Number(N),
  }));
  return {
    ruleName: text('RuleName'),
    id: text('AlertID'),
    created: parseTimestamp(text('Created')) ?? 0,
    at: parseTimestamp(text('DoneAt')) ?? 0,
    ...(mergedInto !== undefined && { mergedInto }),
    sent: sent.sort((a, b) => (a.output < b.output ? -1 : 1)),
  };
}
