import { type Alert, type JsonObject, stringifyJson } from '@streamalert/core';
import { defaultPublication } from '@streamalert/rules-sdk/publishers';

/**
 * An alert as history stores it, one line of JSON without a line break: the keys of the default publication of 3.5,
 * then those that the rule has of severity, tags, title, attack, references, runbook and owner, and why it was
 * suppressed. Never changed by publishers. The record is without `streamalert_normalization`; integers are exact.
 */
export function alertLine(alert: Alert): string {
  return stringifyJson({ ...defaultPublication(alert), record: withoutNormalization(alert.record) });
}

function withoutNormalization(record: JsonObject): JsonObject {
  const { streamalert_normalization: _removed, ...rest } = record;
  return rest;
}
