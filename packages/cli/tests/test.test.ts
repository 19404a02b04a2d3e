import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsDirectory } from '@streamalert/community-rules';
import { eventsDirectory as logTypeEvents } from '@streamalert/log-types';
import { describe, expect, it } from 'vitest';
import { makeProject, root, runCli } from './helpers/cli.ts';
import { makeEvent } from './helpers/cloudtrail.ts';

const rule = (id: string, name: string): string => `
  import { defineRule } from '@streamalert/rules-sdk';
  export const ${id} = defineRule({
    id: '${id}', description: 'x', logs: ['cloudtrail:events'], when: ({ record }) => record.eventName === '${name}',
  });`;

const event = (description: string, eventName: string, ...rules: string[]) => ({
  description,
  log: 'cloudtrail:events',
  service: 's3',
  source: 'prefix.cluster.sample.bucket',
  trigger_rules: rules,
  data: makeEvent({ eventName }),
});

const project = () =>
  makeProject({
    'rules/one.ts': rule('one', 'One'),
    'rules/one.json': [event('fires', 'One', 'one'), event('is quiet', 'None')],
    'rules/two.ts': rule('two', 'Two'),
    'rules/two.json': [event('should fire', 'None', 'two')],
  });

describe('streamalert test', () => {
  it('passes for the rules that come with StreamAlert', async () => {
    const { code, stdout } = await runCli(['test', '--conf', 'conf', '--format', 'json'], { cwd: root });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      passed: true,
      summary: { passed: expect.any(Number), failed: 0 },
      rulesWithoutEvents: [],
      rulesWithoutQuietEvent: [],
    });
  });

  it('exits with 1 for an event that does not do what it says', async () => {
    const cwd = project();

    const [text, json, quiet] = await Promise.all([
      runCli(['test'], { cwd }),
      runCli(['test', '--format', 'json'], { cwd }),
      runCli(['test', '--quiet'], { cwd }),
    ]);

    expect([text.code, json.code]).toStrictEqual([1, 1]);
    expect(text.stdout).toMatch(/✓ 1 {2}fires\n.*✓ 2 {2}is quiet\n[^]*✗ 1 {2}should fire\n[^]*two did not fire/);
    expect(text.stdout).toContain('3 events · 2 passed · 1 failed');
    expect(JSON.parse(json.stdout).summary).toStrictEqual({ total: 3, passed: 2, failed: 1 });
    expect(quiet.stdout).not.toContain('is quiet');
  });

  it('runs only the files and rules that are asked for', async () => {
    const cwd = project();

    const [file, onlyOne, elsewhere, stage] = await Promise.all([
      runCli(['test', '-f', 'rules/one.json', '--format', 'json'], { cwd }),
      runCli(['test', '-r', 'one', '--format', 'json'], { cwd }),
      runCli(['test', '--events', 'rules/one.json', '--format', 'json'], { cwd }),
      runCli(['test', 'classifier', '--format', 'json'], { cwd }),
    ]);

    expect(
      [file, onlyOne, elsewhere, stage].map(({ code, stdout }) => [code, JSON.parse(stdout).summary]),
    ).toStrictEqual([
      [0, { total: 2, passed: 2, failed: 0 }],
      [0, { total: 1, passed: 1, failed: 0 }],
      [0, { total: 2, passed: 2, failed: 0 }],
      [0, { total: 3, passed: 3, failed: 0 }],
    ]);
  });

  it('classifies the events of the shipped log types and rules where there are no rules yet', async () => {
    const cwd = makeProject();
    const folders = [eventsDirectory, logTypeEvents];
    const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
    const total = files.reduce((sum, file) => sum + JSON.parse(readFileSync(file, 'utf8')).length, 0);

    const { code, stdout } = await runCli(['test', 'classifier', '--format', 'json'], { cwd });

    expect([code, JSON.parse(stdout).summary]).toStrictEqual([0, { total, passed: total, failed: 0 }]);
  });

  it('exits with 1 for what it asks for and is nowhere, and with 2 for what it does not know', async () => {
    const cwd = project();

    const results = await Promise.all([
      runCli(['test', '-r', 'three'], { cwd }),
      runCli(['test', '-f', 'three.json'], { cwd }),
      runCli(['test', 'live'], { cwd }),
      runCli(['test', '-f', 'x', '-r', 'y'], { cwd }),
    ]);

    expect(results.map(({ code }) => code)).toStrictEqual([1, 1, 2, 2]);
  });

  it('says where a file of events is malformed', async () => {
    const cwd = makeProject({ 'rules/one.ts': rule('one', 'One'), 'rules/one.json': '[{"log": }]' });

    const { code, stdout } = await runCli(['test'], { cwd });

    expect(code).toBe(1);
    expect(stdout).toMatch(/rules\/one\.json.*line 1/);
  });
});
