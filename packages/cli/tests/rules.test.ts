import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, sampleConf, temporaryFolder, writeFiles } from './helpers/cli.ts';

/** A folder with rules of one's own, and what names it and the sample configuration. */
function ownRules(): { cwd: string; args: string[] } {
  const cwd = temporaryFolder();
  writeFiles(cwd, {
    'rules/own.mjs': `import { defineRule } from '@streamalert/rules-sdk';
const rule = (id, more) => defineRule({ id, description: 'Says ' + id + '.', logs: ['okta:logevents'], ...more });
export const mapped = rule('mapped', {
  severity: 'high',
  tags: ['mfa'],
  attack: [{ tactic: 'TA0006', technique: 'T1556.006' }],
  runbook: '1. Ask.\\n2. Undo.',
  where: { eventType: 'user.mfa.factor.deactivate' },
  merge: { by: ['alternateId'], windowMinutes: 60 },
});
export const unmapped = rule('unmapped', { enabled: false });
`,
  });
  return { cwd, args: ['--conf', sampleConf, '--rules', 'rules'] };
}

describe('streamalert rules', () => {
  it('list names the rules that are asked for, a line each', async () => {
    const { cwd, args } = ownRules();
    const filter = ['--technique', 'T1556', '--tag', 'mfa', '--severity', 'high', '--log', 'okta:logevents'];

    const { code, stdout } = await runCli(['rules', 'list', ...args, ...filter, '--format', 'json'], { cwd });

    expect([code, JSON.parse(stdout)]).toStrictEqual([
      0,
      {
        id: 'mapped',
        file: 'rules/own.mjs',
        enabled: true,
        description: 'Says mapped.',
        severity: 'high',
        logs: ['okta:logevents'],
        tags: ['mfa'],
        attack: [{ tactic: 'TA0006', technique: 'T1556.006' }],
        runbook: '1. Ask.\n2. Undo.',
        merge_by_keys: ['alternateId'],
        merge_window_minutes: 60,
      },
    ]);
  });

  it('show tells what a rule looks for and what to do about its alerts', async () => {
    const { cwd, args } = ownRules();

    const { code, stdout } = await runCli(['rules', 'show', 'mapped', ...args], { cwd });

    expect([code, stdout]).toStrictEqual([
      0,
      `mapped

Says mapped.

severity    high
looks at    okta:logevents
conditions  eventType = user.mfa.factor.deactivate
ATT&CK      T1556.006 (TA0006)
tags        mfa
outputs     those of general.default_outputs
merged      by alternateId for 60 min
runbook     1. Ask.
            2. Undo.
file        rules/own.mjs
`,
    ]);
  });

  it('show names rules alike when there is none of a name', async () => {
    const { cwd, args } = ownRules();

    const { code, stderr } = await runCli(['rules', 'show', 'map', ...args], { cwd });

    expect([code, stderr]).toStrictEqual([
      2,
      'streamalert: no rule has the id "map"; did you mean mapped, unmapped?\n',
    ]);
  });

  it('coverage writes its page to a file, or says where it cannot', async () => {
    const { cwd, args } = ownRules();
    const draw = (file: string) => runCli(['rules', 'coverage', ...args, '--format', 'html', '--out', file], { cwd });

    const [done, failed] = [await draw('c.html'), await draw('no/c.html')];

    expect(done).toStrictEqual({ code: 0, stdout: '', stderr: 'Wrote c.html\n' });
    expect(readFileSync(join(cwd, 'c.html'), 'utf8')).toMatch(/^<!doctype html>.*<\/html>\n$/s);
    expect(failed).toStrictEqual({ code: 2, stdout: '', stderr: 'streamalert: cannot write no/c.html: ENOENT\n' });
    expect(existsSync(join(cwd, 'no'))).toBe(false);
  });
});
