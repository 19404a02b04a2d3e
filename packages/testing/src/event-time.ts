import { type Micros, parseTimestamp } from '@streamalert/core';
import type { Json } from '@streamalert/rules-sdk';

/** Microseconds of a time as people write it: ISO 8601 in UTC, or seconds since 1970. `undefined` for anything else. */
export function readTime(value: Json | undefined): Micros | undefined {
  if (typeof value === 'number') return value >= 0 ? Math.round(value * 1_000_000) : undefined;
  if (typeof value !== 'string') return undefined;
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return parseTimestamp(`${value}T00:00:00Z`);
  if (/^\d+(?:\.\d+)?$/.test(value)) return readTime(Number(value));
  return parseTimestamp(value);
}
