import { createInterface } from 'node:readline/promises';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';

/**
 * Asks on a terminal; only `y` or `yes` is one.
 *
 * @throws UsageError where there is nobody to ask.
 */
export async function confirm(question: string, { stdin, stderr }: Context): Promise<boolean> {
  if (!stdin.isTTY) throw new UsageError('there is no terminal to ask on; --yes goes on without asking');
  const terminal = createInterface({ input: stdin, output: stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
