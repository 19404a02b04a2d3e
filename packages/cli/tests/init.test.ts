import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, runCli, temporaryFolder, writeFiles } from './helpers/cli.ts';
import { compileRules } from './helpers/compile-rules.ts';

describe('streamalert init', () => {
  it('makes a repo whose tests pass and whose sample logs raise the two alerts of the guide', async () => {
    const cwd = temporaryFolder();

    const made = await runCli(['init', 'My detections'], { cwd });
    const repo = join(cwd, 'My detections');
    symlinkSync(join(root, 'node_modules'), join(repo, 'node_modules'));
    const [tested, validated, ran] = await Promise.all([
      runCli(['test'], { cwd: repo }),
      runCli(['validate', '--strict'], { cwd: repo }),
      runCli(['run', 'sample-logs', '--format', 'json'], { cwd: repo }),
    ]);

    expect(made).toStrictEqual({
      code: 0,
      stdout: "Made a detection repo in My detections. Next:\n\n  cd 'My detections' && npm install && npm test\n",
      stderr: '',
    });
    expect(JSON.parse(readFileSync(join(repo, 'package.json'), 'utf8'))).toMatchObject({
      name: 'my-detections',
      scripts: { start: 'streamalert run sample-logs', test: 'streamalert test' },
    });
    expect([tested.code, validated.code, ran.code]).toStrictEqual([0, 0, 0]);
    expect(JSON.parse(ran.stdout).alerts).toStrictEqual({
      cloudtrail_critical_api_calls: 1,
      console_login_without_mfa: 1,
    });
    expect(compileRules(repo)).toStrictEqual([]);
  }, 60_000);

  it('makes it in a folder that holds a repository only', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, '.git'));

    const { code, stdout } = await runCli(['init', '.'], { cwd });

    expect([code, stdout]).toStrictEqual([0, 'Made a detection repo in .. Next:\n\n  npm install && npm test\n']);
    expect(existsSync(join(cwd, '.gitignore'))).toBe(true);
    expect(readdirSync(cwd)).not.toContain('gitignore');
  });

  it.each([
    ['a folder that is not empty', 'full', 'full is not empty (it holds a.txt); name a new folder'],
    ['a file', 'full/a.txt', 'cannot make a detection repo in full/a.txt: ENOTDIR'],
    ['a folder that cannot be made', '/sys/detections', 'cannot make a detection repo in /sys/detections: '],
  ])('changes nothing in %s', async (_, dir, message) => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'full/a.txt': 'x' });

    const { code, stderr } = await runCli(['init', dir], { cwd });

    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(readdirSync(join(cwd, 'full'))).toStrictEqual(['a.txt']);
  });
});
