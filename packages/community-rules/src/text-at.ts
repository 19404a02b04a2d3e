import { type Json, valueAt } from '@streamalert/rules-sdk';

/** The text at a dotted path; `''` where there is none, or something else. */
export function textAt(data: Json | undefined, path: string): string {
  const value = valueAt(data, path);
  return typeof value === 'string' ? value : '';
}
