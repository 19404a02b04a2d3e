import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  formatTimestamp,
  type Json,
  parseTimestamp,
  type RuleStatus,
  type RuleStatusStore,
  type StagingDecision,
} from '@streamalert/core';
import { isCode, toAwsError } from '../aws-call.ts';
import { UnreadableError } from '../errors.ts';
import { type Item, toAttribute, toJson } from './attribute-value.ts';
import { batchWrite, type Table } from './batches.ts';
import { scanPages } from './pages.ts';

/** Options of {@link createDynamoRuleStatusStore}. */
export interface DynamoRuleStatusStoreOptions extends Table {}

/**
 * The rules table of 3.5: hash key `RuleName`; `Staged`, `StagedAt`, `StagedUntil` and, ours, `ContentHash` and `Decisions`. It holds
 * one small row for each rule and is read whole, consistently.
 */
export function createDynamoRuleStatusStore(options: DynamoRuleStatusStoreOptions): RuleStatusStore {
  return {
    async list() {
      const statuses: RuleStatus[] = [];
      for await (const rows of scanPages(options, { ConsistentRead: true })) statuses.push(...rows.map(decode));
      return statuses.sort((a, b) => (a.ruleName < b.ruleName ? -1 : 1));
    },
    async put(statuses) {
      const last = new Map(statuses.map((status) => [status.ruleName, status]));
      await batchWrite(
        options,
        [...last.values()].map((status) => ({ PutRequest: { Item: encode(status) } })),
      );
    },
    async replace(read, status) {
      const { client, table } = options;
      try {
        await client.send(new PutItemCommand({ TableName: table, Item: encode(status), ...stillAs(read) }));
        return true;
      } catch (error) {
        if (isCode(error, 'ConditionalCheckFailedException')) return false;
        throw toAwsError(`dynamodb:PutItem on ${table}`, error);
      }
    },
    async delete(ruleNames) {
      await batchWrite(
        options,
        [...new Set(ruleNames)].map((name) => ({ DeleteRequest: { Key: { RuleName: { S: name } } } })),
      );
    },
  };
}

/** The condition that nobody has decided about the rule since it was read. */
function stillAs({ staged, stagedAt }: RuleStatus) {
  const at = stagedAt === undefined ? undefined : { S: formatTimestamp(stagedAt) };
  return {
    ConditionExpression: `Staged = :staged AND ${at === undefined ? 'attribute_not_exists(StagedAt)' : 'StagedAt = :at'}`,
    ExpressionAttributeValues: { ':staged': { BOOL: staged }, ...(at !== undefined && { ':at': at }) },
  };
}

function encode({ ruleName, staged, stagedAt, stagedUntil, contentHash, decisions }: RuleStatus): Item {
  return {
    RuleName: { S: ruleName },
    Staged: { BOOL: staged },
    ...(stagedAt !== undefined && { StagedAt: { S: formatTimestamp(stagedAt) } }),
    ...(stagedUntil !== undefined && { StagedUntil: { S: formatTimestamp(stagedUntil) } }),
    ...(contentHash !== undefined && { ContentHash: { S: contentHash } }),
    ...(decisions !== undefined && { Decisions: toAttribute(decisions as unknown as Json) }),
  };
}

function decode(row: Item): RuleStatus {
  const ruleName = row['RuleName']?.S ?? '';
  const staged = row['Staged']?.BOOL;
  if (staged === undefined) throw new UnreadableError(`rules table: ${ruleName} has no boolean Staged`);
  const time = (name: string) => {
    const text = row[name]?.S;
    if (text === undefined) return undefined;
    const micros = parseTimestamp(text);
    if (micros !== undefined) return micros;
    throw new UnreadableError(`rules table: ${name} of ${ruleName} is not YYYY-MM-DDTHH:MM:SS.ffffffZ`);
  };
  const [stagedAt, stagedUntil] = [time('StagedAt'), time('StagedUntil')];
  const [contentHash, decisions] = [row['ContentHash']?.S, row['Decisions']];
  return {
    ruleName,
    staged,
    ...(stagedAt !== undefined && { stagedAt }),
    ...(stagedUntil !== undefined && { stagedUntil }),
    ...(contentHash !== undefined && { contentHash }),
    ...(decisions !== undefined && { decisions: toJson(decisions) as unknown as StagingDecision[] }),
  };
}
