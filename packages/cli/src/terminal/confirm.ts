import { createInterface } from 'node:readline/promises';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';

/**
 * Asks on a terminal; only `y` or `yes` is one.
 *
 * @throws UsageError where there is nobody to ask.
 */
export async function confirm(question: string, context: Context): Promise<boolean> {
  return /^y(?:es)?$/i.test(await ask(`${question} [y/N] `, context));
}

/** As {@link confirm}, for what cannot be undone: only `word` is a yes. */
export async function confirmByTyping(question: string, word: string, context: Context): Promise<boolean> {
  return (await ask(`${question} Type ${word}: `, context)) === word;
}

async function ask(question: string, { stdin, stderr }: Context): Promise<string> {
  if (!stdin.isTTY) throw new UsageError('there is no terminal to ask on; --yes goes on without asking');
  const terminal = createInterface({ input: stdin, output: stderr });
  // Ctrl-C and the end of the input are no answer, and no answer is no.
  const unanswered = new Promise<string>((resolve) => {
    terminal.once('SIGINT', () => resolve('')).once('close', () => resolve(''));
  });
  try {
    return (await Promise.race([terminal.question(question), unanswered])).trim();
  } finally {
    terminal.close();
  }
}
