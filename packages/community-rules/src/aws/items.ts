import { type Json, valueAt } from '@streamalert/rules-sdk';

/**
 * The array at a dotted path; `[]` where there is none. A single object counts as an array of one, since CloudTrail
 * turns XML into JSON and a list of one element loses its brackets on the way.
 */
export function itemsAt(data: Json | undefined, path: string): readonly Json[] {
  const value = valueAt(data, path);
  if (Array.isArray(value)) return value as readonly Json[];
  return typeof value === 'object' && value !== null ? [value] : [];
}
