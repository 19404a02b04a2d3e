import { sanitizeName } from '@streamalert/core/naming';

/** A key and the column it goes to. */
export interface NamedKey {
  readonly key: string;
  readonly name: string;
  /** Another key would have had this column, so that a number was added. */
  readonly renamed: boolean;
}

/**
 * Gives each key a column name of its own: sanitized and lower-cased, as in Athena, which knows no case. When several
 * keys come to one name, a key that is spelled like the name keeps it, else the first in order of code units; the
 * others are numbered from 2: `user.id`, `user_id` → `user_id_2`, `user_id`.
 *
 * @param taken Names that are no longer free.
 * @returns Sorted by name.
 */
export function columnNames(keys: readonly string[], taken: Iterable<string> = []): readonly NamedKey[] {
  const used = new Set(taken);
  const ordered = [...new Set(keys)].sort(byPlainnessThenCodeUnits);
  // All plain names are given first, so that a number never takes the name of another key.
  const plain = ordered.filter((key) => claim(used, plainName(key)));
  const rest = ordered.filter((key) => !plain.includes(key));
  return [
    ...plain.map((key) => ({ key, name: plainName(key), renamed: false })),
    ...rest.map((key) => ({ key, name: numbered(used, plainName(key)), renamed: true })),
  ].sort((a, b) => compare(a.name, b.name));
}

const plainName = (key: string): string => sanitizeName(key).toLowerCase();

function byPlainnessThenCodeUnits(a: string, b: string): number {
  return Number(a !== plainName(a)) - Number(b !== plainName(b)) || compare(a, b);
}

function numbered(used: Set<string>, base: string): string {
  let number = 2;
  while (!claim(used, `${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}

function claim(used: Set<string>, name: string): boolean {
  if (used.has(name)) return false;
  used.add(name);
  return true;
}

/** By code units, which no locale changes. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
