import type { AlertKey, Micros } from '@streamalert/core';
import { formatTimestamp } from '@streamalert/core';
import type { Table } from '../batches.ts';
import { queryPages } from '../pages.ts';

/** Bounds of a group. */
export interface GroupLimits {
  readonly now: Micros;
  readonly maxAlerts: number;
  readonly maxBytes: number;
  /** Ids of members that are passed over. */
  readonly except: ReadonlySet<string>;
}

interface Member extends AlertKey {
  readonly created: string;
  readonly windowEnd: Micros;
  readonly bytes: number;
}

/**
 * The oldest member of a merge whose window is over, and those behind it in its window, up to the limits.
 *
 * @param group Rule and values, as the index `members` names them.
 */
export async function findMembers(alerts: Table, group: string, limits: GroupLimits): Promise<readonly AlertKey[]> {
  const members: Member[] = [];
  let windowEnd: string | undefined;
  for await (const member of inOrder(alerts, group)) {
    if (limits.except.has(member.id)) continue;
    // A younger alert with a longer window holds nobody up.
    if (windowEnd === undefined && member.windowEnd > limits.now) continue;
    windowEnd ??= formatTimestamp(member.windowEnd);
    if (member.created > windowEnd || members.length > limits.maxAlerts) break;
    members.push(member);
  }
  members.sort((a, b) => (a.created === b.created ? (a.id < b.id ? -1 : 1) : a.created < b.created ? -1 : 1));
  return fitting(members.slice(0, limits.maxAlerts), limits.maxBytes);
}

async function* inOrder(alerts: Table, group: string): AsyncGenerator<Member> {
  const pages = queryPages(alerts, {
    IndexName: 'members',
    KeyConditionExpression: 'MergeGroup = :group',
    ExpressionAttributeValues: { ':group': { S: group } },
    Limit: 100,
  });
  for await (const page of pages) {
    for (const item of page) {
      yield {
        ruleName: item['RuleName']?.S ?? '',
        id: item['AlertID']?.S ?? '',
        created: item['Created']?.S ?? '',
        windowEnd: Number(item['WindowEnd']?.N ?? 0),
        bytes: Number(item['RecordBytes']?.N ?? 0),
      };
    }
  }
}

/** The first ones, up to so many bytes; at least one. */
function fitting(members: readonly Member[], maxBytes: number): readonly Member[] {
  let bytes = 0;
  const end = members.findIndex((member, index) => {
    bytes += member.bytes;
    return index > 0 && bytes > maxBytes;
  });
  return end === -1 ? members : members.slice(0, end);
}
