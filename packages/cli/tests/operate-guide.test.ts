import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, root, runCli } from './helpers/cli.ts';

const guide = readFileSync(join(root, 'docs/4.operate.md'), 'utf8');
const files = Object.fromEntries(
  [...guide.matchAll(/^```\w+ file=(\S+)\n([^]*?)^```$/gm)].map(([, file = '', content = '']) => [file, content]),
);

/** Each command is a process. */
const timeout = 60_000;

describe('the examples of docs/4.operate.md', { timeout }, () => {
  it('are configuration without an error', async () => {
    const cwd = makeProject(files);

    const { code, stdout } = await runCli(['validate'], { cwd });

    expect(stdout).not.toMatch(/^error/m);
    expect(code).toBe(0);
  });

  it('are lookup tables that answer as is said', async () => {
    const cwd = makeProject(files);
    const get = (table: string, key: string) => runCli(['lookup-tables', 'get', '-t', table, '-k', key], { cwd });

    const answers = [await get('account-owners', '123456789012'), await get('office-networks', '192.0.2.0/24')];

    expect(answers.map(({ stdout }) => stdout)).toStrictEqual(['"team-payments"\n', '{"site":"Oslo","floor":"3"}\n']);
  });

  it('name commands that there are', async () => {
    const commands = [...guide.matchAll(/^streamalert ([a-z-]+ [a-z-]+)/gm)].map(([, command = '']) =>
      command.split(' '),
    );

    const helps = await Promise.all(
      commands.slice(0, 3).map((command) => runCli([...command, '--help'], { cwd: root })),
    );

    expect(commands.length).toBeGreaterThan(12);
    expect(helps.map(({ code }) => code)).toStrictEqual([0, 0, 0]);
  });
});
