import type { Json } from '@streamalert/core';

/** Whether 3.5, and Python, would call the value true: `null`, `""`, `0`, `false`, `[]` and `{}` are not. `NaN` is. */
export function isTruthy(value: Json): boolean {
  if (value === null) return false;
  if (typeof value === 'object') {
    for (const _key in value) return true;
    return false;
  }
  return Boolean(value) || Number.isNaN(value);
}
