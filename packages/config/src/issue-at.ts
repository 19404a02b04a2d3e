import { type Issue, jsonPointer } from '@streamalert/core';

/** Steps to a value inside a file. */
export type Path = readonly (string | number)[];

/** What is in the way of a working configuration. */
export const errorAt = (file: string, path: Path, message: string): Issue => issueAt('error', file, path, message);

/** What works, but hardly as meant. */
export const warningAt = (file: string, path: Path, message: string): Issue => issueAt('warning', file, path, message);

/** What is as it should be, and worth knowing. */
export const noteAt = (file: string, path: Path, message: string): Issue => issueAt('note', file, path, message);

function issueAt(severity: Issue['severity'], file: string, path: Path, message: string): Issue {
  return { file, pointer: jsonPointer(path), message, severity };
}
