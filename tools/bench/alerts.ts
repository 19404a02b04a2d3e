import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Alert } from '@streamalert/core';
import { mergeAlerts } from '@streamalert/merger';
import type { BenchRow } from './support/bench-row.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const members = 50;
const rounds = 40;

/** Fifty alerts of 10 KB become one; the goal is 5 ms. */
export function benchMerge(): BenchRow[] {
  const alerts = Array.from({ length: members }, (_, index) => makeMember(index));
  const times = Array.from({ length: rounds }, (_, round) => {
    const started = performance.now();
    const merged = mergeAlerts(alerts, round);
    if (merged.record['AlertCount'] !== members) throw new Error('not every alert was merged');
    return performance.now() - started;
  }).sort((a, b) => a - b);
  const median = times[Math.floor(rounds / 2)] ?? 0;
  return [
    {
      measure: 'merge 50 alerts of 10 KB into one',
      measured: median,
      unit: 'ms',
      required: 5,
      recordsPerSecond: (members / median) * 1000,
    },
  ];
}

/** CloudTrail as it comes in bursts: much is the same, ids and some parameters differ. */
function makeMember(index: number): Alert {
  const items = Array.from({ length: 90 }, (_, item) => ({
    key: `tag-${item}`,
    value: `value of tag ${item} of the instance`,
    propagate: item % 2 === 0,
  }));
  return {
    id: `alert-${index}`,
    ruleName: 'denied',
    record: {
      eventID: `event-${index}`,
      eventTime: `2026-11-20T09:00:${String(index % 60).padStart(2, '0')}Z`,
      userIdentity: { type: 'IAMUser', userName: 'mia', accountId: '123456789012' },
      sourceIPAddress: '192.0.2.14',
      requestParameters: { tags: { items }, instance: `i-${index}`, note: 'x'.repeat(2500) },
    },
    outputs: ['aws-firehose:alerts', 'slack:soc'],
    created: 1_795_000_000_000_000 + index,
    cluster: 'prod',
    logSource: 'cloudtrail:events',
    logType: 'json',
    sourceService: 's3',
    sourceEntity: 'acme.logs',
    ruleDescription: 'Calls were denied.',
    context: {},
    publishers: {},
    mergeByKeys: ['userName'],
    mergeWindowMinutes: 5,
    staged: false,
  };
}

const perSecond = 200;
const warmUp = 200;
const measured = 1600;

/**
 * From a line appended to a watched file to the webhook receiver having its alert, at 200 alerts a second: the command `run --watch` as a user
 * starts it, with durable stores.
 */
export async function benchEndToEnd(): Promise<BenchRow[]> {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-bench-'));
  const receiver = await startReceiver();
  const project = makeProject(dir);
  const child = startRun(project, receiver.url);
  try {
    await receiver.until(() => {
      writeFileSync(join(project.logs, 'first.jsonl'), line('first'));
      return receiver.arrived.size > 0;
    });
    const sent = await appendLines(join(project.logs, 'a.jsonl'));
    await receiver.until(() => receiver.arrived.size > warmUp + measured);
    const times = [...sent]
      .slice(warmUp)
      .map(([id, at]) => (receiver.arrived.get(id) ?? Number.POSITIVE_INFINITY) - at)
      .sort((a, b) => a - b);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
    const what = `a line in a watched file to the webhook, at ${perSecond} alerts a second`;
    return [
      { measure: `${what}: median`, measured: at(0.5), unit: 'ms', required: 50 },
      {
        measure: `${what}: 99th percentile`,
        measured: at(0.99),
        unit: 'ms',
        required: 250,
        note: `most ${at(1).toFixed(0)} ms`,
      },
    ];
  } finally {
    child.kill('SIGINT');
    await new Promise((resolve) => child.once('exit', resolve));
    receiver.server.closeAllConnections();
    receiver.server.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

function makeProject(dir: string) {
  const [conf, rules, logs] = ['conf', 'rules', 'logs'].map((name) => join(dir, name)) as [string, string, string];
  cpSync(join(root, 'conf'), conf, { recursive: true });
  writeFileSync(
    join(conf, 'outputs.json'),
    JSON.stringify({ webhook: ['soc'], console: ['stdout'], file: { alerts: 'alerts.ndjson' } }),
  );
  mkdirSync(rules);
  mkdirSync(logs);
  writeFileSync(
    join(rules, 'stopped.ts'),
    `import { defineCloudTrailRule } from '@streamalert/rules-sdk';
     export const stopped = defineCloudTrailRule({
       id: 'stopped', description: 'A trail was stopped.', where: { eventName: 'StopLogging' }, outputs: ['webhook:soc'],
     });`,
  );
  return { dir, conf, rules, logs, state: join(dir, 'state') };
}

function startRun({ dir, conf, rules, logs, state }: ReturnType<typeof makeProject>, url: string) {
  const command = ['run', '--watch', logs, '--conf', conf, '--rules', rules, '--state', state, '--format', 'json'];
  return spawn(
    process.execPath,
    ['--conditions=@streamalert/source', join(root, 'packages/cli/bin/streamalert.js'), ...command],
    {
      cwd: dir,
      env: { ...process.env, STREAMALERT_OUTPUT_WEBHOOK_SOC: JSON.stringify({ url }) },
      stdio: ['ignore', 'ignore', process.env['BENCH_VERBOSE'] === undefined ? 'ignore' : 'inherit'],
    },
  );
}

/** Lines at an even pace. @returns When each was written. */
async function appendLines(path: string): Promise<Map<string, number>> {
  const sent = new Map<string, number>();
  const file = openSync(path, 'a');
  const started = performance.now();
  for (let index = 0; index < warmUp + measured; index++) {
    const wait = started + (index * 1000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    const id = `line-${index}`;
    sent.set(id, performance.now());
    writeSync(file, line(id));
  }
  return sent;
}

function line(eventID: string): string {
  const event = {
    eventVersion: '1.09',
    userIdentity: {
      type: 'IAMUser',
      arn: 'arn:aws:iam::123456789012:user/mia',
      accountId: '123456789012',
      userName: 'mia',
    },
    eventTime: '2026-11-20T09:00:00Z',
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.14',
    userAgent: 'aws-cli/2.31.4',
    requestParameters: { name: 'audit' },
    responseElements: null,
    requestID: `request-${eventID}`,
    eventID,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '123456789012',
    eventCategory: 'Management',
  };
  return `${JSON.stringify(event)}\n`;
}

async function startReceiver() {
  const arrived = new Map<string, number>();
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.end();
    const { record } = JSON.parse(Buffer.concat(chunks).toString()) as { record: { eventID: string } };
    if (!arrived.has(record.eventID)) arrived.set(record.eventID, performance.now());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    arrived,
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async until(done: () => boolean): Promise<void> {
      const end = performance.now() + 60_000;
      while (!done()) {
        if (performance.now() > end) throw new Error(`only ${arrived.size} alerts arrived`);
        await sleep(50);
      }
    },
  };
}
