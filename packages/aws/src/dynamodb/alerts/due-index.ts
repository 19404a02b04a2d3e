import { QueryCommand } from '@aws-sdk/client-dynamodb';
import type { AlertKey, Micros } from '@streamalert/core';
import { awsCall } from '../../aws-call.ts';
import { inParallel } from '../../in-parallel.ts';
import type { Item } from '../attribute-value.ts';
import type { Table } from '../batches.ts';
import { afterRule, beforeRule, type DueKind, dueShard, dueShards, lastDueKey, parseDueKey } from './due-key.ts';

/** One key of the index, with its time. */
export interface DueEntry extends AlertKey {
  readonly time: Micros;
}

/** The first entry of a rule. */
interface RuleHead {
  readonly ruleName: string;
  readonly time: Micros;
}

/** Where the next entries of a rule begin; at its first without `start`. */
interface RuleCursor {
  readonly ruleName: string;
  readonly start?: Item;
}

interface DueQuery {
  readonly condition: string;
  readonly values: Item;
  readonly limit: number;
  readonly start?: Item | undefined;
}

const parallelQueries = 8;
const indexName = 'due';

/** Finds what is due by rule and time, without looking at what is not. */
export class DueIndex {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * What is due, those of a rule oldest first. When there is more than `limit`, each rule gets a share, beginning with the one after
   * `lastRule`; what some rules leave of theirs is shared among the others.
   */
  async available(now: Micros, limit: number, lastRule: string): Promise<readonly DueEntry[]> {
    const rules = (await this.dueRules('send', now, lastRule)).slice(0, limit);
    let cursors: readonly RuleCursor[] = rules.map((ruleName) => ({ ruleName }));
    const given: DueEntry[] = [];
    while (cursors.length > 0 && given.length < limit) {
      const share = Math.ceil((limit - given.length) / cursors.length);
      const pages = await inParallel(cursors, parallelQueries, ({ ruleName, start }) =>
        this.#query({ ...dueOf('send', ruleName, now), limit: share, start }),
      );
      given.push(...pages.flatMap(({ items }) => items.map(toEntry)));
      cursors = cursors.flatMap(({ ruleName }, index) => {
        const start = pages[index]?.next;
        return start === undefined ? [] : [{ ruleName, start }];
      });
    }
    return given.slice(0, limit);
  }

  /** Names of rules that have something due, in order, beginning after `lastRule` and going round once. */
  async dueRules(kind: DueKind, now: Micros, lastRule: string): Promise<readonly string[]> {
    const heads = await Promise.all(dueShards(kind).map((shard) => this.#heads(shard)));
    const names = heads
      .flat()
      .filter(({ time }) => time <= now)
      .map(({ ruleName }) => ruleName)
      .sort();
    const next = names.findIndex((name) => name > lastRule);
    return next === -1 ? names : [...names.slice(next), ...names.slice(0, next)];
  }

  /** The earliest entries of a rule that are due. */
  async ofRule(kind: DueKind, ruleName: string, now: Micros, limit: number): Promise<readonly DueEntry[]> {
    const { items } = await this.#query({ ...dueOf(kind, ruleName, now), limit });
    return items.map(toEntry);
  }

  /** Jumps from rule to rule: one query for each that has entries. */
  async #heads(shard: string): Promise<RuleHead[]> {
    const heads: RuleHead[] = [];
    let after = '\t';
    for (;;) {
      const {
        items: [item],
      } = await this.#query({
        condition: 'DueShard = :shard AND DueKey > :after',
        values: { ':shard': { S: shard }, ':after': { S: after } },
        limit: 1,
      });
      if (item === undefined) return heads;
      const head = parseDueKey(item['DueKey']?.S ?? '');
      heads.push(head);
      after = afterRule(head.ruleName);
    }
  }

  /** Up to `limit` entries; pages that DynamoDB cuts short are put together. `next` is where there may be more. */
  async #query({
    condition,
    values,
    limit,
    start,
  }: DueQuery): Promise<{ readonly items: Item[]; readonly next?: Item }> {
    const items: Item[] = [];
    let next = start;
    do {
      const page = await awsCall(`dynamodb:Query on ${this.#table.table}/${indexName}`, () =>
        this.#table.client.send(
          new QueryCommand({
            TableName: this.#table.table,
            IndexName: indexName,
            KeyConditionExpression: condition,
            ExpressionAttributeValues: values,
            Limit: limit - items.length,
            ...(next !== undefined && { ExclusiveStartKey: next }),
          }),
        ),
      );
      items.push(...(page.Items ?? []));
      next = page.LastEvaluatedKey;
    } while (next !== undefined && items.length < limit);
    return { items, ...(next !== undefined && { next }) };
  }
}

/** The entries of a rule that are due. */
const dueOf = (kind: DueKind, ruleName: string, now: Micros): Pick<DueQuery, 'condition' | 'values'> => ({
  condition: 'DueShard = :shard AND DueKey BETWEEN :from AND :to',
  values: {
    ':shard': { S: dueShard(kind, ruleName) },
    ':from': { S: beforeRule(ruleName) },
    ':to': { S: lastDueKey(ruleName, now) },
  },
});

function toEntry(item: Item): DueEntry {
  const { ruleName, time } = parseDueKey(item['DueKey']?.S ?? '');
  return { ruleName, id: item['AlertID']?.S ?? '', time };
}
