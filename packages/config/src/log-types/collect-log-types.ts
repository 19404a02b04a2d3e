import type { Issue } from '@streamalert/core';
import { warningAt } from '../issue-at.ts';
import type { JsonDocument } from '../json-document.ts';
import { entriesOf } from '../ordered-values.ts';
import type { LogTypeSchema } from '../types.ts';
import { checkLogType } from './check-log-type.ts';
import { readLogType } from './read-log-type.ts';

/** The log types of all files, in the order of the files; of a name given twice, the later definition at the earlier place. */
export function collectLogTypes(documents: readonly JsonDocument[]): { logTypes: LogTypeSchema[]; issues: Issue[] } {
  const byName = new Map<string, LogTypeSchema>();
  const issues: Issue[] = [];
  for (const { file, root } of documents) {
    for (const [name, value] of entriesOf(root)) {
      const earlier = byName.get(name);
      if (earlier !== undefined) {
        issues.push(warningAt(file, [name], `is in ${earlier.file} too; this definition counts, remove the other`));
      }
      issues.push(...checkLogType(name, value, file));
      byName.set(name, readLogType(name, value, file));
    }
  }
  return { logTypes: [...byName.values()], issues };
}
