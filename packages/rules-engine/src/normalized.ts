import { isJsonObject, type Json, type JsonObject } from '@streamalert/rules-sdk';

/**
 * Every value of a normalized type, without duplicates. The classifier stores them as
 * `streamalert_normalization: { ip_address: [{ function, values: […] }, …] }`.
 */
export function normalizedValues(record: JsonObject, type: string): readonly Json[] {
  const values = new Set<Json>();
  for (const entry of entriesOf(record, type)) for (const value of valuesIn(entry)) values.add(value);
  return [...values];
}

/** Whether {@link normalizedValues} has any, which is asked for every record. */
export function hasNormalizedValues(record: JsonObject, type: string): boolean {
  for (const entry of entriesOf(record, type)) if (valuesIn(entry).length > 0) return true;
  return false;
}

const none: readonly Json[] = [];

function entriesOf(record: JsonObject, type: string): readonly Json[] {
  const all = record['streamalert_normalization'];
  const entries = isJsonObject(all) && Object.hasOwn(all, type) ? all[type] : undefined;
  return Array.isArray(entries) ? (entries as readonly Json[]) : none;
}

function valuesIn(entry: Json): readonly Json[] {
  const values = isJsonObject(entry) ? entry['values'] : undefined;
  return Array.isArray(values) ? (values as readonly Json[]) : none;
}
