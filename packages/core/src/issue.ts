/** One problem that a check found, in the form every `validate` prints. */
export interface Issue {
  /** Path as the user gave it, e.g. `conf/clusters/prod.json`. */
  readonly file: string;
  /** JSON pointer (RFC 6901) of the value, `''` for the whole file. */
  readonly pointer: string;
  /** What is wrong, and what is accepted. */
  readonly message: string;
  /** `error` stops a command; `warning` is only printed; `note` tells something that is no problem. */
  readonly severity: 'error' | 'warning' | 'note';
}

/** `conf/outputs.json#/slack   must be an array of descriptors or an object of descriptor to settings, is a text` */
export function formatIssue(issue: Issue): string {
  return `${issue.file}#${issue.pointer}   ${issue.message}`;
}

/** Builds a JSON pointer from path segments, escaping `~` and `/` (RFC 6901 §3). */
export function jsonPointer(segments: readonly (string | number)[]): string {
  return segments.map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
