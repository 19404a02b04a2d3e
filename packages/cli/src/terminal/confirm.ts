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
  // Ctrl-C and the end of the input are no answer, and no answer is no.
  const unanswered = new Promise<string>((resolve) => {
    terminal.once('SIGINT', () => resolve('')).once('close', () => resolve(''));
  });
  try {
    const answer = await Promise.race([terminal.question(`${question} [y/N] `), unanswered]);
    return /^y(?:es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
