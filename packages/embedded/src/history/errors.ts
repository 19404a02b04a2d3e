import type { PipelineErrorOptions } from '@streamalert/core';
import { EmbeddedError, type StateError } from '../errors.ts';
import { toStateError } from '../sqlite/sqlite-error.ts';

/** A statement that the search does not run: a mistake in the SQL, an unknown table, or more than reading. */
export class SearchError extends EmbeddedError {
  override readonly name = 'SearchError';

  constructor(message: string, options?: PipelineErrorOptions) {
    super(message, options);
  }
}

/** What DuckDB says when the operating system refused a write; its errors carry no code. */
const systemErrors: readonly (readonly [text: string, code: string])[] = [
  ['No space left on device', 'ENOSPC'],
  ['Disk quota exceeded', 'EDQUOT'],
  ['File too large', 'EFBIG'],
  ['Permission denied', 'EACCES'],
  ['Read-only file system', 'EROFS'],
];

/** A failure of DuckDB or of the file system as the error of the state directory that tells a person what to do. */
export function toHistoryError(error: unknown, path: string): StateError {
  const message = error instanceof Error ? error.message : String(error);
  const code = systemErrors.find(([text]) => message.includes(text))?.[1];
  return toStateError(code === undefined ? error : Object.assign(new Error(message, { cause: error }), { code }), path);
}
