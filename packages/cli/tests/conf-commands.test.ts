import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, runCli } from './helpers/cli.ts';

/** Each command is a process. */
const timeout = 60_000;

// As people write it: keys in their order, numbers of no default, arrays in one line.
const global = `{
    "account": { "aws_account_id": "123456789012", "prefix": "acme", "region": "us-east-1" },
    "general": { "rule_locations": ["rules"] },
    "infrastructure": {}
}
`;
const cluster = (metrics: boolean) => `{
  "data_sources": { "s3": { "acme-audit-logs": ["cloudtrail"] } },
  "classifier_config": { "timeout": 61, "enable_custom_metrics": ${metrics} }
}
`;

const project = (files: Readonly<Record<string, string>> = {}) =>
  makeProject({
    'conf/global.json': global,
    'conf/lambda.json': '{}\n',
    'conf/clusters/prod.json': cluster(true),
    ...files,
  });

const read = (cwd: string, file: string) => readFileSync(join(cwd, 'conf', file), 'utf8');
const alarm = [
  '-m',
  'FailedParses',
  '-f',
  'classifier',
  '-co',
  'GreaterThanThreshold',
  '-e',
  '3',
  '-p',
  '300',
  '-t',
  '10',
];
const stored = (metric_name: string) => ({
  alarm_description: '',
  comparison_operator: 'GreaterThanThreshold',
  evaluation_periods: 3,
  metric_name,
  period: 300,
  statistic: 'Sum',
  threshold: 10,
});

describe('configure', { timeout }, () => {
  it('sets one value and leaves the rest of the file as it is', async () => {
    const cwd = project();

    const { code, stdout } = await runCli(['configure', 'prefix', 'acme2'], { cwd });

    expect([code, stdout]).toStrictEqual([0, 'Set prefix to acme2 in conf/global.json.\n']);
    expect(read(cwd, 'global.json')).toBe(global.replace('"acme"', '"acme2"'));
  });

  it('shows what would change with --dry-run, and changes nothing', async () => {
    const cwd = project();

    const { code, stdout } = await runCli(['configure', 'aws_account_id', '210987654321', '--dry-run'], { cwd });

    expect([code, stdout]).toStrictEqual([
      0,
      `Set aws_account_id to 210987654321 in conf/global.json (nothing was written).
conf/global.json
  {
-     "account": { "aws_account_id": "123456789012", "prefix": "acme", "region": "us-east-1" },
+     "account": { "aws_account_id": "210987654321", "prefix": "acme", "region": "us-east-1" },
      "general": { "rule_locations": ["rules"] },
      "infrastructure": {}
  }
`,
    ]);
    expect(read(cwd, 'global.json')).toBe(global);
  });

  it.each([
    [['prefix', 'Acme_1'], 'prefix must be lower-case letters and digits, is "Acme_1"'],
    [['aws_account_id', '1234'], 'aws_account_id must be 12 digits, is "1234"'],
    [['region', 'ireland'], 'region must be a region of AWS, e.g. us-east-1, is "ireland"'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr } = await runCli(['configure', ...args], { cwd: project() });

    expect([code, stderr]).toStrictEqual([2, `streamalert: ${message}\n`]);
  });
});

describe('create-alarm', { timeout }, () => {
  it('adds an alarm on the sum over all clusters, once', async () => {
    const cwd = project();
    const run = () => runCli(['create-alarm', 'unknown logs', ...alarm], { cwd });

    const first = await run();
    const again = await run();

    expect([first.code, first.stdout]).toStrictEqual([0, 'Added alarm unknown logs in conf/lambda.json.\n']);
    expect(again.stdout).toBe('Added alarm unknown logs in conf/lambda.json (as it was).\n');
    expect(JSON.parse(read(cwd, 'lambda.json'))).toStrictEqual({
      classifier_config: { custom_metric_alarms: { 'unknown logs': stored('Classifier-FailedParses') } },
    });
  });

  it('switches metrics on that are off, with --yes', async () => {
    const cwd = project();
    const args = ['create-alarm', 'alerts', '-m', 'TriggeredAlerts', '-f', 'rules_engine', ...alarm.slice(4), '--yes'];

    const { code } = await runCli(args, { cwd });

    expect(code).toBe(0);
    expect(JSON.parse(read(cwd, 'lambda.json'))).toStrictEqual({
      rules_engine_config: {
        enable_custom_metrics: true,
        custom_metric_alarms: { alerts: stored('RulesEngine-TriggeredAlerts') },
      },
    });
  });

  it('does not guess where there is nobody to ask', async () => {
    const cwd = project({ 'conf/clusters/prod.json': cluster(false) });

    const { code, stderr } = await runCli(['create-alarm', 'unknown logs', ...alarm], { cwd });

    expect([code, stderr]).toStrictEqual([
      2,
      'streamalert: there is no terminal to ask on; --yes goes on without asking\n',
    ]);
    expect(read(cwd, 'lambda.json')).toBe('{}\n');
  });

  it.each([
    [
      'a metric of another function',
      ['-m', 'AlertAttempts', ...alarm.slice(2)],
      /^streamalert: classifier has no metric AlertAttempts; it has /,
    ],
    [
      'more than a day',
      [...alarm, '-e', '300'],
      /^streamalert: 300 periods of 300 s are more than a day, the most there is\n$/,
    ],
    ['another operator', [...alarm, '-co', 'Above'], /argument 'Above' is invalid. Allowed choices are GreaterThan/],
    ['a period of no whole minutes', [...alarm, '-p', '90'], /it takes a multiple of 60/],
  ])('refuses %s', async (_what, args, message) => {
    const cwd = project();

    const { code, stderr } = await runCli(['create-alarm', 'unknown logs', ...args], { cwd });

    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(read(cwd, 'lambda.json')).toBe('{}\n');
  });

  it('refuses another alarm of the same name', async () => {
    const cwd = project();
    await runCli(['create-alarm', 'unknown logs', ...alarm], { cwd });

    const here = await runCli(['create-alarm', 'unknown logs', ...alarm, '-t', '5'], { cwd });
    const there = await runCli(['create-cluster-alarm', 'unknown logs', ...alarm, '-c', 'prod'], { cwd });

    expect([here.code, here.stderr]).toStrictEqual([
      2,
      'streamalert: there is an alarm unknown logs with other settings in lambda.json#/classifier_config; change it there, or name another\n',
    ]);
    expect(there.code).toBe(1);
    expect(there.stderr).toContain('an alarm "unknown logs" is in conf/lambda.json too; rename one');
    expect(read(cwd, 'clusters/prod.json')).toBe(cluster(true));
  });
});

describe('create-cluster-alarm', { timeout }, () => {
  it('adds one alarm for each cluster, of another name each, and switches metrics on', async () => {
    const cwd = project({ 'conf/clusters/corp.json': cluster(false).replace('audit', 'corp') });

    const { code, stdout } = await runCli(
      ['create-cluster-alarm', 'unknown', ...alarm, '--yes', '--format', 'json', '-c', 'prod', 'corp'],
      { cwd },
    );

    expect(code).toBe(0);
    expect(
      JSON.parse(stdout).files.map(({ file, changed }: { file: string; changed: boolean }) => [file, changed]),
    ).toStrictEqual([
      ['conf/clusters/prod.json', true],
      ['conf/clusters/corp.json', true],
    ]);
    const configOf = (name: string) => JSON.parse(read(cwd, `clusters/${name}.json`)).classifier_config;
    expect(configOf('prod')).toStrictEqual({
      timeout: 61,
      enable_custom_metrics: true,
      custom_metric_alarms: { unknown_prod: stored('Classifier-FailedParses-PROD') },
    });
    expect(configOf('corp')).toStrictEqual({
      timeout: 61,
      enable_custom_metrics: true,
      custom_metric_alarms: { unknown_corp: stored('Classifier-FailedParses-CORP') },
    });
  });

  it('writes what generate infra makes an alarm of', async () => {
    const cwd = project();
    await runCli(['create-cluster-alarm', 'unknown', ...alarm, '-c', 'prod'], { cwd });
    await runCli(['create-alarm', 'unknown everywhere', ...alarm], { cwd });

    const { code } = await runCli(['generate', 'infra'], { cwd });

    const stack = (name: string) => readFileSync(join(cwd, 'deployment/stacks', name, 'template.yaml'), 'utf8');
    expect(code).toBe(0);
    expect(stack('cluster-prod')).toMatch(/AlarmName: unknown\n[^]*MetricName: Classifier-FailedParses-PROD\n/);
    expect(stack('shared')).toMatch(/AlarmName: unknown everywhere\n[^]*MetricName: Classifier-FailedParses\n/);
  });

  it('names the clusters there are for one that is not there', async () => {
    const { code, stderr } = await runCli(['create-cluster-alarm', 'a', ...alarm, '-c', 'staging'], { cwd: project() });

    expect([code, stderr]).toStrictEqual([2, 'streamalert: there is no cluster staging; there is prod\n']);
  });
});

describe('custom-metrics', { timeout }, () => {
  it('switches metrics of functions and clusters on and off', async () => {
    const cwd = project({ 'conf/clusters/corp.json': cluster(true).replace('audit', 'corp') });
    const run = (...args: string[]) => runCli(['custom-metrics', ...args], { cwd });

    const on = await run('-f', 'alert_merger', 'rules_engine', '--enable');
    const off = await run('-f', 'classifier', '--disable', '--clusters', 'corp');

    expect([on.stdout, off.stdout]).toStrictEqual([
      'Switched on metrics of alert_merger, rules_engine in conf/lambda.json.\n',
      'Switched off metrics of classifier in conf/clusters/corp.json.\n',
    ]);
    expect(JSON.parse(read(cwd, 'lambda.json'))).toStrictEqual({
      alert_merger_config: { enable_custom_metrics: true },
      rules_engine_config: { enable_custom_metrics: true },
    });
    expect(read(cwd, 'clusters/corp.json')).toBe(cluster(false).replace('audit', 'corp'));
    expect(read(cwd, 'clusters/prod.json')).toBe(cluster(true));
  });

  it('asks to be told which of the two', async () => {
    const { code, stderr } = await runCli(['custom-metrics', '-f', 'classifier'], { cwd: project() });

    expect([code, stderr]).toStrictEqual([2, 'streamalert: name one of --enable and --disable\n']);
  });
});
