import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeProject, runCli, sampleConf, startCli, temporaryFolder, writeFiles } from './helpers/cli.ts';
import { lines, makeEvent, trailStopped } from './helpers/cloudtrail.ts';
import { keptFolder } from './helpers/kept-folder.ts';
import { startReceiver } from './helpers/receiver.ts';

const conf = ['--conf', sampleConf];

/** Raises no alert of the shipped rules. */
const quiet = lines(makeEvent());

describe('streamalert run', () => {
  it('prints alerts and a summary into a pipe, and messages to standard error', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'logs/a.jsonl': lines(trailStopped, makeEvent()), 'logs/LICENSE': 'none' });

    const { code, stdout, stderr } = await runCli(['run', 'logs', ...conf], { cwd });

    expect(code).toBe(0);
    expect(stdout.replace(/\d+\.\d s/, '0.1 s')).toBe(
      [
        'HIGH    cloudtrail_critical_api_calls          2026-11-20 09:00:00  us-east-1  StopLogging by mia from 192.0.2.14  → console, file',
        '',
        '1 file read, 1 skipped (LICENSE)        0.1 s',
        'records    2 in = 2 classified + 0 rejected',
        '             cloudtrail:events  2',
        'alerts     1 by 1 rule',
        '             cloudtrail_critical_api_calls  1',
        'delivered  console 1, file 1, history 1      waiting 0',
        'history    .streamalert/history   ·   streamalert search "select * from alerts"',
        '',
      ].join('\n'),
    );
    expect(stderr).toMatch(
      /^There are no rules of your own yet: the shipped community rules are used\.\nStreamAlert \d+\.\d+\.\d+ {3}conf .* · cluster prod · source s3:prefix\.cluster\.sample\.bucket · \d+ rules · state \.streamalert\n\n$/,
    );
  });

  it('gives the summary alone on standard output with --format json, and delivers nothing twice', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'logs/a.jsonl': lines(trailStopped, makeEvent(), { door: 'north' }), 'logs/LICENSE': 'none' });
    const args = ['run', 'logs', ...conf, '--format', 'json'];

    const first = await runCli(args, { cwd });
    const second = await runCli(args, { cwd });

    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout)).toStrictEqual({
      files: { read: 1, unchanged: 0, skipped: 1, unreadable: 0 },
      records: { in: 3, classified: { 'cloudtrail:events': 2 }, rejected: { 'unknown keys': 1 } },
      alerts: { cloudtrail_critical_api_calls: 1 },
      deliveries: { 'aws-firehose:alerts': 1, 'console:stdout': 1, 'file:alerts': 1 },
      waiting: 0,
      rule_errors: {},
      seconds: expect.any(Number),
    });
    expect(first.stderr).toContain('cloudtrail_critical_api_calls');
    expect(JSON.parse(second.stdout)).toMatchObject({
      files: { read: 1, unchanged: 1 },
      records: { in: 3 },
      alerts: {},
      deliveries: {},
    });
  });

  it('tells with --stats what each rule did', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'a.jsonl': lines(trailStopped, makeEvent()) });
    const args = ['run', 'a.jsonl', ...conf, '--stats'];

    const text = await runCli([...args, '--state', 'one'], { cwd });
    const json = await runCli([...args, '--state', 'two', '--format', 'json'], { cwd });

    expect(text.stdout).toMatch(/│ rule +│ evaluations │ matches │ errors │ ms +│ µs each │/);
    expect(JSON.parse(json.stdout).rules.cloudtrail_critical_api_calls).toStrictEqual({
      evaluations: expect.any(Number),
      matches: 1,
      errors: 0,
      ms: expect.any(Number),
    });
  });

  it('runs rules in its own process with --no-isolate, where one that exits ends the run', async () => {
    const rule = (body: string) => `
      import { isMainThread } from 'node:worker_threads';
      import { defineRule } from '@streamalert/rules-sdk';
      export const where = defineRule({ id: 'where', description: 'x', logs: ['cloudtrail:events'], when: () => ${body} });`;
    const answers = makeProject({ 'rules/a.ts': rule('isMainThread'), 'a.jsonl': lines(makeEvent()) });
    const exits = makeProject({ 'rules/a.ts': rule('process.exit(7)'), 'a.jsonl': lines(makeEvent()) });
    const args = ['run', 'a.jsonl', '--format', 'json'];

    const [isolated, own, ended, survived] = await Promise.all([
      runCli(args, { cwd: answers }),
      runCli([...args, '--no-isolate', '--state', 'other'], { cwd: answers }),
      runCli([...args, '--no-isolate', '--state', 'other'], { cwd: exits }),
      runCli(args, { cwd: exits }),
    ]);

    expect([isolated, own].map(({ stdout }) => JSON.parse(stdout).alerts)).toStrictEqual([{}, { where: 1 }]);
    expect(ended.code).toBe(7);
    expect(JSON.parse(survived.stdout).rule_errors).toStrictEqual({ where: 1 });
    expect(survived.stderr).toContain('rule where failed: ended the worker with code 7  file=rules/a.ts  record=');
  }, 60_000);

  it('exits with 1 for rejected records only with --strict, and says where to look', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'a.jsonl': lines({ door: 'north' }) });

    const { code, stdout } = await runCli(['run', 'a.jsonl', ...conf, '--strict', '--state', 'kept'], { cwd });

    expect(code).toBe(1);
    expect(stdout).toContain('streamalert status --state kept shows one of each\n');
  });

  it('exits with 1 when an alert waits, which the next run delivers', async () => {
    const receiver = await startReceiver();
    receiver.answer(503);
    const cwd = makeProject({
      'conf/outputs.json': { webhook: { soc: {} }, console: ['stdout'] },
      'conf/global.json': webhookOnly,
      'a.jsonl': lines(trailStopped),
    });
    const options = { cwd, env: { STREAMALERT_OUTPUT_WEBHOOK_SOC: JSON.stringify({ url: receiver.url }) } };

    const down = await runCli(['run', 'a.jsonl', '--drain', '0'], options);
    const status = await runCli(['status'], options);
    const json = await runCli(['status', '--format', 'json'], options);
    receiver.answer(200);
    const up = await runCli(['run', 'a.jsonl'], options);

    expect([down.code, up.code]).toStrictEqual([1, 0]);
    expect(down.stdout).toContain('delivered  history 1      waiting 1   streamalert status says why');
    expect(status.stdout).toMatch(
      /^waiting {6}1 alert {3}oldest .*\n {2}webhook:soc {3}1 {3}.*503.* {3}try 1, next in \d+(\.\d)? s\n/,
    );
    expect(JSON.parse(json.stdout).waiting).toMatchObject({
      alerts: 1,
      outputs: [{ output: 'webhook:soc', alerts: 1, attempts: 1, parked: 0 }],
      merging: 0,
    });
    expect(up.stdout).toContain('delivered  webhook:soc 1      waiting 0');
    expect(receiver.received).toHaveLength(1);
  });

  it('starts nothing when the configuration has errors', async () => {
    const cwd = makeProject({ 'conf/outputs.json': { slack: {} }, 'a.jsonl': quiet });
    writeFileSync(
      join(cwd, 'conf/clusters/prod.json'),
      '{"id": "prod", "data_sources": {"s3": {"b": ["cloudtrial"]}}}',
    );

    const { code, stdout, stderr } = await runCli(['run', 'a.jsonl'], { cwd });

    expect({ code, stdout }).toStrictEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error {2}conf\/clusters\/prod\.json#\/data_sources\/s3\/b\/0 .*cloudtrial/m);
    expect(stderr).toContain('Nothing was started, as the configuration or the rules have errors.\n');
    expect(readdirSync(cwd)).not.toContain('.streamalert');
  });

  it('reads the others when one input is gone before its turn', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'a.jsonl': quiet });
    const running = startCli(['run', '-', 'a.jsonl', ...conf], { cwd, stdin: { open: quiet } });
    await until(() => readdirSync(join(cwd, '.streamalert/spool')).length > 0);

    rmSync(join(cwd, 'a.jsonl'));
    running.child.stdin?.end();

    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(1);
    expect(stdout).toContain('1 file read, 1 unreadable');
    expect(stderr).toMatch(/^error {2}cannot read a\.jsonl: /m);
  });

  it('reads globs, and the rules and the cluster that are named', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, {
      'one.jsonl': lines(makeEvent({ eventName: 'One' })),
      'two.jsonl': lines(makeEvent({ eventName: 'Two' })),
      'mine/every.ts': `
        import { defineRule } from '@streamalert/rules-sdk';
        export const every = defineRule({ id: 'every', description: 'Every event.', logs: ['cloudtrail:events'] });`,
    });

    const source = ['--cluster', 'prod', '--source', 'kinesis:prefix_cluster1_streamalert'];
    const { code, stdout, stderr } = await runCli(
      ['run', '*.jsonl', ...conf, ...source, '--rules', 'mine', '--format', 'json'],
      { cwd },
    );

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ files: { read: 2 }, records: { in: 2 }, alerts: { every: 2 } });
    expect(stderr).toContain('source kinesis:prefix_cluster1_streamalert · 1 rule ');
    expect(stderr).not.toContain('shipped');
  });

  it('reads standard input once, and keeps no copy of it', async () => {
    const cwd = temporaryFolder();
    const run = () =>
      runCli(['run', '-', ...conf, '--format', 'json'], { cwd, stdin: lines(trailStopped, makeEvent()) });

    const first = await run();
    const second = await run();

    expect(JSON.parse(first.stdout)).toMatchObject({ records: { in: 2 }, deliveries: { 'file:alerts': 1 } });
    expect(JSON.parse(second.stdout)).toMatchObject({ deliveries: {} });
    expect(readdirSync(join(cwd, '.streamalert/spool'))).toStrictEqual([]);
    expect(readFileSync(join(cwd, '.streamalert/alerts.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('gives up standard input at Ctrl-C, and keeps nothing of it', async () => {
    const cwd = temporaryFolder();
    const running = startCli(['run', '-', ...conf], { cwd, stdin: { open: quiet } });
    await running.said('StreamAlert');
    await until(() => readdirSync(join(cwd, '.streamalert/spool')).length > 0);

    running.child.kill('SIGINT');

    const { code, stderr } = await running.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('standard input was given up before its end; nothing of it was kept\n');
    expect(readdirSync(join(cwd, '.streamalert/spool'))).toStrictEqual([]);
  });

  it('refuses a state directory that another run holds, naming its process; ends in good order at Ctrl-C', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'watched/a.jsonl': lines(trailStopped) });
    const first = startCli(['run', '--watch', 'watched', ...conf], { cwd });
    await first.said('StopLogging');

    const second = await runCli(['run', 'watched', ...conf], { cwd });
    const beside = await runCli(['status', '--format', 'json'], { cwd });
    const searched = await runCli(
      ['search', 'select count(*) as n from cloudtrail_events', '--format', 'csv', ...conf],
      {
        cwd,
      },
    );
    writeFiles(cwd, { 'watched/b.jsonl': lines(makeEvent({ eventSource: 'kms.amazonaws.com' })) });
    first.child.kill('SIGINT');
    const ended = await first.ended;
    const third = await runCli(['run', 'watched', ...conf, '--format', 'json'], { cwd });

    expect({ code: second.code, stdout: second.stdout }).toStrictEqual({ code: 1, stdout: '' });
    expect(second.stderr).toMatch(
      new RegExp(
        `^streamalert: another run \\(pid ${first.child.pid}, since \\d\\d:\\d\\d\\) holds \\.streamalert; use --state DIR for a second one$`,
        'm',
      ),
    );
    expect([beside.code, searched.stdout]).toStrictEqual([0, 'n\n1\n']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('Finishing what was begun; interrupt again to end at once.\n');
    expect(ended.stdout).toContain('delivered  console 1, file 1, history 1      waiting 0');
    expect(JSON.parse(third.stdout)).toMatchObject({ records: { in: 2 }, deliveries: {} });
  });

  it('says that a run of files was interrupted, and the same command reads the rest', async () => {
    const cwd = temporaryFolder();
    const many = lines(...Array.from({ length: 200 }, (_, n) => makeEvent({ eventID: `event-${n}` })));
    for (let n = 0; n < 120; n += 1)
      writeFiles(cwd, { [`logs/${n}.jsonl`]: many.replaceAll('192.0.2.14', `192.0.2.${n}`) });
    const args = ['run', 'logs', ...conf, '--format', 'json'];
    const running = startCli(args, { cwd });
    await running.said('StreamAlert');
    await until(() => readdirSync(join(cwd, '.streamalert')).includes('history'));

    running.child.kill('SIGINT');
    const interrupted = await running.ended;
    const again = await runCli(args, { cwd });
    const counted = await runCli(
      ['search', 'select count(*) as n from cloudtrail_events', '--format', 'csv', ...conf],
      {
        cwd,
      },
    );

    expect(interrupted.code).toBe(1);
    expect(interrupted.stderr).toContain('Interrupted: the same command reads what was not read yet.\n');
    expect(JSON.parse(again.stdout)).toMatchObject({ files: { read: 120 }, records: { in: 24_000 } });
    expect(counted.stdout).toBe('n\n24000\n');
  });

  it('goes on when nobody reads what it prints', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'a.jsonl': lines(trailStopped) });
    const running = startCli(['run', 'a.jsonl', ...conf], { cwd });
    running.child.stdout?.destroy();

    const { code } = await running.ended;

    expect(code).toBe(0);
    expect(readFileSync(join(cwd, '.streamalert/alerts.jsonl'), 'utf8')).toContain('cloudtrail_critical_api_calls');
  });

  it('deletes history that is older than --retain', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'a.jsonl': quiet, '.streamalert/history/parquet/alerts/dt=2020-01-01-00/old.parquet': '' });

    const { code } = await runCli(['run', 'a.jsonl', ...conf, '--retain', '30'], { cwd });

    expect(code).toBe(0);
    expect(readdirSync(join(cwd, '.streamalert/history/parquet/alerts'))).toStrictEqual([]);
  });

  it('needs no state that was there before', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'a.jsonl': lines(trailStopped) });
    await runCli(['run', 'a.jsonl', ...conf], { cwd });
    rmSync(join(cwd, '.streamalert'), { recursive: true });

    const { stdout } = await runCli(['run', 'a.jsonl', ...conf, '--format', 'json'], { cwd });

    expect(JSON.parse(stdout)).toMatchObject({ files: { unchanged: 0 }, deliveries: { 'file:alerts': 1 } });
  });
});

describe.concurrent('streamalert run, used wrongly', () => {
  const cwd = keptFolder();
  beforeAll(() => writeFiles(cwd, { 'a.jsonl': quiet }));

  it.each([
    ['an unknown option', ['a.jsonl', '--bogus'], "unknown option '--bogus'"],
    ['no input', [], 'name at least one file, directory or glob, - for standard input, or --watch DIR'],
    ['an input that --rules took', ['--rules', '.', 'a.jsonl'], 'put the input first'],
    ['an input that is not there', ['b.jsonl'], 'cannot read b.jsonl: there is no such file or directory'],
    ['a glob without a match', ['*.log'], 'no file matches *.log'],
    ['a folder to watch that is not there', ['--watch', 'c'], 'cannot watch c: there is no such directory'],
    ['rules that are not there', ['a.jsonl', '--rules', 'd'], 'there is no d, named with --rules'],
    ['a cluster that is not configured', ['a.jsonl', '--cluster', 'x'], 'there is no cluster "x"; configured are prod'],
    [
      'a source that is not configured',
      ['a.jsonl', '--source', 's3:x'],
      'has no s3:x; configured are kinesis:prefix_cluster1_streamalert, kinesis:prefix_cluster1_syslog, s3:prefix.cluster.sample.bucket, sns:',
    ],
    ['a number that is none', ['a.jsonl', '--retain', '0'], 'it takes a whole number, 1 or more.'],
  ])('exits with 2 for %s, and starts nothing', async (_, args, message) => {
    const { code, stdout, stderr } = await runCli(['run', ...args, ...conf], { cwd });

    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(readdirSync(cwd)).toStrictEqual(['a.jsonl']);
  });
});

const webhookOnly = {
  account: { aws_account_id: '123456789012', prefix: 'prefix', region: 'us-east-1' },
  general: { rule_locations: [], matcher_locations: [], publisher_locations: [], default_outputs: ['webhook:soc'] },
  infrastructure: {},
};

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    try {
      if (holds()) return;
    } catch {
      // What it looks at is not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('It did not come to hold.');
}
