import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Context } from './context.ts';
import { UsageError } from './errors.ts';

/**
 * The text of a file, or of standard input for `-`.
 *
 * @throws UsageError when it cannot be read.
 */
export async function readInput(path: string, { stdin }: Pick<Context, 'stdin'>): Promise<string> {
  if (path === '-') return text(stdin);
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`cannot read ${path}: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  });
}
