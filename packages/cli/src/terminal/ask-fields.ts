import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { CredentialField } from '@streamalert/outputs';
import type { Context } from '../context.ts';

/** Asks a person for credentials, one a line; what is masked does not show while it is typed. Empty answers are left out. */
export async function askFields(
  fields: readonly CredentialField[],
  { stdin, stderr }: Pick<Context, 'stdin' | 'stderr'>,
): Promise<Record<string, string>> {
  let hidden = false;
  const output = new Writable({
    write(chunk, _encoding, done) {
      if (!hidden) stderr.write(chunk as Buffer);
      done();
    },
  });
  const prompt = createInterface({ input: stdin, output, terminal: true });
  const answers: Record<string, string> = {};
  try {
    for (const { name, description, mask, optional } of fields) {
      const answered = prompt.question(`${name}, ${description}${optional === true ? ' (optional)' : ''}: `);
      hidden = mask;
      const answer = await answered;
      hidden = false;
      if (mask) stderr.write('\n');
      if (answer !== '') answers[name] = answer;
    }
  } finally {
    prompt.close();
  }
  return answers;
}
