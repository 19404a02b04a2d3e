import { type AttributeValue, GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  type Alert,
  capNotice,
  cappedAt,
  findSilence,
  formatTimestamp,
  hourOf,
  isMergeEnabled,
  isNotified,
  keyedValues,
  type Micros,
  repeatOf,
  type Silence,
  sha256,
  silencedBy,
  suppress,
  withoutLimits,
} from '@streamalert/core';
import { getFirstKey, getKeys } from '@streamalert/rules-sdk';
import { awsCall } from '../../aws-call.ts';
import type { Item } from '../attribute-value.ts';
import type { Table } from '../batches.ts';

/** What becomes of an alert that is new. */
export interface Admitted {
  readonly alert: Alert;
  /** When its merge window ends, where that is not its own window. */
  readonly windowEnds?: Micros;
  /** To be stored beside it. */
  readonly notice?: Alert;
  /** What was counted, on condition that nobody counted meanwhile; belongs into the transaction that stores the alert. */
  readonly counted: readonly TransactWriteItem[];
}

interface Hold {
  readonly holder: string;
  readonly until: Micros;
}

const minute = 60_000_000;
/** Longer than any queue keeps a message, so that a late redelivery is not taken for the first of its kind. */
const keptSeconds = 15 * 86_400;

/** Whether {@link Limits.admit} may have something to count. */
export function isLimited(alert: Alert): boolean {
  const { dedup, maxPerHour, sendFirst } = alert.limits ?? {};
  return isNotified(alert) && (dedup !== undefined || maxPerHour !== undefined || sendFirst === true);
}

/** The alert, suppressed when a silence holds it back. */
export function silence(alert: Alert, silences: readonly Silence[], now: Micros): Alert {
  const found = isNotified(alert) ? findSilence(alert, silences, now, getKeys) : undefined;
  return found === undefined ? withoutLimits(alert) : suppress(alert, silencedBy(found));
}

/** Counts what the limits of alerts need, in rows of the state table: scopes `hold/<rule>` and `hour/<rule>`. */
export class Limits {
  readonly #state: Table;

  constructor(state: Table) {
    this.#state = state;
  }

  /** What an alert that is new and not silenced becomes. */
  async admit(alert: Alert): Promise<Admitted> {
    const { dedup } = alert.limits ?? {};
    const counted: TransactWriteItem[] = [];
    if (dedup !== undefined) {
      const values = keyedValues(alert.record, dedup.by, getFirstKey);
      const held = await this.#hold(alert, `repeat/${sha256(values)}`, Math.round(dedup.minutes * minute));
      if (held.by !== undefined)
        return { alert: suppress(alert, repeatOf(held.by.holder, held.by.until)), counted: [] };
      counted.push(held.write);
    }
    const capped = await this.#cap(alert, counted);
    return capped ?? this.#sendFirst(alert, counted);
  }

  /** Also notes in `counted` what it counts. */
  async #cap(alert: Alert, counted: TransactWriteItem[]): Promise<Admitted | undefined> {
    const { maxPerHour } = alert.limits ?? {};
    if (maxPerHour === undefined) return undefined;
    const { from, until } = hourOf(alert.created);
    const key = rowKey(`hour/${alert.ruleName}`, formatTimestamp(from));
    const before = Number((await this.#get(key))?.['Count']?.N ?? 0);
    const count = before + 1;
    // Once the notice is out, there is nothing left to count.
    if (before <= maxPerHour) {
      counted.push(
        this.#put({ ...key, Count: { N: String(count) }, ...expiry(until) }, 'Count', { N: String(before) }),
      );
    }
    if (count <= maxPerHour) return undefined;
    return {
      alert: suppress(alert, cappedAt(maxPerHour, until)),
      ...(count === maxPerHour + 1 && { notice: capNotice(alert, maxPerHour) }),
      counted,
    };
  }

  async #sendFirst(alert: Alert, counted: readonly TransactWriteItem[]): Promise<Admitted> {
    const rest = withoutLimits(alert);
    if (alert.limits?.sendFirst !== true || !isMergeEnabled(alert)) return { alert: rest, counted };
    const values = keyedValues(alert.record, alert.mergeByKeys, getFirstKey);
    const opened = await this.#hold(alert, `first/${sha256(values)}`, Math.round(alert.mergeWindowMinutes * minute));
    if (opened.by !== undefined) return { alert: rest, windowEnds: opened.by.until, counted };
    return { alert: { ...rest, mergeByKeys: [], mergeWindowMinutes: 0 }, counted: [...counted, opened.write] };
  }

  /** Who holds the values at the time of the alert; or, when nobody does, the write that makes the alert their holder. */
  async #hold(
    alert: Alert,
    id: string,
    length: Micros,
  ): Promise<{ readonly by: Hold } | { readonly by?: undefined; readonly write: TransactWriteItem }> {
    const key = rowKey(`hold/${alert.ruleName}`, id);
    const row = await this.#get(key);
    const until = Number(row?.['Until']?.N ?? Number.NEGATIVE_INFINITY);
    if (row !== undefined && alert.created <= until) return { by: { holder: row['Holder']?.S ?? '', until } };
    const ends = alert.created + length;
    const holder = { Holder: { S: alert.id }, Until: { N: String(ends) } };
    return { write: this.#put({ ...key, ...holder, ...expiry(ends) }, 'Until', row?.['Until'] ?? { N: '0' }) };
  }

  async #get(key: Item): Promise<Item | undefined> {
    const { client, table } = this.#state;
    const { Item: row } = await awsCall(`dynamodb:GetItem on ${table}`, () =>
      client.send(new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true })),
    );
    return row;
  }

  /** A put on condition that there is no row, or one whose attribute is as it was read. */
  #put(row: Item, name: string, before: AttributeValue): TransactWriteItem {
    return {
      Put: {
        TableName: this.#state.table,
        Item: row,
        ConditionExpression: 'attribute_not_exists(Id) OR #value = :before',
        ExpressionAttributeNames: { '#value': name },
        ExpressionAttributeValues: { ':before': before },
      },
    };
  }
}

const rowKey = (scope: string, id: string): Item => ({ Scope: { S: scope }, Id: { S: id } });
const expiry = (until: Micros): Item => ({ ExpiresAt: { N: String(Math.ceil(until / 1_000_000) + keptSeconds) } });
