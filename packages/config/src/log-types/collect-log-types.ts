import type { Issue } from '@streamalert/core';
import type { ConfDocument } from '../conf-documents.ts';
import { noteAt, warningAt } from '../issue-at.ts';
import { entriesOf } from '../ordered-values.ts';
import type { LogTypeSchema } from '../types.ts';
import { checkLogType } from './check-log-type.ts';
import { describeDifference } from './describe-difference.ts';
import { readLogType } from './read-log-type.ts';

interface Definition {
  readonly logType: LogTypeSchema;
  readonly package: string | undefined;
}

/**
 * The log types of all files, in the order of the files; of a name given twice, the later definition at the earlier
 * place. The user's own replaces that of a package, wherever it stands.
 */
export function collectLogTypes(documents: readonly ConfDocument[]): { logTypes: LogTypeSchema[]; issues: Issue[] } {
  const byName = new Map<string, Definition>();
  const issues: Issue[] = [];
  for (const { file, root, package: origin } of documents) {
    for (const [name, value] of entriesOf(root)) {
      const earlier = byName.get(name);
      const found: Definition = { logType: readLogType(name, value, file), package: origin };
      issues.push(...checkLogType(name, value, file));
      if (earlier !== undefined) issues.push(describeReplacement(name, earlier, found));
      byName.set(name, earlier !== undefined && isOwn(earlier) && !isOwn(found) ? earlier : found);
    }
  }
  return { logTypes: [...byName.values()].map(({ logType }) => logType), issues };
}

const isOwn = (definition: Definition): boolean => definition.package === undefined;

/** Own definitions replace those of packages on purpose; what an upgrade of the package brought is told with it. */
function describeReplacement(name: string, earlier: Definition, later: Definition): Issue {
  const [own, packaged] = isOwn(earlier) ? [earlier, later] : [later, earlier];
  if (isOwn(own) && !isOwn(packaged)) {
    const difference = describeDifference(own.logType, packaged.logType);
    return noteAt(own.logType.file, [name], `replaces that of ${packaged.package}, ${difference}`);
  }
  const { file } = earlier.logType;
  return warningAt(later.logType.file, [name], `is in ${file} too; this definition counts, remove the other`);
}
