import { formatIssue, type Issue } from '@streamalert/core';
import type { Context } from '../context.ts';

/** Prints problems to standard error, one a line: errors in red, warnings in yellow. */
export function printIssues(issues: readonly Issue[], { stderr, err }: Context): void {
  const paint = { error: err.red, warning: err.yellow, note: err.dim };
  for (const issue of issues) stderr.write(`${paint[issue.severity](issue.severity)}  ${formatIssue(issue)}\n`);
}
