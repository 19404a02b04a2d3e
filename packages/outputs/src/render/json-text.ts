import { type Json, stringifyJson } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';

/** Indented JSON with sorted keys, for people. */
export const prettyJson = (value: Json): string => stringifyJson(sorted(value), { indent: 2 });

/** Compact JSON with sorted keys: equal values give equal texts. */
export const sortedJson = (value: Json): string => stringifyJson(sorted(value));

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key] as Json)] as const));
}

/** A value in a text: a text as it is, `null` as nothing, anything else as JSON. */
export function plainText(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : stringifyJson(value);
}
