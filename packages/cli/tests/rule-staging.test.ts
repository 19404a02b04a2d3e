import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CliResult, makeProject, runCli, sampleConf, temporaryFolder, writeFiles } from './helpers/cli.ts';
import { lines, trailStopped } from './helpers/cloudtrail.ts';
import { keptFolder } from './helpers/kept-folder.ts';

/** Each command is a process. */
const timeout = 60_000;

const rule = (id: string) => `
  import { defineCloudTrailRule } from '@streamalert/rules-sdk';
  export const rule = defineCloudTrailRule({
    id: '${id}', description: 'For tests.', where: { eventName: 'StopLogging' }, outputs: ['console:stdout'],
  });`;

/** A project with staging whose rule `first` notifies and whose rule `second` is staged; made once, and copied. */
let made: { readonly cwd: string; readonly result: CliResult };
const kept = keptFolder();

beforeAll(async () => {
  const cwd = kept;
  cpSync(sampleConf, join(cwd, 'conf'), { recursive: true });
  writeFiles(cwd, {
    'rules/first.ts': rule('first'),
    'a.jsonl': lines(trailStopped),
    'b.jsonl': lines(trailStopped, trailStopped),
  });
  const path = join(cwd, 'conf/global.json');
  const global = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  global['infrastructure'] = { rule_staging: { enabled: true } };
  writeFileSync(path, JSON.stringify(global, undefined, 2));
  const run = (file: string) => runCli(['run', file, '--source', 's3:prefix.cluster.sample.bucket'], { cwd });
  await run('a.jsonl');
  writeFileSync(join(cwd, 'rules/second.ts'), rule('second'));
  made = { cwd, result: await run('b.jsonl') };
}, timeout);

function stagedProject() {
  const cwd = temporaryFolder();
  cpSync(made.cwd, cwd, { recursive: true });
  return { cwd, result: made.result, staging: (...args: string[]) => runCli(['rule-staging', ...args], { cwd }) };
}

describe('rule-staging', { timeout }, () => {
  it('tells which rules are staged, and why', async () => {
    const { result, staging } = stagedProject();

    const [text, verbose, json] = [
      await staging('status'),
      await staging('status', '-v'),
      await staging('status', '--format', 'json'),
    ];

    expect(result.stderr).toContain('staged for 48 hours, recording and not notifying: second');
    expect(text.stdout).toBe('Rule         Staged?\n  1: first   False\n  2: second  True\n');
    expect(verbose.stdout).toMatch(/- StagedUntil: .*\n.*- ContentHash: .*\n.*staged: the rule is new/);
    expect(JSON.parse(json.stdout)).toMatchObject({
      rules: [
        { rule: 'first', staged: false },
        { rule: 'second', staged: true },
      ],
    });
  });

  it('stage and unstage toggle rules, and name those that do not exist', async () => {
    const { staging } = stagedProject();
    const dry = await staging('unstage', 'second', '--dry-run', '--format', 'json');
    const before = await staging('status');

    const unstaged = await staging('unstage', 'second', 'third', 'second');
    const restaged = await staging('stage', 'first', '--format', 'json');

    expect([dry.code, JSON.parse(dry.stdout)]).toStrictEqual([
      0,
      { changed: [{ rule: 'second', was: true, staged: false }], unknown: [], dry_run: true },
    ]);
    expect(before.stdout).toContain('second  True');
    expect([unstaged.code, unstaged.stdout, unstaged.stderr]).toStrictEqual([
      1,
      'second notifies\n',
      expect.stringContaining('there is no rule "third" in the rule table'),
    ]);
    expect([restaged.code, (await staging('status')).stdout]).toStrictEqual([
      0,
      'Rule         Staged?\n  1: first   True\n  2: second  False\n',
    ]);
  });

  it('promote lets quiet rules notify, and keeps what that was decided on', async () => {
    const { cwd, staging } = stagedProject();
    const waiting = await staging('promote');
    const path = join(cwd, 'conf/global.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"enabled": true', '"enabled": true, "staging_hours": 0'));
    await staging('stage', 'second');

    const dry = await staging('promote', '--dry-run');
    const promoted = await staging('promote', '--format', 'json');
    const status = await staging('status', '-v');

    expect(waiting.stdout).toMatch(/^waits {2}second {3}until \d{4}.*, 2 alerts since \d{4}/);
    expect(dry.stdout).toMatch(/^would be promoted {2}second {3}0 alerts since \d{4}/);
    expect(JSON.parse(promoted.stdout)).toMatchObject({ rules: [{ rule: 'second', alerts: 0, verdict: 'promoted' }] });
    expect(status.stdout).toMatch(/notifies: its time was over, 0 alerts since .*, 0 allowed/);
  });

  it('digest tells how many alerts each staged rule raised, and where they are', async () => {
    const { staging } = stagedProject();

    const { code, stdout } = await staging('digest');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Alert statistics for 1 staged rule\(s\) \[.* UTC\]\n\n◦ second\n\t- Staged At: /);
    expect(stdout).toContain('\t- Alert Count: 2\n\t- Alert Info: streamalert search "select * from alerts');
  });

  it('enable changes its setting alone, and refuses what is neither', async () => {
    const cwd = makeProject();
    const path = join(cwd, 'conf/global.json');
    const before = readFileSync(path, 'utf8');
    const enable = (...args: string[]) => runCli(['rule-staging', 'enable', ...args], { cwd });

    const neither = await enable();
    const dry = await enable('--true', '--dry-run', '--format', 'json');
    const untouched = readFileSync(path, 'utf8');
    const done = await enable('-t');
    const staging = JSON.parse(readFileSync(path, 'utf8')) as { infrastructure: unknown };

    expect([neither.code, neither.stderr]).toStrictEqual([
      2,
      expect.stringContaining('name one of --true and --false'),
    ]);
    expect([dry.code, JSON.parse(dry.stdout), untouched]).toStrictEqual([
      0,
      {
        file: 'conf/global.json',
        changes: [{ path: ['infrastructure', 'rule_staging', 'enabled'], value: true }],
        changed: true,
        dry_run: true,
      },
      before,
    ]);
    expect([done.code, done.stdout]).toStrictEqual([0, 'Staging is enabled in conf/global.json.\n']);
    expect(staging.infrastructure).toMatchObject({ rule_staging: { enabled: true } });
    expect(readFileSync(path, 'utf8').split('\n')[0]).toBe(before.split('\n')[0]);
  });

  it('does not write a file that it cannot read', async () => {
    const cwd = makeProject({ 'conf/global.json': '{"account": ' });

    const { code, stderr } = await runCli(['rule-staging', 'enable', '-t'], { cwd });

    expect([code, stderr]).toStrictEqual([1, expect.stringContaining('conf/global.json#   is not JSON')]);
    expect(readFileSync(join(cwd, 'conf/global.json'), 'utf8')).toBe('{"account": ');
  });

  it('needs a state', async () => {
    const { code, stderr } = await runCli(['rule-staging', 'status'], { cwd: makeProject() });

    expect([code, stderr]).toStrictEqual([1, expect.stringContaining('there is no .streamalert yet')]);
  });
});
