import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  type Alert,
  type AlertKey,
  isMergeEnabled,
  keyedValues,
  type Micros,
  ownOutputs,
  payloadId,
} from '@streamalert/core';
import { encodeAlertRow, isSpilled, type RowSpill } from '@streamalert/core/wire';
import { getFirstKey } from '@streamalert/rules-sdk';
import type { Item } from '../attribute-value.ts';
import { toAlertItem } from './alert-item.ts';
import { type AlertProgress, changingAttributes, fixedAttributes, stageOf } from './alert-progress.ts';
import { newDeliveries } from './deliveries.ts';
import type { NewReceipt } from './receipts.ts';

const minute = 60_000_000;

/** An alert as it is to be stored: as a row, or, when it goes nowhere, as a receipt alone. */
export type NewAlert = {
  readonly key: AlertKey;
  /** Roughly, of the row. */
  readonly bytes: number;
  readonly spilled: boolean;
} & ({ readonly item: Item } | { readonly receipt: NewReceipt });

/** The name of what an alert is merged by, for the index `members`. */
export function mergeGroupOf(alert: Alert): string {
  return payloadId('members', alert.ruleName, keyedValues(alert.record, alert.mergeByKeys, getFirstKey));
}

/** How an alert stands that nobody has looked at. */
export function firstProgress(
  alert: Alert,
  options: {
    readonly due: Micros;
    readonly recordBytes: number;
    readonly spilled: boolean;
    readonly windowEnds?: Micros;
  },
): AlertProgress {
  const { due, recordBytes, spilled } = options;
  const windowEnd = options.windowEnds ?? alert.created + Math.round(alert.mergeWindowMinutes * minute);
  return {
    revision: 1,
    deliveries: newDeliveries(ownOutputs(alert), due),
    recordBytes,
    spilled,
    ...(isMergeEnabled(alert) && { merge: { windowEnd, key: mergeGroupOf(alert) } }),
  };
}

/** Encodes an alert, and spills what is large of it. */
export async function prepareAlert(
  alert: Alert,
  spill: RowSpill,
  options: { readonly now: Micros; readonly windowEnds?: Micros },
): Promise<NewAlert> {
  const whole = encodeAlertRow(alert);
  const row = spill.isLarge(whole) ? await spill.spill(whole) : whole;
  const spilled = isSpilled(row);
  const key = { ruleName: alert.ruleName, id: alert.id };
  const progress = firstProgress(alert, {
    // Due at once even if the clock that made the alert is ahead of ours.
    due: Math.min(alert.created, options.now),
    recordBytes: whole.Record.length,
    spilled,
    ...(options.windowEnds !== undefined && { windowEnds: options.windowEnds }),
  });
  if (stageOf(progress).kind === 'done') {
    const { deliveries } = progress;
    return { key, bytes: 0, spilled, receipt: { key, created: row.Created, at: options.now, deliveries } };
  }
  const item = {
    ...toAlertItem(row),
    ...fixedAttributes(progress),
    ...changingAttributes({ key, created: row.Created }, progress),
  };
  return { key, bytes: row.Record.length + (row.ContextJson?.length ?? 0) + 2000, spilled, item };
}

/** The write of a new row, on condition that there is none. */
export const putNew = (table: string, item: Item): TransactWriteItem => ({
  Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(AlertID)' },
});
