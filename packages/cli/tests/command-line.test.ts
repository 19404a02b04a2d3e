import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bin, root, runCli } from './helpers/cli.ts';
import { keptFolder } from './helpers/kept-folder.ts';

const { version } = JSON.parse(readFileSync(join(root, 'packages/cli/package.json'), 'utf8'));

describe.concurrent('streamalert', () => {
  const cwd = keptFolder();

  it.each([
    ['its version', ['--version'], 0, /^\d/],
    ['help', ['--help'], 0, /Usage: streamalert/],
    ['help on a command', ['run', '--help'], 0, /Usage: streamalert run/],
    ['nothing for a command it does not know', ['bogus'], 2, /^$/],
    ['nothing when no command is named', [], 2, /^$/],
  ])('prints %s', async (_, args, code, stdout) => {
    const result = await runCli(args, { cwd });

    expect(result.code).toBe(code);
    expect(result.stdout).toMatch(stdout);
  });

  it.each([
    ['athena', 'create-table', 'the tables of history are made by "streamalert deploy"'],
    ['app', 'list', 'apps are not deployed by this version'],
    ['live-test', '--rules', 'it is "streamalert test live"'],
    ['terraform', 'build', 'there is no Terraform'],
  ])('says what took the place of %s', async (command, argument, message) => {
    const { code, stdout, stderr } = await runCli([command, argument], { cwd });

    expect([code, stdout]).toStrictEqual([2, '']);
    expect(stderr).toContain(`streamalert: "${command}" is a command of StreamAlert 3.5 and before: ${message}`);
  });

  it('prints the version that npm knows', async () => {
    expect((await runCli(['--version'], { cwd: root })).stdout).toBe(`${version}\n`);
  });
});

describe.concurrent('streamalert on a Node.js that is too old', () => {
  it.each(['16.20.2', '20.19.0', '22.17.1'])('says so on %s and exits with 2', async (old) => {
    const preload = `data:text/javascript,Object.defineProperty(process.versions, 'node', { value: '${old}' })`;

    const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((resolve) =>
      execFile(process.execPath, ['--import', preload, bin, 'run'], (error, _, stderr) =>
        resolve({ code: error?.code, stderr }),
      ),
    );

    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^streamalert: Node\\.js 22\\.18 or newer is needed, this is ${old}\\. .*\\n$`));
  });
});
