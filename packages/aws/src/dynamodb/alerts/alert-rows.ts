import { GetItemCommand, type TransactWriteItem, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { type Alert, type AlertKey, formatTimestamp, type Micros, type StoredAlert } from '@streamalert/core';
import { AlertRowError, decodeAlertRow, type RowSpill } from '@streamalert/core/wire';
import { awsCall, isCode, toAwsError } from '../../aws-call.ts';
import type { Item } from '../attribute-value.ts';
import { batchGet, type Table } from '../batches.ts';
import { transact } from '../transact.ts';
import { toAlertRow } from './alert-item.ts';
import {
  type AlertProgress,
  changing,
  changingAttributes,
  progressAttributes,
  readProgress,
  stageOf,
} from './alert-progress.ts';
import { tried } from './deliveries.ts';
import { dueKey, dueShard, lastDueKey } from './due-key.ts';
import { itemKey, type Receipts } from './receipts.ts';

/** A row without its alert. */
export interface RowState {
  readonly key: AlertKey;
  readonly created: string;
  /** Absent: the row is not ours yet. */
  readonly progress?: AlertProgress;
  readonly setAside: boolean;
}

/** Reads and changes single rows of the alerts table, each on condition that it still is as it was read. */
export class AlertRows {
  readonly #table: Table;
  readonly #receipts: Receipts;
  readonly #spill: RowSpill;

  constructor(table: Table, receipts: Receipts, spill: RowSpill) {
    this.#table = table;
    this.#receipts = receipts;
    this.#spill = spill;
  }

  get table(): Table {
    return this.#table;
  }

  /** The whole row. */
  async item(key: AlertKey): Promise<Item | undefined> {
    const { Item: item } = await awsCall(`dynamodb:GetItem on ${this.#table.table}`, () =>
      this.#table.client.send(
        new GetItemCommand({ TableName: this.#table.table, Key: itemKey(key), ConsistentRead: true }),
      ),
    );
    return item;
  }

  /** Whole rows, as far as they are there. */
  items(keys: readonly AlertKey[]): Promise<Item[]> {
    return batchGet(this.#table, keys.map(itemKey), true);
  }

  /** How it stands with an alert. */
  async state(key: AlertKey): Promise<RowState | undefined> {
    const { Item: item } = await awsCall(`dynamodb:GetItem on ${this.#table.table}`, () =>
      this.#table.client.send(
        new GetItemCommand({
          TableName: this.#table.table,
          Key: itemKey(key),
          ConsistentRead: true,
          ...projection(progressAttributes),
        }),
      ),
    );
    return item === undefined ? undefined : toState(item);
  }

  /** The alert of a row. @throws AlertRowError when it cannot be read. */
  async alert(item: Item): Promise<Alert> {
    return decodeAlertRow(await this.#spill.restore(toAlertRow(item)));
  }

  /** The alert of a row, and how it stands. @throws AlertRowError when it cannot be read. */
  async stored(item: Item): Promise<StoredAlert> {
    const { progress } = toState(item);
    const alert = await this.alert(item);
    if (progress === undefined) return { alert, deliveries: [] };
    const stage = stageOf(progress);
    const due = stage.kind === 'sending' || stage.kind === 'member' ? stage.due : undefined;
    const { leasedUntil, leasedBy } = progress;
    return {
      alert,
      deliveries: tried(progress.deliveries),
      ...(due !== undefined && { due }),
      ...(leasedUntil !== undefined && { leasedUntil }),
      ...(leasedBy !== undefined && { leasedBy }),
    };
  }

  /**
   * Leases an alert that has something due and is leased to nobody.
   *
   * @returns The row as it is then; `undefined` when there is nothing to lease.
   */
  async lease(
    key: AlertKey,
    { now, leasedUntil, owner }: { readonly now: Micros; readonly leasedUntil: Micros; readonly owner: string },
  ): Promise<Item | undefined> {
    const { ruleName } = key;
    try {
      const { Attributes } = await this.#table.client.send(
        new UpdateItemCommand({
          TableName: this.#table.table,
          Key: itemKey(key),
          // 3.5 counted attempts when it dispatched, and takes a row for in flight by this time.
          UpdateExpression: `SET LockedUntil = :until, LockedBy = :owner, DueKey = :key, Dispatched = :now,
            Attempts = if_not_exists(Attempts, :zero) + :one, Rev = Rev + :one`,
          ConditionExpression: 'DueShard = :shard AND DueKey <= :due',
          ExpressionAttributeValues: {
            ':until': { S: formatTimestamp(leasedUntil) },
            ':owner': { S: owner },
            ':key': { S: dueKey(ruleName, leasedUntil) },
            ':now': { S: formatTimestamp(now) },
            ':zero': { N: '0' },
            ':one': { N: '1' },
            ':shard': { S: dueShard('send', ruleName) },
            ':due': { S: lastDueKey(ruleName, now) },
          },
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Attributes;
    } catch (error) {
      if (isCode(error, 'ConditionalCheckFailedException')) return undefined;
      throw toAwsError(`dynamodb:UpdateItem on ${this.#table.table}`, error);
    }
  }

  /**
   * Writes how an alert stands now. One that is done leaves for a receipt.
   *
   * @returns False when the row is not what it was; nothing is written then.
   */
  async save(before: RowState, after: AlertProgress, at: Micros): Promise<boolean> {
    if (stageOf(after).kind === 'done') return this.finish({ ...before, progress: after }, at, revisionOf(before));
    return this.update(before, changingAttributes(before, after));
  }

  /** Sets these attributes, and removes those of the changing ones that are not among them. */
  async update(before: RowState, attributes: Item): Promise<boolean> {
    const set = Object.keys(attributes);
    const removed = changing.filter((name) => attributes[name] === undefined);
    const names = [...set, ...removed];
    try {
      await this.#table.client.send(
        new UpdateItemCommand({
          TableName: this.#table.table,
          Key: itemKey(before.key),
          UpdateExpression: `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}${
            removed.length === 0 ? '' : ` REMOVE ${removed.map((name) => `#${name}`).join(', ')}`
          }`,
          ...unchanged(revisionOf(before)),
          ExpressionAttributeNames: { '#Rev': 'Rev', ...Object.fromEntries(names.map((name) => [`#${name}`, name])) },
          ExpressionAttributeValues: {
            ...unchanged(revisionOf(before)).ExpressionAttributeValues,
            ...Object.fromEntries(set.map((name) => [`:${name}`, attributes[name] as NonNullable<Item[string]>])),
          },
        }),
      );
      return true;
    } catch (error) {
      if (isCode(error, 'ConditionalCheckFailedException')) return false;
      throw toAwsError(`dynamodb:UpdateItem on ${this.#table.table}`, error);
    }
  }

  /** Makes a row that is what it was into a receipt, in one step. */
  async finish(state: RowState, at: Micros, revision: number | undefined, mergedInto?: string): Promise<boolean> {
    const failed = await transact(this.#table, [
      this.remove(state.key, revision),
      this.#receipts.write({
        key: state.key,
        created: state.created,
        at,
        deliveries: state.progress?.deliveries ?? new Map(),
        ...(mergedInto !== undefined && { mergedInto }),
      }),
    ]);
    if (failed.length > 0) return false;
    if (state.progress?.spilled === true) await this.#spill.remove(state.key);
    return true;
  }

  /** Of a transaction: there is no row. */
  isAbsent(key: AlertKey): TransactWriteItem {
    const ConditionExpression = 'attribute_not_exists(AlertID)';
    return { ConditionCheck: { TableName: this.#table.table, Key: itemKey(key), ConditionExpression } };
  }

  /** Of a transaction: deletes a row that is what it was. */
  remove(key: AlertKey, revision: number | undefined): TransactWriteItem {
    return {
      Delete: {
        TableName: this.#table.table,
        Key: itemKey(key),
        ...unchanged(revision),
        ExpressionAttributeNames: { '#Rev': 'Rev' },
      },
    };
  }

  /** Takes a row out of everything that looks for alerts, with the reason; the desk shows it. */
  async setAside(item: Item, error: unknown): Promise<void> {
    const reason = error instanceof Error ? error.message : String(error);
    const removed = ['DueAt', 'DueShard', 'DueKey', 'MergeGroup', 'LockedUntil', 'LockedBy'];
    const state = toState(item);
    await awsCall(`dynamodb:UpdateItem on ${this.#table.table}`, () =>
      this.#table.client.send(
        new UpdateItemCommand({
          TableName: this.#table.table,
          Key: itemKey(state.key),
          UpdateExpression: `SET Unreadable = :reason REMOVE ${removed.join(', ')}`,
          ConditionExpression: 'attribute_exists(AlertID)',
          ExpressionAttributeValues: { ':reason': { S: reason } },
        }),
      ),
    ).catch((failure: { code?: string }) => {
      if (failure.code !== 'ConditionalCheckFailedException') throw failure;
    });
  }

  /** Takes a row back that was set aside before it was ours, as it is. @returns Whether it was set aside. */
  async readAgain(key: AlertKey): Promise<boolean> {
    try {
      await this.#table.client.send(
        new UpdateItemCommand({
          TableName: this.#table.table,
          Key: itemKey(key),
          UpdateExpression: 'REMOVE Unreadable',
          ConditionExpression: 'attribute_exists(Unreadable) AND attribute_not_exists(Rev)',
        }),
      );
      return true;
    } catch (error) {
      if (isCode(error, 'ConditionalCheckFailedException')) return false;
      throw toAwsError(`dynamodb:UpdateItem on ${this.#table.table}`, error);
    }
  }

  /**
   * What can be read. Rows that cannot are set aside; one whose blob is out of reach for now is left out, and comes again when
   * its lease is over.
   */
  async readAll<T>(items: readonly Item[], read: (item: Item) => Promise<T>): Promise<T[]> {
    const outOfReach: unknown[] = [];
    const values = await Promise.all(
      items.map(async (item) => {
        try {
          return [await read(item)];
        } catch (error) {
          if (error instanceof AlertRowError) await this.setAside(item, error);
          else outOfReach.push(error);
          return [];
        }
      }),
    );
    if (outOfReach.length > 0 && values.flat().length === 0) throw outOfReach[0];
    return values.flat();
  }
}

export const revisionOf = ({ progress }: RowState): number | undefined => progress?.revision;

/** The state of a row that was read whole or in part. */
export function toState(item: Item): RowState {
  const progress = readProgress(item);
  return {
    key: { ruleName: item['RuleName']?.S ?? '', id: item['AlertID']?.S ?? '' },
    created: item['Created']?.S ?? formatTimestamp(0),
    ...(progress !== undefined && { progress }),
    setAside: item['Unreadable'] !== undefined,
  };
}

/** The condition that a row is there and has this revision; or, when it is not ours yet, none. */
function unchanged(revision: number | undefined) {
  return revision === undefined
    ? { ConditionExpression: 'attribute_exists(AlertID) AND attribute_not_exists(#Rev)' }
    : {
        ConditionExpression: '#Rev = :revision',
        ExpressionAttributeValues: { ':revision': { N: String(revision) } },
      };
}

/** Reads these attributes alone. */
export function projection(names: readonly string[]) {
  return {
    ProjectionExpression: names.map((name) => `#${name}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
  };
}
