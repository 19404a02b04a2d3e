import { createLogUpdate } from 'log-update';
import type { Context } from '../context.ts';

/** A line that says what is being done; nothing at all where standard error is no terminal. */
export interface StatusLine {
  show(text: string): void;
  /** Removes the line; what is written then goes where it was. */
  clear(): void;
}

export function createStatusLine({ stderr, err }: Context): StatusLine {
  if (stderr.isTTY !== true) return { show() {}, clear() {} };
  const update = createLogUpdate(stderr);
  return { show: (text) => update(err.dim(text)), clear: () => update.clear() };
}
