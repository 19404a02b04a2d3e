import type { Issue } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { formatIssues, hasErrors } from '../src/index.ts';

const issue = (severity: Issue['severity'], file: string, pointer = ''): Issue => ({
  severity,
  file,
  pointer,
  message: 'is odd',
});

describe('formatIssues', () => {
  it('shows one issue a line and counts problems and notes', () => {
    const issues = [
      issue('error', 'conf/a.json', '/x'),
      issue('warning', 'conf/a.json'),
      issue('error', 'conf/b.json'),
      issue('note', 'conf/c.json'),
    ];

    expect(formatIssues(issues, 9)).toBe(
      [
        'conf/a.json#/x   is odd',
        'conf/a.json#   warning: is odd',
        'conf/b.json#   is odd',
        'conf/c.json#   note: is odd',
        '3 problems in 2 of 9 files, 1 note',
      ].join('\n'),
    );
  });

  it.each([
    { issues: [], fileCount: 9, closing: 'no problems in 9 files' },
    { issues: [], fileCount: undefined, closing: 'no problems' },
    { issues: [issue('warning', 'a')], fileCount: 1, closing: '1 problem in 1 of 1 file' },
    { issues: [issue('error', 'a')], fileCount: undefined, closing: '1 problem in 1 file' },
    { issues: [issue('error', 'a')], fileCount: 0, closing: '1 problem in 1 file' },
    { issues: [issue('note', 'a'), issue('note', 'b')], fileCount: 2, closing: 'no problems in 2 files, 2 notes' },
  ])('closes with "$closing"', ({ issues, fileCount, closing }) => {
    expect(formatIssues(issues, fileCount).split('\n').at(-1)).toBe(closing);
  });
});

describe('hasErrors', () => {
  it('is true for errors alone', () => {
    expect(
      [[], [issue('warning', 'a'), issue('note', 'a')], [issue('note', 'a'), issue('error', 'a')]].map(hasErrors),
    ).toStrictEqual([false, false, true]);
  });
});
