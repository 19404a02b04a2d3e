import type { Micros } from '@streamalert/core';

/** A time in ISO 8601, in UTC where it does not say; `undefined` for any other text. */
export function parseTime(text: string | undefined): Micros | undefined {
  if (text === undefined || text === '') return undefined;
  const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  const millis = Date.parse(zoned);
  return Number.isNaN(millis) ? undefined : millis * 1000;
}
