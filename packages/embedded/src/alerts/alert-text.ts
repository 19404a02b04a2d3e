import { type Alert, parseJson, stringifyJson } from '@streamalert/core';
import { decodeAlertRow, encodeAlertRow, type ReadableAlertRow } from '@streamalert/core/wire';

/** An alert as JSON text with the attributes of the alerts table. */
export function writeAlert(alert: Alert): string {
  return stringifyJson(encodeAlertRow(alert));
}

/** Reads what {@link writeAlert} wrote. @throws AlertRowError when it was changed from outside. */
export function readAlert(text: string): Alert {
  return decodeAlertRow(parseJson(text) as unknown as ReadableAlertRow);
}
