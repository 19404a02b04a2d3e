/** An integer of any size: beyond ±2⁵³ it is a `bigint`, otherwise a `number`. */
export type Integer = number | bigint;

/** Any JSON value as records hold it: JSON's own types, plus `bigint` for integers beyond ±2⁵³. */
export type Json = string | number | bigint | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. Records are frozen before the first rule sees them, hence read-only. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** True for a JSON object: not an array, not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
