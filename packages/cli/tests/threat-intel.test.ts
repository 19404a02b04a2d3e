import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeProject, runCli, startCli } from './helpers/cli.ts';
import { lines, trailStopped } from './helpers/cloudtrail.ts';

/** Each command is a process. */
const timeout = 60_000;
const key = 'k1'.repeat(20);

const cluster = {
  id: 'prod',
  classifier_config: {},
  data_sources: { s3: { 'prefix.cluster.sample.bucket': ['cloudtrail', 'cloudwatch'] } },
  enable_threat_intel: true,
};

/** Looks the address of CloudTrail events up. */
const intel = { enabled: true, normalized_ioc_types: { ip: ['ip_address'] }, excluded_iocs: {} };

const rules = {
  'rules/known-bad.ts': `
    import { defineRule } from '@streamalert/rules-sdk';
    export const knownBad = defineRule({
      id: 'known_bad', description: 'A known address.', logs: ['cloudwatch:events'], outputs: ['console:stdout'],
      when: (event) => {
        const [hit] = event.intel('ip');
        return hit === undefined ? false : { alert: true, title: hit.found + ' by ' + hit.source };
      },
    });`,
};

/** An event of EventBridge, whose log type normalizes its address. */
const cloudWatchEvent = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'AWS API Call via CloudTrail',
  source: 'aws.cloudtrail',
  account: '123456789012',
  time: '2026-11-20T09:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: { ...trailStopped, sourceIPAddress: '198.51.100.7' },
};

const project = (files: Readonly<Record<string, unknown>> = {}) =>
  makeProject({
    ...rules,
    'conf/clusters/prod.json': cluster,
    'conf/threat_intel.json': intel,
    'a.jsonl': lines(cloudWatchEvent),
    ...files,
  });

const source = ['--source', 's3:prefix.cluster.sample.bucket'];

async function startFeed(answer: (path: string) => { status?: number; body: unknown }) {
  const requests: { readonly url: string; readonly headers: IncomingHttpHeaders }[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    requests.push({ url, headers });
    const { status = 200, body } = answer(url);
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  onTestFinished(() => server.closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

describe('threat-intel', { timeout }, () => {
  it('import adds what a file holds, and run, evaluate, find and explain find it', async () => {
    const cwd = project({ 'bad.txt': '# known\n198.51.100.0/24\nevil.example.com\nnonsense\n' });
    const run = (...args: string[]) => runCli(args, { cwd });

    const imported = await run('threat-intel', 'import', 'bad.txt', '--source', 'acme', '--format', 'json');
    const found = await run('threat-intel', 'find', '198.51.100.7');
    const absent = await run('threat-intel', 'find', '192.0.2.1', '--format', 'json');
    const status = await run('threat-intel', 'status', '--format', 'json');
    const ran = await run('run', 'a.jsonl', ...source);
    const explained = await run('explain', '--record', 'a.jsonl', ...source);

    expect([imported.code, JSON.parse(imported.stdout)]).toStrictEqual([
      0,
      {
        source: 'acme',
        received: 2,
        stored: 2,
        withdrawn: 0,
        duplicates: 0,
        filtered: 0,
        invalid: 0,
        expired: 0,
        skipped: { 'value of no known type': 1 },
        dry_run: false,
      },
    ]);
    expect([found.code, found.stdout]).toStrictEqual([
      0,
      expect.stringMatching(/^ip 198\.51\.100\.0\/24 {3}by acme, until /),
    ]);
    expect([absent.code, JSON.parse(absent.stdout)]).toStrictEqual([1, { value: '192.0.2.1', indicators: [] }]);
    expect(JSON.parse(status.stdout)).toStrictEqual({
      enabled: true,
      clusters: ['prod'],
      types: { ip_address: 'ip' },
      indicators: { domain: 1, ip: 1 },
      feeds: [],
    });
    expect([ran.code, ran.stdout]).toStrictEqual([0, expect.stringContaining('198.51.100.7 by acme')]);
    expect(explained.stdout).toMatch(/\nindicator {2}ip 198\.51\.100\.7 \(198\.51\.100\.0\/24\) {3}by acme, until /);
  });

  it('download reads the feeds that are due, with credentials that are nowhere to be seen', async () => {
    const feed = await startFeed(() => ({
      body: { objects: [{ type: 'ip', value: '198.51.100.7', itype: 'c2_ip', source: 'crowdstrike' }], meta: {} },
    }));
    const broken = await startFeed(() => ({ status: 401, body: 'no' }));
    const feeds = {
      threatstream: { type: 'threatstream', url: feed.url },
      broken: { type: 'taxii', url: broken.url },
    };
    const cwd = project({ 'conf/threat_intel.json': { ...intel, feeds } });
    const stdin = JSON.stringify({ api_user: 'mia@example.com', api_key: key });
    const run = (...args: string[]) => runCli(['threat-intel', ...args], { cwd });
    const stored = await runCli(['threat-intel-downloader', 'update-auth'], { cwd, stdin });

    const first = await run('download', '--format', 'json');
    const due = await run('download', '--dry-run');
    const text = await run('download', 'broken', 'threatstream');

    expect(stored.code).toBe(0);
    expect(first.code).toBe(1);
    expect(JSON.parse(first.stdout)).toMatchObject({
      due: ['threatstream', 'broken'],
      feeds: [
        { feed: 'threatstream', outcome: 'finished', stored: 1 },
        {
          feed: 'broken',
          outcome: 'failed',
          error: { message: 'feed "broken": answered 401: it refuses the credentials' },
        },
      ],
    });
    expect(due.stdout).toBe('1 feed due: broken\n');
    expect(text.stdout).toBe(
      'finished  threatstream   1 indicator of 1\nfailed  broken   0 indicators of 0   feed "broken": answered 401: it refuses the credentials\n',
    );
    expect(feed.requests[0]?.headers.authorization).toBe(`apikey mia@example.com:${key}`);
    expect(JSON.stringify([stored, first, due, text, feed.requests.map(({ url }) => url)])).not.toContain(key);
  });

  it('run --watch downloads what is due, and rules see it', async () => {
    const feed = await startFeed(() => ({ body: '198.51.100.7\n' }));
    const feeds = { list: { type: 'list', url: feed.url } };
    const cwd = project({ 'conf/threat_intel.json': { ...intel, feeds } });
    mkdirSync(join(cwd, 'logs'));

    const watching = startCli(['run', '--watch', 'logs', '--verbose', ...source], { cwd });
    await watching.said('feed was downloaded');
    watching.child.kill('SIGINT');

    expect((await watching.ended).code).toBe(0);
    expect((await runCli(['threat-intel', 'find', '198.51.100.7'], { cwd })).code).toBe(0);
  });

  it('enable and disable change their settings, and nothing else', async () => {
    const cwd = makeProject();
    const path = join(cwd, 'conf/threat_intel.json');
    const before = readFileSync(path, 'utf8');
    const run = (...args: string[]) => runCli(['threat-intel', ...args], { cwd });

    const lonely = await run('enable');
    const enabled = await run('enable', '--clusters', 'prod', '--dynamodb-table', 'acme_iocs');
    const changed = readFileSync(path, 'utf8');
    const disabled = await run('disable', '--format', 'json');

    expect([lonely.code, lonely.stderr]).toStrictEqual([
      0,
      expect.stringContaining('No cluster has enable_threat_intel yet'),
    ]);
    expect(enabled.stdout).toBe(
      'Indicators are looked up in conf/threat_intel.json.\nRecords of cluster prod are looked at in conf/clusters/prod.json.\n',
    );
    expect(changed).toBe(
      before
        .replace('"enabled": false', '"enabled": true')
        .replace('prefix_streamalert_threat_intel_downloader', 'acme_iocs'),
    );
    expect([disabled.code, readFileSync(path, 'utf8')]).toStrictEqual([
      0,
      changed.replace('"enabled": true', '"enabled": false'),
    ]);
    expect(JSON.parse(readFileSync(join(cwd, 'conf/clusters/prod.json'), 'utf8'))).toMatchObject({
      enable_threat_intel: true,
    });
  });

  it.each([
    [
      'a feed that is not configured',
      ['download', 'acme'],
      'there is no feed acme; none is configured in threat_intel.json',
    ],
    ['a cluster that is not configured', ['enable', '-c', 'corp'], 'there is no cluster corp; configured are prod'],
    [
      'a file of something else',
      ['import', 'a.json'],
      'a.json is JSON, but neither a STIX bundle, nor a MISP event, nor a list of indicators',
    ],
    [
      'a column that is not there',
      ['import', 'a.csv', '--column', 'ip', '--header'],
      'a.csv has no column "ip"; there are name, address',
    ],
  ])('refuses %s', async (_case, args, message) => {
    const cwd = project({ 'a.json': { a: 1 }, 'a.csv': 'name,address\na,192.0.2.1\n' });

    const { code, stderr } = await runCli(['threat-intel', ...args], { cwd });

    expect([code, stderr]).toStrictEqual([2, expect.stringContaining(message)]);
  });
});

describe('threat-intel-downloader', { timeout }, () => {
  it('configure writes its settings, with the defaults of 3.5, which are read as a feed', async () => {
    const cwd = project();
    const configure = [
      'threat-intel-downloader',
      'configure',
      '-e',
      '-s',
      'rate(1 day)',
      '-t',
      '120',
      '-m',
      '512',
      '-x',
      'scan_ip',
      'tor_ip',
    ];

    const { code } = await runCli(configure, { cwd });
    const status = await runCli(['threat-intel', 'import', 'none.txt'], { cwd });
    const lambda = JSON.parse(readFileSync(join(cwd, 'conf/lambda.json'), 'utf8')) as Record<string, unknown>;

    expect([code, status.code]).toStrictEqual([0, 2]);
    expect(lambda['threat_intel_downloader_config']).toStrictEqual({
      enabled: true,
      schedule_expression: 'rate(1 day)',
      timeout: 120,
      memory: 512,
      ioc_keys: ['expiration_ts', 'itype', 'source', 'type', 'value'],
      ioc_filters: ['crowdstrike', '@airbnb.com'],
      ioc_types: ['domain', 'ip', 'md5'],
      excluded_sub_types: ['scan_ip', 'tor_ip'],
      table_rcu: 10,
      table_wcu: 10,
      autoscale: false,
      max_read_capacity: 5,
      min_read_capacity: 5,
      target_utilization: 70,
    });
  });

  it('configure writes nothing that would be an error', async () => {
    const cwd = project();
    const before = readFileSync(join(cwd, 'conf/lambda.json'), 'utf8');
    const configure = ['threat-intel-downloader', 'configure', '-s', 'sometimes', '-t', '120', '-m', '512'];

    const { code, stderr } = await runCli(configure, { cwd });

    expect([code, stderr]).toStrictEqual([
      1,
      expect.stringContaining('conf/lambda.json#/threat_intel_downloader_config/schedule_expression'),
    ]);
    expect(readFileSync(join(cwd, 'conf/lambda.json'), 'utf8')).toBe(before);
  });

  it.each([
    [
      'a key that is none',
      { api_user: 'mia@example.com', api_key: 'short-secret' },
      '"api_key" must be 40 letters and digits',
    ],
    ['a field that is missing', { api_user: 'mia@example.com' }, '"api_key" is missing'],
    [
      'a field that there is not',
      { api_user: 'mia@example.com', api_key: key, more: 'short-secret' },
      'the feed has no more',
    ],
  ])('update-auth refuses %s, without repeating it', async (_case, fields, message) => {
    const args = ['threat-intel-downloader', 'update-auth'];

    const { code, stderr } = await runCli(args, { cwd: project(), stdin: JSON.stringify(fields) });

    expect([code, stderr]).toStrictEqual([2, expect.stringContaining(message)]);
    expect(stderr).not.toMatch(/short-secret|k1k1/);
  });
});
