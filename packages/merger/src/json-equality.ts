import { canonicalText, type Json } from '@streamalert/core';

/** Deep equality of JSON, as `canonicalText` defines it. */
export function equalJson(a: Json, b: Json): boolean {
  return Object.is(a, b) || canonicalText(a) === canonicalText(b);
}
