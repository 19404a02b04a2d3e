import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askFields } from '../src/terminal/ask-fields.ts';

const field = (name: string, more: object = {}) => ({ name, description: `the ${name}`, mask: false, ...more });
const answers: Readonly<Record<string, string>> = { function: 'enricher', qualifier: '', token: 'hush' };

describe('askFields', () => {
  it('leaves out what is left blank, and shows nothing of what is masked', async () => {
    const [stdin, stderr] = [new PassThrough(), new PassThrough()];
    let shown = '';
    stderr.on('data', (chunk: Buffer) => {
      shown += String(chunk);
      const asked = /(\w+), the \w+(?: \(optional\))?: $/.exec(String(chunk))?.[1];
      if (asked !== undefined) setImmediate(() => stdin.write(`${answers[asked]}\n`));
    });
    const fields = [field('function'), field('qualifier', { optional: true }), field('token', { mask: true })];

    const given = await askFields(fields, { stdin, stderr } as never);

    expect(given).toStrictEqual({ function: 'enricher', token: 'hush' });
    expect(shown).toContain('qualifier, the qualifier (optional): ');
    expect(shown).not.toContain('hush');
  });
});
