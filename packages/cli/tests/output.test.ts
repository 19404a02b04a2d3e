import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { outputServices } from '@streamalert/outputs';
import { describe, expect, it } from 'vitest';
import { makeProject, runCli, startCli, temporaryFolder, writeFiles } from './helpers/cli.ts';
import { startReceiver } from './helpers/receiver.ts';

const conf = (outputs: object) => makeProject({ 'conf/outputs.json': JSON.stringify(outputs, null, 2) });
const outputsOf = (cwd: string): unknown => JSON.parse(readFileSync(join(cwd, 'conf/outputs.json'), 'utf8'));
const url = 'https://hooks.example.com:8443/services/secret-part';

describe('streamalert output set', () => {
  it('stores credentials and names the output, once', async () => {
    const cwd = conf({ slack: ['old'] });
    const stdin = JSON.stringify({ url });

    const first = await runCli(['output', 'set', 'slack:soc'], { cwd, stdin });
    const again = await runCli(['output', 'set', 'slack:soc'], { cwd, stdin });
    const update = await runCli(['output', 'set', 'slack:soc', '--update'], { cwd, stdin });

    expect([first.code, again.code, update.code]).toStrictEqual([0, 2, 0]);
    expect(first.stdout).toBe('Set slack:soc in conf/outputs.json.\n');
    expect(again.stderr).toBe('streamalert: slack:soc has credentials already; --update replaces them\n');
    expect(outputsOf(cwd)).toStrictEqual({ slack: ['old', 'soc'] });
  });

  it('sets the value of an AWS output, and changes it when asked to', async () => {
    const cwd = conf({ 'aws-s3': { old: 'one' } });
    const set = (value: string, ...more: string[]) =>
      runCli(['output', 'set', 'aws-s3:soc', ...more], { cwd, stdin: JSON.stringify({ aws_value: value }) });

    const codes = [(await set('bucket')).code, (await set('other')).code, (await set('other', '-u')).code];

    expect(codes).toStrictEqual([0, 2, 0]);
    expect(outputsOf(cwd)).toStrictEqual({ 'aws-s3': { old: 'one', soc: 'other' } });
  });

  it('configures a service that has no fields', async () => {
    const cwd = conf({});
    const { code } = await runCli(['output', 'set', 'aws-cloudwatch-log:log'], { cwd, stdin: '{}' });

    expect([code, outputsOf(cwd)]).toStrictEqual([0, { 'aws-cloudwatch-log': ['log'] }]);
  });

  it('takes the descriptor from the input where only a service is named', async () => {
    const cwd = conf({});
    const { code } = await runCli(['output', 'set', 'slack'], {
      cwd,
      stdin: JSON.stringify({ descriptor: 'soc', url }),
    });
    expect([code, outputsOf(cwd)]).toStrictEqual([0, { slack: ['soc'] }]);
  });

  it('changes nothing with --dry-run', async () => {
    const cwd = conf({});
    const { code, stdout, stderr } = await runCli(['output', 'set', 'slack:soc', '--dry-run'], {
      cwd,
      stdin: JSON.stringify({ url }),
    });
    expect([code, stdout, outputsOf(cwd)]).toStrictEqual([
      0,
      'Set slack:soc in conf/outputs.json (nothing was written).\nconf/outputs.json\n- {}\n+ {\n+   "slack": [\n+     "soc"\n+   ]\n+ }\n',
      {},
    ]);
    expect(stderr).toMatch(/^Would store the credentials of slack:soc in /);
  });

  it('asks on a terminal before it replaces anything', async () => {
    const cwd = conf({ slack: ['soc'] });
    const preload = "data:text/javascript,Object.defineProperty(process.stdin, 'isTTY', { value: true })";
    await runCli(['output', 'set', 'slack:soc'], { cwd, stdin: JSON.stringify({ url }) });

    const asked = startCli(['output', 'set', 'slack:soc'], { cwd, stdin: { open: '' }, node: ['--import', preload] });
    await asked.said('url, ');
    asked.child.stdin?.write(`${url}\n`);
    await asked.said('Replace? [y/N]');
    asked.child.stdin?.write('n\n');

    expect((await asked.ended).code).toBe(1);
  });
});

describe('streamalert output get', () => {
  it('hides secrets unless it is to reveal them', async () => {
    const cwd = conf({ github: ['soc'] });
    const stdin = JSON.stringify({ repository: 'acme/alerts', access_token: 'ghp-secret' });
    await runCli(['output', 'set', 'github:soc'], { cwd, stdin });

    const text = await runCli(['output', 'get', 'github:soc'], { cwd });
    const revealed = await runCli(['output', 'get', 'github', '-d', 'soc', '--reveal', '--format', 'json'], { cwd });

    expect(text.stdout).toBe('github:soc\n  repository    acme/alerts\n  access_token  ••••••••\n');
    expect(JSON.parse(revealed.stdout)).toStrictEqual({
      outputs: [{ output: 'github:soc', credentials: { repository: 'acme/alerts', access_token: 'ghp-secret' } }],
    });
  });

  it('says which outputs there are', async () => {
    const cwd = conf({ slack: ['soc'] });
    const { code, stderr } = await runCli(['output', 'get', 'slack:sco'], { cwd });
    expect([code, stderr]).toStrictEqual([2, 'streamalert: there is no slack:sco; there is slack:soc\n']);
  });
});

describe('streamalert output list', () => {
  it('lists what is configured, and what is missing, with exit code 0', async () => {
    const cwd = conf({ slack: ['soc', 'low'], 'aws-sqs': { q: 'queue' }, console: ['stdout'] });
    const env = { STREAMALERT_OUTPUT_SLACK_LOW: JSON.stringify({ url }) };

    const all = await runCli(['output', 'list'], { cwd, env });
    const some = await runCli(['output', 'list', '--service', 'aws-sqs', 'console'], { cwd });

    expect([all.code, all.stdout]).toStrictEqual([
      0,
      'aws-sqs:q\nconsole:stdout\nslack:low\nslack:soc  no credentials\n',
    ]);
    expect(some.stdout).toBe('aws-sqs:q\nconsole:stdout\n');
  });
});

describe('streamalert output delete', () => {
  it('takes the output out and forgets its credentials', async () => {
    const cwd = conf({ slack: ['soc', 'low'], 'aws-s3': { evidence: 'bucket' } });
    await runCli(['output', 'set', 'slack:soc'], { cwd, stdin: JSON.stringify({ url }) });

    const results = [
      await runCli(['output', 'delete', 'slack:soc', '--dry-run'], { cwd }),
      await runCli(['output', 'delete', 'slack:soc', '--yes'], { cwd }),
      await runCli(['output', 'delete', 'aws-s3:evidence', '--yes'], { cwd }),
      await runCli(['output', 'delete', 'slack:soc', '--yes'], { cwd }),
    ];

    expect(results.map(({ code }) => code)).toStrictEqual([0, 0, 0, 1]);
    expect(outputsOf(cwd)).toStrictEqual({ slack: ['low'] });
    expect((await runCli(['output', 'list'], { cwd })).stdout).toBe('slack:low  no credentials\n');
  });
});

describe('streamalert output set-from-file', () => {
  it('takes the skeleton once it is filled in', async () => {
    const cwd = conf({});
    const written = await runCli(['output', 'generate-skeleton', '--services', 'slack', 'aws-s3'], { cwd });
    const path = join(cwd, 'outputs_to_configure.json');
    const skeleton = JSON.parse(readFileSync(path, 'utf8')) as unknown;
    const untouched = await runCli(['output', 'set-from-file'], { cwd });
    const again = await runCli(['output', 'generate-skeleton'], { cwd });
    writeFiles(cwd, {
      'outputs_to_configure.json': {
        slack: [
          { descriptor: 'a', url },
          { descriptor: 'b', url },
        ],
        'aws-s3': [{ descriptor: 'c', aws_value: 'bucket' }],
      },
    });
    const stored = await runCli(['output', 'set-from-file'], { cwd });

    expect([written.code, untouched.code, again.code, stored.code]).toStrictEqual([0, 2, 2, 0]);
    expect(skeleton).toStrictEqual({
      slack: [
        {
          descriptor: 'desc: a name for the output, that rules use: service:descriptor',
          url: 'desc: the URL of the incoming webhook',
        },
      ],
      'aws-s3': [
        {
          descriptor: 'desc: a name for the output, that rules use: service:descriptor',
          aws_value: 'desc: the name of a bucket',
        },
      ],
    });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(untouched.stderr).toContain('outputs_to_configure.json#/slack/0: "url" still holds its description');
    expect(outputsOf(cwd)).toStrictEqual({ slack: ['a', 'b'], 'aws-s3': { c: 'bucket' } });
    expect((await runCli(['output', 'list'], { cwd })).stdout).toBe('aws-s3:c\nslack:a\nslack:b\n');
  });

  it('stores nothing of a file that has a problem, and says all of them', async () => {
    const cwd = conf({});
    writeFiles(cwd, {
      'o.json': {
        slack: [
          { descriptor: 'ok', url },
          { descriptor: 'a b', url: 'http://x.example/secret-part' },
        ],
        slak: [],
        github: [{ descriptor: 'g', tokn: 'secret-part' }],
      },
    });
    const { code, stderr } = await runCli(['output', 'set-from-file', '--file', 'o.json'], { cwd });

    expect(code).toBe(2);
    expect(stderr.split('\n').slice(1, -1)).toStrictEqual([
      'o.json#/slack/1: "descriptor" must not hold a space or colon',
      'o.json#/slack/1: "url" must begin with https:// (http:// is accepted for this machine only)',
      expect.stringMatching(/^o\.json#\/slak: there is no output service "slak"; there are aws-/),
      expect.stringMatching(/^o\.json#\/github\/0: github has no tokn; it takes repository, labels \(optional\), /),
      'o.json#/github/0: "repository" is missing',
      'o.json#/github/0: "access_token" is missing',
    ]);
    expect(stderr).not.toContain('secret-part');
    expect([outputsOf(cwd), (await runCli(['output', 'list'], { cwd })).stdout]).toStrictEqual([{}, '']);
  });

  it('has a skeleton of every service', async () => {
    const cwd = temporaryFolder();
    await runCli(['output', 'generate-skeleton', '-f', 's.json'], { cwd });
    const skeleton = JSON.parse(readFileSync(join(cwd, 's.json'), 'utf8')) as object;
    expect(Object.keys(skeleton)).toStrictEqual(outputServices.map(({ service }) => service));
  });
});

describe('streamalert output test', () => {
  /** With the outputs that the sample configuration names. */
  const whole = (outputs: object) => conf({ console: ['stdout'], file: { alerts: 'alerts.jsonl' }, ...outputs });

  it('sends an alert that says it is a test', async () => {
    const receiver = await startReceiver();
    const cwd = whole({ webhook: ['soc'] });
    const env = { STREAMALERT_OUTPUT_WEBHOOK_SOC: JSON.stringify({ url: receiver.url }) };

    const text = await runCli(['output', 'test', 'webhook:soc'], { cwd, env });
    const json = await runCli(['output', 'test', 'webhook:soc', '--format', 'json'], { cwd, env });

    const alert = JSON.parse(receiver.received[0] ?? '') as Record<string, unknown>;
    expect(alert).toMatchObject({
      rule_name: 'streamalert_output_test',
      title: 'TEST of webhook:soc',
      severity: 'info',
      record: { test: true },
    });
    expect(text.stdout).toMatch(
      new RegExp(`^webhook:soc {2}sent {2}\\d+\\.\\d s {2}look for alert ${String(alert['id'])}\n$`),
    );
    expect(JSON.parse(json.stdout)).toMatchObject({ output: 'webhook:soc', result: 'sent' });
    expect([text.code, json.code]).toStrictEqual([0, 0]);
  });

  it.each([
    [503, 'not sent  503 Service Unavailable', 'failed'],
    [401, 'not sent  401 Unauthorized', 'refused'],
  ])('says why an answer of %i is no delivery', async (status, told, result) => {
    const receiver = await startReceiver();
    receiver.answer(status);
    const cwd = whole({ webhook: ['soc'] });
    const env = { STREAMALERT_OUTPUT_WEBHOOK_SOC: JSON.stringify({ url: receiver.url }) };

    const text = await runCli(['output', 'test', 'webhook:soc'], { cwd, env });
    const json = await runCli(['output', 'test', 'webhook:soc', '--format', 'json'], { cwd, env });

    expect([text.code, json.code]).toStrictEqual([1, 1]);
    expect(text.stdout).toContain(told);
    expect(JSON.parse(json.stdout)).toMatchObject({ result });
  });

  it.each([
    ['slack:soc', 1, 'set them with "streamalert output set slack:soc"'],
    ['slack:gone', 1, 'slack:gone is not in conf/outputs.json, which has slack:soc'],
    ['aws-firehose:alerts', 2, 'aws-firehose:alerts is the history'],
    ['slack', 2, '"slack" names a service; say slack:descriptor'],
    ['slak:soc', 2, 'there is no output service "slak"; there are aws-'],
  ])('says what is wrong with %s', async (output, expected, told) => {
    const { code, stdout, stderr } = await runCli(['output', 'test', output], { cwd: whole({ slack: ['soc'] }) });
    expect(code).toBe(expected);
    expect(`${stdout}${stderr}`).toContain(told);
  });
});
