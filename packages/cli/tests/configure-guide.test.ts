import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, runCli, writeFiles } from './helpers/cli.ts';
import { keptFolder } from './helpers/kept-folder.ts';

const guide = readFileSync(join(root, 'docs/2.configure.md'), 'utf8');
const files = Object.fromEntries(
  [...guide.matchAll(/^```\w+ file=(\S+)\n([^]*?)^```$/gm)].map(([, file = '', content = '']) => [file, content]),
);

describe('the configuration of docs/2.configure.md', () => {
  const cwd = keptFolder();

  beforeAll(() => {
    writeFiles(cwd, files);
    mkdirSync(join(cwd, 'node_modules/@streamalert'), { recursive: true });
    symlinkSync(join(root, 'packages/log-types'), join(cwd, 'node_modules/@streamalert/log-types'));
  });

  it('has no problem', async () => {
    const { code, stdout } = await runCli(['validate', '--strict'], { cwd });

    expect([code, stdout]).toStrictEqual([0, expect.stringContaining('no problems in')]);
  });

  it('takes the record that it shows', async () => {
    const args = ['classify', '--cluster', 'prod', '--source', 's3:acme.vpn.logs', 'samples/vpn.jsonl'];

    const { code, stdout } = await runCli(args, { cwd });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      log_schema_type: 'vpn:session',
      record: {
        location: {},
        streamalert_normalization: { user_name: [{ function: null, values: ['mia'] }] },
      },
    });
  });

  it('answers the commands that it names', async () => {
    const source = ['--source', 's3:acme.vpn.logs'];
    const [infer, explain, overlaps] = await Promise.all([
      runCli(['schema', 'infer', '--name', 'vpn:session', 'samples/vpn.jsonl'], { cwd }),
      runCli(['explain', '--record', 'samples/vpn.jsonl', ...source], { cwd }),
      runCli(['schema', 'overlaps'], { cwd }),
    ]);

    expect([infer.code, explain.code, overlaps.code]).toStrictEqual([0, 0, 0]);
    expect(Object.keys(JSON.parse(infer.stdout)['vpn:session'].schema)).toStrictEqual([
      'bytes',
      'device',
      'groups',
      'time',
      'user',
    ]);
    expect(explain.stdout).toMatch(/vpn:session +yes/);
  });

  it('gets the message that it shows for a type that does not exist', async () => {
    const shown = /^(conf\/schemas\/vpn\.json#\S+) {3}(.*)$/m.exec(guide);
    const typo = files['conf/schemas/vpn.json']?.replace('"result": "string"', '"result": "strnig"') ?? '';
    const broken = keptFolder();
    writeFiles(broken, { ...files, 'conf/schemas/vpn.json': typo });
    symlinkSync(join(cwd, 'node_modules'), join(broken, 'node_modules'));

    const { code, stdout } = await runCli(['validate'], { cwd: broken });

    expect(code).toBe(1);
    expect(stdout).toContain(`${shown?.[1]}   ${shown?.[2]}`);
  });
});
