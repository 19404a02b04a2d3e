import { describe, expect, it } from 'vitest';
import { makeProject, root, runCli, temporaryFolder } from './helpers/cli.ts';

describe('streamalert validate', () => {
  it('has nothing to say against the sample', async () => {
    const { code, stdout, stderr } = await runCli(['validate'], { cwd: root });

    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^(.* note: .*\n)*no problems in \d+ files(, \d+ notes?)?\n$/);
  });

  it('prints every problem of every file at once, to standard output', async () => {
    const cwd = makeProject({
      'conf/clusters/prod.json': {
        id: 'prod',
        classifier_config: {},
        data_sources: { s3: { bucket: ['cloudtrial'] } },
      },
      'conf/schemas/okta.json': { 'okta:logevents': { parser: 'json', schema: { client: 'strnig' } } },
      'conf/outputs.json': { console: ['stdout'], file: { alerts: 'alerts.jsonl' }, slack: 'team' },
      'conf/lookup_tables.json': '{"enabled": tru}',
    });

    const { code, stdout, stderr } = await runCli(['validate'], { cwd });

    expect({ code, stderr }).toStrictEqual({ code: 1, stderr: '' });
    expect(stdout.split('\n').filter((line) => !line.includes(' note: '))).toStrictEqual([
      'conf/lookup_tables.json#   is not JSON: something that is not JSON at line 1, column 13',
      'conf/outputs.json#/slack   must be an array of descriptors or an object of descriptor to settings, is a text',
      'conf/clusters/prod.json#/data_sources/s3/bucket/0   log source "cloudtrial" is not defined by any schema; did you mean "cloudtrail"?',
      expect.stringMatching(
        /^conf\/schemas\/okta\.json#\/okta:logevents\/schema\/client {3}type "strnig" is not one of/,
      ),
      expect.stringMatching(/^4 problems in 4 of \d+ files/),
      '',
    ]);
  });

  it('gives the same as data with --format json', async () => {
    const cwd = makeProject({ 'conf/outputs.json': { file: ['x'] } });

    const { code, stdout } = await runCli(['validate', '--format', 'json'], { cwd });

    const { valid, issues } = JSON.parse(stdout);
    expect([code, valid]).toStrictEqual([1, false]);
    expect(issues).toContainEqual({
      file: 'conf/outputs.json',
      pointer: expect.any(String),
      message: expect.any(String),
      severity: 'error',
    });
  });

  it('checks the rules too', async () => {
    const cwd = makeProject({
      'rules/broken.ts': 'export const x = ;',
      'rules/typo.ts': `
        import { defineRule } from '@streamalert/rules-sdk';
        export const typo = defineRule({ id: 'typo', description: 'x', logs: ['cloudtrial:events'], outputs: ['slack:no'] });`,
    });

    const { code, stdout } = await runCli(['validate'], { cwd });

    expect(code).toBe(1);
    expect(stdout).toMatch(/^rules\/broken\.ts#/m);
    expect(stdout).toMatch(/^rules\/typo\.ts#.*cloudtrial:events/m);
  });

  it('says that there is no configuration', async () => {
    const { code, stdout } = await runCli(['validate'], { cwd: temporaryFolder() });

    expect(code).toBe(1);
    expect(stdout).toMatch(/^conf#.*\n1 problem/);
  });
});
