import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { discardSpooled, listSpooled, spoolStdin } from '../src/index.ts';
import { temporaryFolder } from './helpers/project.ts';

async function* chunks(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

describe('spoolStdin', () => {
  it('keeps the whole input in a file named after its content', async () => {
    const dir = temporaryFolder();

    await spoolStdin(chunks('{"a":', '1}\n'), dir);
    await spoolStdin(chunks('{"a":1}\n'), dir);

    const files = await listSpooled(dir);
    expect(files.map((file) => readFileSync(file, 'utf8'))).toStrictEqual(['{"a":1}\n']);
  });

  it('leaves nothing behind when the input breaks off', async () => {
    const dir = temporaryFolder();
    async function* broken() {
      yield Buffer.from('{');
      throw new Error('the pipe broke');
    }

    await expect(spoolStdin(broken(), dir)).rejects.toThrow(/^cannot keep standard input in .*: the pipe broke$/);
    expect(readdirSync(join(dir, 'spool'))).toStrictEqual([]);
  });

  it('says what is in the way of the folder', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');

    await expect(spoolStdin(chunks(''), file)).rejects.toMatchObject({ name: 'InputError' });
  });
});

describe('discardSpooled', () => {
  it('removes what was read', async () => {
    const dir = temporaryFolder();
    await spoolStdin(chunks('x'), dir);

    await discardSpooled(await listSpooled(dir));

    expect(await listSpooled(dir)).toStrictEqual([]);
  });
});
