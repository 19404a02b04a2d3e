import type { Fields } from '@streamalert/config';
import { parseJson } from '@streamalert/core';
import { createScan, kinds, type Scan, scan } from '@streamalert/parsers';

/** Reports of nested objects, by level. */
const reports: Scan[] = [];

/**
 * Whether an object with named fields, or one inside it, has a key twice. Readers of its text would not agree on its value:
 * most take the last one, as it is here, but history the first.
 */
export function repeatsKeys(bytes: Buffer, start: number, end: number, fields: Fields, level = 0): boolean {
  const report = (reports[level] ??= createScan());
  scan(bytes, start, end, report);
  if (report.kind !== kinds.object) return false;
  const names = new Set<string>();
  for (let entry = 0; entry < report.count; entry++) {
    names.add(keyName(bytes.toString('utf8', report.keyStart[entry], report.keyEnd[entry])));
  }
  if (names.size < report.count) return true;
  const types = new Map(fields);
  return [...names].some((name, entry) => {
    const type = types.get(name);
    if (type?.kind !== 'struct') return false;
    const [from, to] = [report.valueStart[entry] as number, report.valueEnd[entry] as number];
    return repeatsKeys(bytes, from, to, type.fields, level + 1);
  });
}

/** A key as it reads: escapes are undone. */
export function keyName(raw: string): string {
  return raw.includes('\\') ? (parseJson(`"${raw}"`) as string) : raw;
}
