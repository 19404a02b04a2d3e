import { type JsonObject, stringifyJson } from '@streamalert/core';
import type { AlertRow, ReadableAlertRow } from '@streamalert/core/wire';
import { UnstorableError } from '../../errors.ts';
import { type Item, itemToJson, toAttribute, toItem } from '../attribute-value.ts';

/** A row of the alerts table as DynamoDB holds it, in the types of 3.5. */
export function toAlertItem(row: AlertRow): Item {
  const { Context, ContextJson, Outputs, OutputsSent, ...rest } = row;
  return {
    ...toItem(rest as unknown as JsonObject),
    ...encodeContext(Context, ContextJson),
    // There are no empty sets.
    Outputs: Outputs.length === 0 ? { L: [] } : { SS: [...Outputs] },
    OutputsSent: OutputsSent === null ? { NULL: true } : { SS: [...OutputsSent] },
  };
}

/** A native map as in 3.5; one that is too deep for that is kept as JSON beside an empty map. */
function encodeContext(context: AlertRow['Context'], json: string | undefined): Item {
  try {
    return { Context: toAttribute(context), ...(json !== undefined && { ContextJson: { S: json } }) };
  } catch (error) {
    if (!(error instanceof UnstorableError)) throw error;
    return { Context: { M: {} }, ContextJson: { S: json ?? stringifyJson(context, { ascii: true }) } };
  }
}

/** Reads a row, ours or one of 3.5. */
export const toAlertRow = (item: Item): ReadableAlertRow => itemToJson(item) as unknown as ReadableAlertRow;
