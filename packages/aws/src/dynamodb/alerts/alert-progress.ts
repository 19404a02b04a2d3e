import { type AlertKey, formatTimestamp, type Micros, parseTimestamp } from '@streamalert/core';
import type { Item } from '../attribute-value.ts';
import { type Deliveries, decodeDeliveries, encodeDeliveries, sentOutputs, unsent } from './deliveries.ts';
import { dueKey, dueShard } from './due-key.ts';

/** What a row holds beside the alert. */
export interface AlertProgress {
  /** Counts writes: a write is made on the row that was read, or not at all. */
  readonly revision: number;
  readonly deliveries: Deliveries;
  /** Of a merge-enabled alert. */
  readonly merge?: { readonly windowEnd: Micros; readonly key: string };
  /** Of the record as JSON. */
  readonly recordBytes: number;
  /** Parts of it lie in the blob store. */
  readonly spilled: boolean;
  readonly leasedUntil?: Micros;
  readonly leasedBy?: string;
  /** Why it was set aside. */
  readonly unreadable?: string;
}

/** Where an alert stands. */
export type AlertStage =
  | { readonly kind: 'set aside' }
  /** `due` is absent when everything that is left is parked. */
  | { readonly kind: 'sending'; readonly due?: Micros }
  | { readonly kind: 'member'; readonly due: Micros }
  | { readonly kind: 'done' };

/** Where an alert stands, from what is known of its deliveries. */
export function stageOf({ deliveries, merge, unreadable }: AlertProgress): AlertStage {
  if (unreadable !== undefined) return { kind: 'set aside' };
  const left = unsent(deliveries);
  if (left.outputs > 0) return { kind: 'sending', ...(left.due !== undefined && { due: left.due }) };
  return merge === undefined ? { kind: 'done' } : { kind: 'member', due: merge.windowEnd };
}

/** Attributes that change; those that a row is not to have are absent. */
export const changing = [
  'Rev',
  'Deliveries',
  'OutputsSent',
  'DueAt',
  'DueShard',
  'DueKey',
  'MergeGroup',
  'LockedUntil',
  'LockedBy',
  'Unreadable',
] as const;
/** What is read of a row to change it. */
export const progressAttributes = [
  ...changing,
  'RuleName',
  'AlertID',
  'Created',
  'WindowEnd',
  'MergeKey',
  'RecordBytes',
  'Spilled',
] as const;

/** The attributes of {@link changing}. A lease ends when there is nothing left to send. */
export function changingAttributes(
  { key: { ruleName }, created }: { readonly key: AlertKey; readonly created: string },
  progress: AlertProgress,
): Item {
  const stage = stageOf(progress);
  const sent = sentOutputs(progress.deliveries);
  const { leasedUntil, leasedBy } = stage.kind === 'sending' ? progress : {};
  const due = stage.kind === 'sending' || stage.kind === 'member' ? stage.due : undefined;
  const kind = stage.kind === 'member' ? 'merge' : 'send';
  return {
    Rev: { N: String(progress.revision) },
    Deliveries: encodeDeliveries(progress.deliveries),
    OutputsSent: sent.length === 0 ? { NULL: true } : { SS: sent },
    ...(due !== undefined && {
      DueAt: { S: formatTimestamp(due) },
      DueShard: { S: dueShard(kind, ruleName) },
      DueKey: { S: dueKey(ruleName, Math.max(due, leasedUntil ?? 0), created) },
    }),
    ...(stage.kind === 'member' && { MergeGroup: { S: progress.merge?.key ?? '' } }),
    ...(leasedUntil !== undefined && { LockedUntil: { S: formatTimestamp(leasedUntil) } }),
    ...(leasedBy !== undefined && { LockedBy: { S: leasedBy } }),
    ...(progress.unreadable !== undefined && { Unreadable: { S: progress.unreadable } }),
  };
}

/** The attributes that are ours and never change. */
export function fixedAttributes({ merge, recordBytes, spilled }: AlertProgress): Item {
  return {
    RecordBytes: { N: String(recordBytes) },
    ...(spilled && { Spilled: { BOOL: true } }),
    ...(merge !== undefined && { WindowEnd: { N: String(merge.windowEnd) }, MergeKey: { S: merge.key } }),
  };
}

/** Reads what a row of ours holds; `undefined` for one that is still to be adopted. */
export function readProgress(item: Item): AlertProgress | undefined {
  const revision = item['Rev']?.N;
  if (revision === undefined) return undefined;
  const [windowEnd, key, unreadable] = [item['WindowEnd']?.N, item['MergeKey']?.S, item['Unreadable']?.S];
  const leasedUntil = parseTimestamp(item['LockedUntil']?.S ?? '');
  const leasedBy = item['LockedBy']?.S;
  return {
    revision: Number(revision),
    deliveries: decodeDeliveries(item['Deliveries']),
    recordBytes: Number(item['RecordBytes']?.N ?? 0),
    spilled: item['Spilled']?.BOOL === true,
    ...(windowEnd !== undefined && key !== undefined && { merge: { windowEnd: Number(windowEnd), key } }),
    ...(leasedUntil !== undefined && { leasedUntil }),
    ...(leasedBy !== undefined && { leasedBy }),
    ...(unreadable !== undefined && { unreadable }),
  };
}
