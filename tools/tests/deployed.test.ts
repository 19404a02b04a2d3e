import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsTool, missingTools } from '../local-aws/aws-tools.ts';
import type { ServerProcess } from '../local-aws/server-process.ts';
import { startMiniStack } from '../local-aws/servers.ts';
import { root } from '../workspace.ts';
import { awsSender } from './helpers/aws.ts';
import { queryHistory } from './helpers/deployed-history.ts';
import { type Deployment, deployedFiles, makeDeployment } from './helpers/deployment.ts';

const logs = join(root, '../shared/data/cloudtrail/stratus');
const samples = existsSync(logs) ? logs : join(root, 'examples/logs');
const inputs = readdirSync(samples).filter((name) => /\.json$/.test(name));
const minute = 60_000;

const lacks = await missingTools(['sam']);

describe.skipIf(lacks !== undefined)(`a deployment on a local AWS${lacks === undefined ? '' : `: ${lacks}`}`, () => {
  let server: ServerProcess;
  let deployment: Deployment;
  let send: ReturnType<typeof awsSender>;
  let receiver: Server;
  const received: Received[] = [];

  beforeAll(async () => {
    server = await startMiniStack();
    send = awsSender(server.url);
    receiver = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { rule_name: rule, id, record } = JSON.parse(body);
        received.push({ rule, id, members: record.AlertCount ?? 1 });
        response.end('{}');
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    deployment = makeDeployment(await awsTool('sam'), server.url);
    await deployment.streamalert('build');
    for (const stack of await deployment.stacks()) await deployment.samDeploy(stack);
  }, 10 * minute);

  afterAll(async () => {
    receiver?.close();
    await server?.stop();
    if (deployment !== undefined) await rm(deployment.dir, { recursive: true });
  });

  it('holds what the templates say', async () => {
    const { TableNames } = await send('dynamodb', 'ListTables');
    const { QueueUrls } = await send('sqs', 'ListQueues');
    const { DeliveryStreamNames } = await send('firehose', 'ListDeliveryStreams');

    expect(TableNames.toSorted()).toStrictEqual([
      'acme_streamalert_alert_receipts',
      'acme_streamalert_alerts',
      'acme_streamalert_state',
    ]);
    expect(QueueUrls.map((url: string) => url.split('/').at(-1)).toSorted()).toStrictEqual([
      'acme_prod_streamalert_dead_letters',
      'acme_prod_streamalert_objects',
      'acme_prod_streamalert_objects_dead_letters',
      'acme_streamalert_alert_dispatch',
      'acme_streamalert_alert_dispatch_dead_letters',
      'acme_streamalert_alert_merger_dead_letters',
      'acme_streamalert_classified_logs',
      'acme_streamalert_classified_logs_dead_letters',
    ]);
    expect(DeliveryStreamNames.toSorted()).toStrictEqual([
      'acme_streamalert_alert_delivery',
      'acme_streamalert_cloudtrail_digest',
      'acme_streamalert_cloudtrail_events',
      'acme_streamalert_cloudtrail_insight',
    ]);
  });

  it(
    'takes objects of the bucket to the alerts of a run on one machine, and those that do not wait to the receiver, once',
    async () => {
      const port = (receiver.address() as AddressInfo).port;
      const secret = JSON.stringify({ url: `http://127.0.0.1:${port}/` });
      const name = '/acme/streamalert/outputs/webhook/soc';
      await send('ssm', 'PutParameter', { Name: name, Type: 'SecureString', Value: secret, Overwrite: true });
      await send('s3', 'CreateBucket', { Bucket: 'acme-audit-logs' });
      await send('s3', 'PutBucketNotificationConfiguration', {
        Bucket: 'acme-audit-logs',
        NotificationConfiguration: { EventBridgeConfiguration: {} },
      });

      for (const input of inputs) {
        const Body = readFileSync(join(samples, input));
        await send('s3', 'PutObject', { Bucket: 'acme-audit-logs', Key: `AWSLogs/${input}`, Body });
      }
      const local = await runLocally(deployment);
      const bursts = local['bursts'] ?? 0;
      await until(async () => isDeepStrictEqual((await alertsOf(send)).made, local), 3 * minute);
      await until(async () => membersReceived(received, 'bursts') >= bursts, 4 * minute);
      await until(async () => (await alertsOf(send)).done.length >= received.length, minute);

      const { made, waiting, done } = await alertsOf(send);
      expect(made).toStrictEqual(local);
      // What is left are members of merges whose window is not over; a run on one machine ends them at once.
      expect(waiting.filter(({ windowMinutes }) => windowMinutes <= 1)).toStrictEqual([]);
      expect(received.map(({ id }) => id).toSorted()).toStrictEqual(done.toSorted());
      expect(bursts).toBeGreaterThan(1);
      expect(membersReceived(received, 'bursts')).toBe(bursts);
    },
    10 * minute,
  );

  it(
    'keeps history in which DuckDB and Athena find what a run on one machine keeps',
    async () => {
      const sql = `SELECT eventname, CAST(count(*) AS INTEGER) AS records, CAST(count(DISTINCT eventid) AS INTEGER) AS events
        FROM cloudtrail_events GROUP BY eventname ORDER BY eventname`;
      const folder = join(deployment.dir, 'history');

      const rows = await queryHistory(send, { table: 'cloudtrail_events', folder, sql });

      const local = await deployment.streamalert('search', sql, '--state', 'local/state', '--format', 'ndjson');
      const lines = local.trim().split('\n');
      expect(rows).toStrictEqual(lines.map((line) => JSON.parse(line)));
      const deployed = await deployment.streamalert('search', sql, '--deployed', '--format', 'ndjson');
      expect(deployed).toBe(local);
      expect(rows.length).toBeGreaterThan(1);
    },
    2 * minute,
  );

  it(
    'reads records that Lambda gave up from their stream again, and tries the quarantine again',
    async () => {
      const stream = 'acme_prod_streamalert';
      const Data = Buffer.from('{"what":"nothing that is known"}');
      const put = await send('kinesis', 'PutRecord', { StreamName: stream, PartitionKey: 'a', Data });
      const quarantined = async (): Promise<readonly string[]> => {
        const { Contents = [] } = await send('s3', 'ListObjectsV2', {
          Bucket: 'acme-streamalert-working',
          Prefix: 'quarantine/',
        });
        return Contents.map(({ Key }: { Key: string }) => Key);
      };
      const before = await quarantined();
      await until(async () => (await quarantined()).length > before.length, minute);
      const [first] = (await quarantined()).filter((key) => !before.includes(key));
      await send('s3', 'DeleteObject', { Bucket: 'acme-streamalert-working', Key: first });
      const { QueueUrl } = await send('sqs', 'GetQueueUrl', { QueueName: `${stream}_dead_letters` });
      const { StreamDescription } = await send('kinesis', 'DescribeStream', { StreamName: stream });
      const notice = (sequence: string) =>
        JSON.stringify({
          requestContext: { requestId: 'request-1', condition: 'RetryAttemptsExhausted' },
          KinesisBatchInfo: {
            shardId: put.ShardId,
            startSequenceNumber: sequence,
            endSequenceNumber: sequence,
            batchSize: 1,
            streamArn: StreamDescription.StreamARN,
          },
        });
      await send('sqs', 'SendMessage', { QueueUrl, MessageBody: notice(put.SequenceNumber) });

      const redriven = JSON.parse(await deployment.streamalert('redrive', stream, '--yes', '--format', 'json'));
      const replayed = JSON.parse(await deployment.streamalert('replay', '--deployed', '--format', 'json'));

      expect(redriven).toMatchObject({ replayed: 1, refused: [], waiting: 0 });
      // The record has the id that it had before, so that its payload lies where it lay.
      const again = (await quarantined()).filter((key) => !before.includes(key));
      expect(again.map((key) => key.split('/')[1])).toStrictEqual([first?.split('/')[1]]);
      expect(replayed.clusters.prod).toMatchObject({ classified: 0 });
      expect(replayed.clusters.prod.tried).toBe(replayed.clusters.prod.kept);
      expect(replayed.clusters.prod.tried).toBeGreaterThan(0);
    },
    3 * minute,
  );

  it(
    'changes one stage alone',
    async () => {
      deployment.write({ 'conf/lambda.json': { alert_merger_config: { memory: 1024 } } });

      const changed = JSON.parse(await deployment.streamalert('generate', 'infra', '--format', 'json')).changes;
      const output = await deployment.samDeploy('alert-merger');

      expect(changed).toStrictEqual([{ path: 'deployment/stacks/alert-merger/template.yaml', change: 'write' }]);
      expect(output).toContain('Successfully created/updated stack - acme-streamalert-alert-merger');
    },
    2 * minute,
  );

  it('changes nothing when a setting is wrong', async () => {
    deployment.write({ 'conf/lambda.json': { alert_merger_config: { memory: 64 } } });

    const failed = deployment.streamalert('generate', 'infra');

    await expect(failed).rejects.toThrow('conf/lambda.json#/alert_merger_config/memory');
    const template = readFileSync(join(deployment.dir, 'deployment/stacks/alert-merger/template.yaml'), 'utf8');
    expect(template).toContain('MemorySize: 1024');
  });
});

/** An alert as the receiver got it. */
interface Received {
  readonly rule: string;
  readonly id: string;
  /** Alerts that were merged into it; 1 for one that stands for itself. */
  readonly members: number;
}

const membersReceived = (received: readonly Received[], rule: string): number =>
  received.filter((alert) => alert.rule === rule).reduce((sum, { members }) => sum + members, 0);

interface TableItem {
  readonly [attribute: string]: { readonly S?: string; readonly N?: string } | undefined;
}

/** What the tables say: alerts by rule that were made, those that are not done, and ids of those that were sent as they are or merged. */
async function alertsOf(send: ReturnType<typeof awsSender>) {
  const rows = await itemsOf(send, 'acme_streamalert_alerts');
  const receipts = await itemsOf(send, 'acme_streamalert_alert_receipts');
  const merged = new Set(receipts.flatMap((receipt) => receipt['MergedInto']?.S ?? []));
  const own = [...rows, ...receipts].filter((item) => !merged.has(item['AlertID']?.S ?? ''));
  return {
    made: countBy(own.map((item) => item['RuleName']?.S ?? '')),
    waiting: rows.map((row) => ({ rule: row['RuleName']?.S, windowMinutes: Number(row['MergeWindowMins']?.N ?? 0) })),
    done: receipts.flatMap((receipt) => (receipt['MergedInto'] === undefined ? (receipt['AlertID']?.S ?? []) : [])),
  };
}

async function itemsOf(send: ReturnType<typeof awsSender>, TableName: string): Promise<readonly TableItem[]> {
  const items: TableItem[] = [];
  let from: unknown;
  do {
    const page = await send('dynamodb', 'Scan', { TableName, ...(from !== undefined && { ExclusiveStartKey: from }) });
    items.push(...page.Items);
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}

/** Alerts by rule that the same input and rules give on this machine. */
async function runLocally(deployment: Deployment): Promise<Readonly<Record<string, number>>> {
  deployment.write({ 'local/conf/outputs.json': { file: { alerts: 'alerts.jsonl' } } });
  const global = JSON.parse(readFileSync(join(deployment.dir, 'conf/global.json'), 'utf8'));
  const general = { ...global.general, default_outputs: ['file:alerts'] };
  const cluster = readFileSync(join(deployment.dir, 'conf/clusters/prod.json'), 'utf8');
  const rules = Object.entries(deployedFiles).filter(([path]) => path.startsWith('rules/'));
  deployment.write({
    'local/conf/global.json': { ...global, general },
    'local/conf/clusters/prod.json': cluster,
    ...Object.fromEntries(rules.map(([path, source]) => [`local/${path}`, source])),
  });
  const files = inputs.map((input) => join(samples, input));
  const output = await deployment.streamalert(
    'run',
    ...files,
    ...['--conf', 'local/conf', '--state', 'local/state', '--source', 's3:acme-audit-logs', '--format', 'json'],
  );
  return JSON.parse(output).alerts;
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  const sorted = names.toSorted();
  return Object.fromEntries([...Map.groupBy(sorted, (name) => name)].map(([name, all]) => [name, all.length]));
}

async function until(isTrue: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) return;
    await sleep(500);
  }
}
