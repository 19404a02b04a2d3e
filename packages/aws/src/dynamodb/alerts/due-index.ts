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
   * `lastRule`.
   */
  async available(now: Micros, limit: number, lastRule: string): Promise<readonly DueEntry[]> {
    const rules = (await this.dueRules('send', now, lastRule)).slice(0, limit);
    if (rules.length === 0) return [];
    const share = Math.ceil(limit / rules.length);
    const shares = await this.#ofRules(rules, now, share);
    const given = shares.flat();
    if (given.length >= limit) return given.slice(0, limit);
    const more = rules.filter((_rule, index) => shares[index]?.length === share);
    const rest = (await this.#ofRules(more, now, limit)).flatMap((entries) => entries.slice(share));
    // Nobody has to wait for a turn any more, so the oldest come first.
    return byTime([...given, ...byTime(rest).slice(0, limit - given.length)]);
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
    const items = await this.#query({
      condition: 'DueShard = :shard AND DueKey BETWEEN :from AND :to',
      values: {
        ':shard': { S: dueShard(kind, ruleName) },
        ':from': { S: beforeRule(ruleName) },
        ':to': { S: lastDueKey(ruleName, now) },
      },
      limit,
    });
    return items.map(toEntry);
  }

  #ofRules(rules: readonly string[], now: Micros, limit: number): Promise<(readonly DueEntry[])[]> {
    return inParallel(rules, parallelQueries, (rule) => this.ofRule('send', rule, now, limit));
  }

  /** Jumps from rule to rule: one query for each that has entries. */
  async #heads(shard: string): Promise<RuleHead[]> {
    const heads: RuleHead[] = [];
    let after = '\t';
    for (;;) {
      const [item] = await this.#query({
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

  /** Up to `limit` entries; pages that DynamoDB cuts short are put together. */
  async #query(query: { readonly condition: string; readonly values: Item; readonly limit: number }): Promise<Item[]> {
    const found: Item[] = [];
    let start: Item | undefined;
    do {
      const page = await awsCall(`dynamodb:Query on ${this.#table.table}/${indexName}`, () =>
        this.#table.client.send(
          new QueryCommand({
            TableName: this.#table.table,
            IndexName: indexName,
            KeyConditionExpression: query.condition,
            ExpressionAttributeValues: query.values,
            Limit: query.limit - found.length,
            ...(start !== undefined && { ExclusiveStartKey: start }),
          }),
        ),
      );
      found.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined && found.length < query.limit);
    return found;
  }
}

function toEntry(item: Item): DueEntry {
  const { ruleName, time } = parseDueKey(item['DueKey']?.S ?? '');
  return { ruleName, id: item['AlertID']?.S ?? '', time };
}

const byTime = (entries: readonly DueEntry[]): DueEntry[] => [...entries].sort((a, b) => a.time - b.time);
