import { createHash } from 'node:crypto';
import { formatTimestamp, type Micros, parseTimestamp } from '@streamalert/core';

/** Parts of the index, each its own partition, so that rules do not share the throughput of one. */
const shards = 4;
/** Of alerts to send, and of alerts to merge. */
export type DueKind = 'send' | 'merge';

/** After every other character of a rule's name, so that keys sort by rule and then by time. */
const separator = '\n';
const afterSeparator = '\v';

/** Hash key of the index `due`: `send-3`. */
export function dueShard(kind: DueKind, ruleName: string): string {
  const digest = createHash('md5').update(ruleName).digest();
  return `${kind}-${(digest[0] as number) % shards}`;
}

/** Every partition of one kind. */
export const dueShards = (kind: DueKind): readonly string[] =>
  Array.from({ length: shards }, (_, shard) => `${kind}-${shard}`);

/** Range key of the index `due`; of those due at the same time the older comes first. */
export const dueKey = (ruleName: string, time: Micros, created = ''): string =>
  `${ruleName}${separator}${formatTimestamp(time)} ${created}`;

/** The last key of a rule that is due at a time. */
export const lastDueKey = (ruleName: string, time: Micros): string => dueKey(ruleName, time, '~');

/** Before every key of a rule. */
export const beforeRule = (ruleName: string): string => ruleName + separator;
/** After every key of a rule, and before those of the next. */
export const afterRule = (ruleName: string): string => ruleName + afterSeparator;

/** Reads a range key. */
export function parseDueKey(key: string): { readonly ruleName: string; readonly time: Micros } {
  const end = key.indexOf(separator);
  return { ruleName: key.slice(0, end), time: parseTimestamp(key.slice(end + 1, key.lastIndexOf(' '))) ?? 0 };
}
