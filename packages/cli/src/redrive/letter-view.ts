import type { DeadLetter, LetterContent } from '@streamalert/aws/dead-letters';
import { readEvent } from '@streamalert/classifier';
import { type ClassifiedRecord, formatTimestamp, type Json } from '@streamalert/core';

/** A dead letter as commands show it: what is in it by name, and never a value of a record. */
export interface LetterView {
  readonly id: string;
  readonly sent: string;
  readonly bytes: number;
  readonly content: ContentView;
  /** As the log of the function says; absent: it says nothing. */
  readonly why?: string;
}

/** What is in a dead letter, in the names of the JSON output. */
export type ContentView =
  | {
      readonly kind: 'records';
      readonly records: number;
      /** Number of records by log type. */
      readonly log_types: Readonly<Record<string, number>>;
      readonly clusters: readonly string[];
      /** `s3:acme-audit-logs` */
      readonly sources: readonly string[];
      /** Names of the fields that any of the records has. */
      readonly fields: readonly string[];
      readonly ids: readonly string[];
    }
  | { readonly kind: 'spilled records'; readonly records?: number; readonly key: string }
  | { readonly kind: 'alert'; readonly rule_name: string; readonly alert_id: string }
  | {
      readonly kind: 'stream';
      readonly shard: string;
      readonly first: string;
      readonly last: string;
      readonly records: number;
      readonly condition: string;
    }
  /** What a classifier is to read: `s3://acme-audit-logs/AWSLogs/…`. */
  | { readonly kind: 'event'; readonly origins: readonly string[] }
  | { readonly kind: 'unknown'; readonly problem: string };

/** Attribute in which the number of records of a body stands. */
const recordsAttribute = 'streamalert_records';

/** @param why What the log of the function says about it. */
export function viewLetter(letter: DeadLetter, content: LetterContent, why?: string): LetterView {
  return {
    id: letter.id,
    sent: formatTimestamp(letter.sentAt),
    bytes: Buffer.byteLength(letter.body),
    content: viewContent(content, letter),
    ...(why !== undefined && { why }),
  };
}

function viewContent(content: LetterContent, { attributes }: DeadLetter): ContentView {
  switch (content.kind) {
    case 'records':
      return viewRecords(content.records);
    case 'spilled records': {
      const records = attributes[recordsAttribute]?.StringValue;
      return { kind: 'spilled records', key: content.key, ...(records !== undefined && { records: Number(records) }) };
    }
    case 'alert':
      return { kind: 'alert', rule_name: content.alert.ruleName, alert_id: content.alert.id };
    case 'notice': {
      const { shardId: shard, first, last, records, condition } = content.notice;
      return { kind: 'stream', shard, first, last, records, condition };
    }
    case 'event':
      return viewEvent(content.event);
    case 'not JSON':
      return { kind: 'unknown', problem: 'it is not JSON' };
  }
}

function viewRecords(records: readonly ClassifiedRecord[]): ContentView {
  const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
  const byType = Map.groupBy(records, (record) => record.log_schema_type);
  return {
    kind: 'records',
    records: records.length,
    log_types: Object.fromEntries([...byType].sort().map(([logType, all]) => [logType, all.length])),
    clusters: distinct(records.map(({ cluster }) => cluster)),
    sources: distinct(records.map(({ service, resource }) => `${service}:${resource}`)),
    fields: distinct(records.flatMap(({ record }) => Object.keys(record))),
    ids: records.map(({ id }) => id),
  };
}

function viewEvent(event: Json): ContentView {
  const payloads = readEvent(event);
  const origins = payloads.flatMap((payload) => (payload.kind === 'rejected' ? [] : [payload.origin]));
  const rejected = payloads.find((payload) => payload.kind === 'rejected');
  if (rejected !== undefined) return { kind: 'unknown', problem: rejected.detail };
  return { kind: 'event', origins };
}
