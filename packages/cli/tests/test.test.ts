import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsDirectory } from '@streamalert/community-rules';
import { eventsDirectory as logTypeEvents } from '@streamalert/log-types';
import { describe, expect, it } from 'vitest';
import { makeProject, root, runCli, startCli, writeFiles } from './helpers/cli.ts';
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
      // It fires on every record of its log type, so that no near miss can be.
      rulesWithoutQuietEvent: ['trendmicro_malware_event'],
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
      runCli(['test', 'lives'], { cwd }),
      runCli(['test', '-f', 'x', '-r', 'y'], { cwd }),
    ]);

    expect(results.map(({ code }) => code)).toStrictEqual([1, 1, 2, 2]);
  });

  it('writes JUnit XML, and what each rule did', async () => {
    const cwd = project();

    const [junit, stats] = await Promise.all([
      runCli(['test', '--format', 'junit'], { cwd }),
      runCli(['test', '--stats', '-n', '3', '-r', 'one'], { cwd }),
    ]);

    expect(junit.code).toBe(1);
    expect(junit.stdout).toMatch(/^<\?xml [^]*<testsuites name="streamalert" tests="3" failures="1"/);
    expect(stats.stdout).toMatch(/1 event, 3 times · 1 passed[^]*│ one +│ 3 +│ 3 +│ 0 /);
  });

  it('sets the time, and takes the rules of another folder as 3.5 named it', async () => {
    const cwd = makeProject({
      'elsewhere/timed.ts': `
        import { defineRule } from '@streamalert/rules-sdk';
        export const timed = defineRule({
          id: 'timed', description: 'x', logs: ['cloudtrail:events'], when: ({ now }) => now === 1767225600000000,
        });`,
      'elsewhere/timed.json': [event('at New Year', 'One', 'timed')],
    });

    const runs = ['2026-01-01T00:00:00Z', '1767225600', '2026-01-02'].map((now) =>
      runCli(['test', '-d', 'elsewhere', '--now', now], { cwd }),
    );

    expect((await Promise.all(runs)).map(({ code }) => code)).toStrictEqual([0, 0, 1]);
  });

  it.each([
    ['--now', 'noon'],
    ['--repeat', '1001'],
    ['--format', 'xml'],
    ['-v', '-q'],
  ])('refuses %s %s', async (...args) => {
    expect((await runCli(['test', ...args], { cwd: project() })).code).toBe(2);
  });

  it('runs one event, and shows how explain comes to its verdict', async () => {
    const cwd = project();

    const [one, explained, absent] = await Promise.all([
      runCli(['test', '-f', 'rules/one.json:2', '--format', 'json'], { cwd }),
      runCli(['explain', '--event', 'rules/two.json:1'], { cwd }),
      runCli(['explain', '--event', 'rules/two.json:2'], { cwd }),
    ]);

    expect(JSON.parse(one.stdout).events).toMatchObject([{ file: 'rules/one.json', index: 2 }]);
    expect(explained.stdout).toMatch(
      /^event rules\/two\.json:1: should fire {3}source s3:prefix\.cluster\.sample\.bucket {3}cluster prod\n/,
    );
    expect(explained.stdout).toContain(
      'two   no     its conditions hold; its own code says no, having read eventName = "None"',
    );
    expect([absent.code, absent.stderr]).toStrictEqual([1, 'streamalert: rules/two.json has no event 2, only 1\n']);
  });

  it('runs again with --watch whenever a rule or an event changes, until it is interrupted', async () => {
    const cwd = project();
    const watching = startCli(['test', '--watch'], { cwd });
    await watching.said('1 failed');
    await watching.said('Watching conf, rules; Ctrl-C ends it.');

    writeFiles(cwd, { 'rules/two.json': [event('should fire', 'Two', 'two')] });
    await watching.said('3 passed');
    writeFiles(cwd, { 'rules/two.ts': rule('three', 'Two') });
    await watching.said('no rule has this id');
    watching.child.kill('SIGINT');

    expect((await watching.ended).code).toBe(1);
  });

  it.each([
    ['never returns', 'for (;;);', 'did not return within 5 s'],
    ['ends the process as if all were well', 'process.exit(0);', 'ended the process'],
  ])(
    'names a rule that %s, and fails',
    async (_case, body, message) => {
      const cwd = makeProject({
        'rules/bad.ts': `
        import { defineRule } from '@streamalert/rules-sdk';
        export const bad = defineRule({
          id: 'bad', description: 'x', logs: ['cloudtrail:events'], when: () => { ${body} },
        });`,
        'rules/bad.json': [event('quiet', 'None')],
      });

      const { code, stderr } = await runCli(['test'], { cwd });

      expect(code).not.toBe(0);
      expect(stderr).toBe(
        `streamalert: rule bad (rules/bad.ts) on event rules/bad.json:1 ${message}; the events behind it did not run.\n`,
      );
    },
    60_000,
  );

  it('says where a file of events is malformed', async () => {
    const cwd = makeProject({ 'rules/one.ts': rule('one', 'One'), 'rules/one.json': '[{"log": }]' });

    const { code, stdout } = await runCli(['test'], { cwd });

    expect(code).toBe(1);
    expect(stdout).toMatch(/rules\/one\.json.*line 1/);
  });
});
