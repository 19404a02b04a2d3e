import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runCli, startCli, writeFiles } from './helpers/cli.ts';
import { keptFolder } from './helpers/kept-folder.ts';

const conf = {
  'conf/global.json': { account: { aws_account_id: '123456789012', prefix: 'acme', region: 'us-east-1' } },
  'conf/outputs.json': {},
  'conf/schemas/vpn.json': {
    'vpn:login': { parser: 'json', schema: { user: 'string', n: 'integer', more: {} } },
  },
  'conf/clusters/prod.json': {
    id: 'prod',
    classifier_config: {},
    data_sources: {
      kinesis: { 'acme-logs': ['vpn'] },
      s3: { 'acme.audit.logs': ['vpn'] },
    },
  },
};

const classify = ['classify', '--conf', 'conf', '--cluster', 'prod'];
const login = (user: string, n = '1', more = '{}') => `{"user":"${user}","n":${n},"more":${more}}`;

const kinesis = (data: string, sequence = '1') => ({
  kinesis: { data: Buffer.from(data).toString('base64'), sequenceNumber: sequence },
  eventID: `shardId-000000000000:${sequence}`,
  eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/acme-logs',
});
const object = (key: string) => ({
  eventSource: 'aws:s3',
  s3: { bucket: { name: 'acme.audit.logs' }, object: { key, size: 10, eTag: 'e' } },
});
const lines = (...events: unknown[]) =>
  events.map((event) => `${typeof event === 'string' ? event : JSON.stringify(event)}\n`).join('');

/** Results, parsed. */
const resultsOf = (stdout: string) =>
  stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const places = (stdout: string) =>
  resultsOf(stdout).map(({ kind, event, index, record, reason }) => [
    event,
    index,
    kind === 'classified' ? (record as { user: string }).user : reason,
  ]);

describe.concurrent('streamalert classify', () => {
  const folder = keptFolder();
  let projects = 0;

  function project(files: Readonly<Record<string, unknown>> = {}): string {
    const cwd = join(folder, String(projects++));
    writeFiles(cwd, { ...conf, ...files });
    return cwd;
  }

  it('classifies the events of standard input, each record a line', async () => {
    const cwd = project();
    const stdin = lines(
      { Records: [kinesis(login('mia', '9007199254740993', '{"x":[1.5,12345678901234567890,",\\n"]}')), 5] },
      '',
      '{"Records": [',
      kinesis('{"user":"joe"}', '2'),
    );

    const { code, stdout, stderr } = await runCli([...classify, '--events', '-'], { cwd, stdin });

    const [classified, unknown, broken, rejected] = stdout.split('\n');
    expect(classified).toMatch(
      /^\{"kind":"classified","id":"[0-9a-f]{64}\.0\.0","event":0,"index":0,"cluster":"prod","log_schema_type":"vpn:login","data_type":"json","service":"kinesis","resource":"acme-logs","record":\{"user":"mia","n":9007199254740993,"more":\{"x":\[1\.5,12345678901234567890,",\\n"\]\}\}\}$/,
    );
    expect(unknown).toMatch(
      /^\{"kind":"rejected","id":"[0-9a-f]{64}\.0\.0","event":0,"index":1,"position":\{"record":0,"item":0\},"service":null,"resource":null,"reason":"unknown event","nearest":null\}$/,
    );
    expect(broken).toMatch(/"event":2,"index":0,.*"reason":"not JSON"/);
    expect(rejected).toMatch(
      /"event":3,"index":0,"position":\{"record":0,"item":0\},"service":"kinesis","resource":"acme-logs","reason":"missing keys","nearest":\{"log_schema_type":"vpn:login","missing":\["n","more"\],"unexpected":\[\],"wrong_type":\[\]\}\}$/,
    );
    expect(code).toBe(0);
    expect(stderr).toBe('1 record classified, 3 rejected: 1 unknown event, 1 not JSON, 1 missing keys\n');
  });

  it('reads objects below --bucket-dir; what is missing is a rejection', async () => {
    const pretty = JSON.stringify(JSON.parse(login('ann')), undefined, 2);
    const cwd = project({
      'buckets/acme.audit.logs/logs/a file=1.json': pretty,
      'events.ndjson': lines({
        Records: ['logs/a+file%3D1.json', 'gone', '../../conf/global.json', 'a//b', 'z'.repeat(300), 'many.gz'].map(
          object,
        ),
      }),
    });
    writeFileSync(
      join(cwd, 'buckets/acme.audit.logs/many.gz'),
      gzipSync(lines(login('one'), 'junk', login('two'), login('three', '"x"'))),
    );

    const { code, stdout } = await runCli(
      [...classify, '--events', 'events.ndjson', '--bucket-dir', 'buckets', '--strict'],
      { cwd },
    );

    expect(places(stdout)).toStrictEqual([
      [0, 0, 'ann'],
      [0, 1, 'missing object'],
      [0, 2, 'missing object'],
      [0, 3, 'missing object'],
      [0, 4, 'missing object'],
      [0, 5, 'one'],
      [0, 5, 'not JSON'],
      [0, 5, 'two'],
      [0, 5, 'wrong type'],
    ]);
    expect(code).toBe(1);
  });

  it('takes files as payloads of a source', async () => {
    const cwd = project({ 'logs/1.json': lines(login('one'), login('two')), 'logs/2.json': login('three') });

    const { code, stdout } = await runCli([...classify, '--source', 'kinesis:acme-logs', 'logs'], { cwd });

    expect(places(stdout)).toStrictEqual([
      [0, 0, 'one'],
      [0, 0, 'two'],
      [1, 0, 'three'],
    ]);
    expect(resultsOf(stdout)[2]).toMatchObject({ service: 'kinesis', resource: 'acme-logs' });
    expect(code).toBe(0);
  });

  it('answers each event before the next one comes', async () => {
    const cwd = project();
    const running = startCli([...classify, '--events', '-'], { cwd, stdin: { open: lines(kinesis(login('mia'))) } });

    await running.said('"user":"mia"');
    running.child.stdin?.end();

    expect((await running.ended).code).toBe(0);
  });

  it.each([
    ['no input', [], /name at least one file/],
    ['a cluster that is not configured', ['--cluster', 'none', '--events', '-'], /there is no cluster "none"/],
    ['events that cannot be read', ['--events', 'none.ndjson'], /cannot read none\.ndjson/],
    ['a bucket folder that is not there', ['--events', '-', '--bucket-dir', 'none'], /there is no none/],
    ['an input that is not there', ['none.log'], /cannot read none\.log/],
    ['a source that is not configured', ['--source', 's3:none', 'conf'], /has no s3:none/],
  ])('exits with 2 on %s', async (_, args, message) => {
    const { code, stdout, stderr } = await runCli([...classify, ...args], { cwd: project() });

    expect([code, stdout]).toStrictEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  it('exits with 2 without a cluster', async () => {
    const { code, stderr } = await runCli(['classify', '--events', '-'], { cwd: project() });

    expect(code).toBe(2);
    expect(stderr).toMatch(/--cluster/);
  });

  it('prints what is wrong with the configuration and exits with 1', async () => {
    const cwd = project({ 'conf/schemas/vpn.json': { 'vpn:login': { parser: 'nope', schema: { a: 'string' } } } });

    const { code, stderr } = await runCli([...classify, '--events', '-'], { cwd });

    expect(code).toBe(1);
    expect(stderr).toMatch(/nope/);
  });
});
