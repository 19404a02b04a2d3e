import { isJsonObject, type Json, type JsonObject } from '@streamalert/rules-sdk';

/**
 * Every value of a normalized type, without duplicates. The classifier stores them as
 * `streamalert_normalization: { ip_address: [{ function, values: […] }, …] }`.
 */
export function normalizedValues(record: JsonObject, type: string): readonly Json[] {
  const all = record['streamalert_normalization'];
  const entries = isJsonObject(all) && Object.hasOwn(all, type) ? all[type] : undefined;
  if (!Array.isArray(entries)) return [];
  const values = new Set<Json>();
  for (const entry of entries as readonly Json[]) {
    const list = isJsonObject(entry) ? entry['values'] : undefined;
    if (Array.isArray(list)) for (const value of list as readonly Json[]) values.add(value);
  }
  return [...values];
}
