import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleFiles } from '../example-logs/files.ts';
import { run } from '../run.ts';
import { root } from '../workspace.ts';

const generate = (...args: string[]) =>
  run(process.execPath, ['--conditions=@streamalert/source', 'tools/generate-example-logs.ts', ...args], { cwd: root });

describe('generate-example-logs', () => {
  it('finds examples/logs as it makes them', async () => {
    expect(await generate('--check')).toMatchObject({ code: 0, output: '' });
  });

  it('makes the same files every time', () => {
    const contents = () => exampleFiles().map(({ path, text }) => [path, text]);
    expect(contents()).toStrictEqual(contents());
  });

  it('uses only addresses and accounts from documentation', () => {
    const texts = exampleFiles().map(({ text }) => text);
    const addresses = texts.flatMap((text) => text.match(/"\d+\.\d+\.\d+\.\d+"/g) ?? []);
    const accounts = texts.flatMap((text) => text.match(/(?<=[":])\d{12}(?=[":])/g) ?? []);
    expect(new Set(addresses.map((address) => address.slice(1, address.lastIndexOf('.'))))).toStrictEqual(
      new Set(['192.0.2', '198.51.100', '203.0.113']),
    );
    expect(new Set(accounts)).toStrictEqual(new Set(['123456789012', '210987654321']));
  });

  it('keeps an integer beyond 2⁵³ as text of the file, for others to keep', () => {
    const plain = readFileSync(join(root, 'examples/logs/change-window.json'), 'utf8');
    expect(plain).toContain('"Records"');
    expect(exampleFiles().some(({ text }) => text.includes('9007199254740993'))).toBe(true);
  });
});
