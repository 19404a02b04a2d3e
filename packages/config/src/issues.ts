import { formatIssue, type Issue } from '@streamalert/core';
import type { JsonDocument } from './json-document.ts';

/** True when one of the issues stops a command: with warnings and notes alone, it goes on. */
export function hasErrors(issues: readonly Issue[]): boolean {
  return issues.some((issue) => issue.severity === 'error');
}

/**
 * All issues for people, one a line, and a closing line that counts them: `3 problems in 2 of 9 files`. Notes are
 * shown and counted apart. No issue at all gives the closing line alone.
 *
 * @param fileCount How many files were looked at, `files.length` of the loaded configuration.
 *
 * @example
 * ```ts
 * import { formatIssues, loadConfig } from '@streamalert/config';
 *
 * const { issues, files } = await loadConfig('conf');
 * process.stderr.write(`${formatIssues(issues, files.length)}\n`);
 * ```
 */
export function formatIssues(issues: readonly Issue[], fileCount?: number): string {
  return [...issues.map(formatLine), closingLine(issues, fileCount)].join('\n');
}

function formatLine(issue: Issue): string {
  const label = issue.severity === 'error' ? '' : `${issue.severity}: `;
  return formatIssue({ ...issue, message: label + issue.message });
}

function closingLine(issues: readonly Issue[], fileCount: number | undefined): string {
  const problems = issues.filter((issue) => issue.severity !== 'note');
  const notes = issues.length - problems.length;
  const touched = new Set(problems.map((issue) => issue.file)).size;
  const where = [whereOf(problems.length, touched, fileCount)]
    .filter((text) => text !== '')
    .map((text) => ` in ${text}`);
  const count = problems.length === 0 ? 'no problems' : plural(problems.length, 'problem');
  return count + where.join('') + (notes === 0 ? '' : `, ${plural(notes, 'note')}`);
}

function whereOf(problems: number, touched: number, fileCount: number | undefined): string {
  if (problems === 0) return fileCount === undefined ? '' : plural(fileCount, 'file');
  return fileCount === undefined || fileCount < touched
    ? plural(touched, 'file')
    : `${touched} of ${plural(fileCount, 'file')}`;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Puts issues into the order of the files, and of the text within a file; those about anything else come first. */
export function sortIssues(
  issues: readonly Issue[],
  files: readonly string[],
  documents: readonly JsonDocument[],
): Issue[] {
  const byFile = new Map(documents.map((document) => [document.file, document]));
  const placed = issues.map((issue) => ({
    issue,
    file: files.indexOf(issue.file),
    offset: byFile.get(issue.file)?.offsetOf(issue.pointer) ?? 0,
  }));
  return placed
    .sort(
      (left, right) =>
        left.file - right.file || compareText(left.issue.file, right.issue.file) || left.offset - right.offset,
    )
    .map(({ issue }) => issue);
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
