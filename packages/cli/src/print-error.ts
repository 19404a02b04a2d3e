import { PipelineError } from '@streamalert/core';
import type { Context } from './context.ts';

/** One line that says what, where and what to do; the cause and stack only when asked. */
export function printError(error: unknown, context: Context, verbose: boolean): void {
  const { err, stderr } = context;
  const message = error instanceof Error ? error.message : String(error);
  // What was not committed was not acknowledged either. The error is known by its name: its package is more than a short command loads.
  const isFull = error instanceof Error && error.name === 'StateFullError';
  const hint = isFull ? '. Nothing was lost: make room, and the same command goes on' : '';
  stderr.write(`${err.red('streamalert:')} ${message}${hint}\n`);
  if (verbose) stderr.write(`${describe(error)}\n`);
  else if (!(error instanceof PipelineError)) {
    stderr.write('This is a defect of streamalert; --verbose shows where. Please report it.\n');
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const cause = error.cause === undefined ? '' : `\ncaused by ${describe(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
