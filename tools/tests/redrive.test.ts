import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { missingTools } from '../local-aws/aws-tools.ts';
import type { ServerProcess } from '../local-aws/server-process.ts';
import { startMiniStack } from '../local-aws/servers.ts';
import { root } from '../workspace.ts';
import { awsSender } from './helpers/aws.ts';
import { type Deployment, makeDeployment } from './helpers/deployment.ts';

const minute = 60_000;
const [queue, letters] = ['acme_streamalert_classified_logs', 'acme_streamalert_classified_logs_dead_letters'];
const engineLog = '/aws/lambda/acme_streamalert_rules_engine';

const lacks = await missingTools(['sam']);

describe.skipIf(lacks !== undefined)(
  `streamalert redrive on a local AWS${lacks === undefined ? '' : `: ${lacks}`}`,
  () => {
    let server: ServerProcess;
    let send: ReturnType<typeof awsSender>;
    let deployment: Deployment;

    beforeAll(async () => {
      server = await startMiniStack();
      send = awsSender(server.url);
      deployment = makeDeployment(['sam'], server.url);
    }, 5 * minute);

    afterAll(async () => {
      await server?.stop();
      if (deployment !== undefined) await rm(deployment.dir, { recursive: true });
    });

    /** Both queues with nothing but some dead letters in them. @returns Their bodies. */
    const fill = async (count: number): Promise<readonly string[]> => {
      const bodies = Array.from({ length: count }, (_, seed) => bodyOf(seed));
      for (const QueueName of [queue, letters]) {
        const { QueueUrl } = await send('sqs', 'CreateQueue', { QueueName });
        await drain(QueueUrl);
        if (QueueName !== letters) continue;
        for (const MessageBody of bodies) await send('sqs', 'SendMessage', { QueueUrl, MessageBody });
      }
      return bodies;
    };
    /** Takes everything out of a queue that anybody would be handed. */
    const drain = async (QueueUrl: string): Promise<readonly string[]> => {
      const bodies: string[] = [];
      for (;;) {
        const { Messages = [] } = await send('sqs', 'ReceiveMessage', { QueueUrl, MaxNumberOfMessages: 10 });
        if (Messages.length === 0) return bodies;
        for (const { Body, ReceiptHandle } of Messages) {
          bodies.push(Body);
          await send('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle });
        }
      }
    };
    const urlOf = async (QueueName: string): Promise<string> =>
      (await send('sqs', 'GetQueueUrl', { QueueName })).QueueUrl;

    it(
      'lists what is in the dead-letter queues, and why, and takes nothing out',
      async () => {
        const bodies = await fill(12);
        const logStreamName = 'test';
        await send('cloudwatch-logs', 'CreateLogGroup', { logGroupName: engineLog });
        await send('cloudwatch-logs', 'CreateLogStream', { logGroupName: engineLog, logStreamName });
        const shown = JSON.parse(
          await deployment.streamalert('redrive', 'show', queue, '--limit', '1', '--format', 'json'),
        );
        const entry = {
          level: 'ERROR',
          message: 'a message cannot be read',
          item: shown[0].id,
          reason: 'the table is gone',
        };
        await send('cloudwatch-logs', 'PutLogEvents', {
          logGroupName: engineLog,
          logStreamName,
          logEvents: [{ timestamp: Date.now(), message: JSON.stringify(entry) }],
        });

        const views = JSON.parse(await deployment.streamalert('redrive', 'list', '--format', 'json'));
        const again = JSON.parse(await deployment.streamalert('redrive', 'show', letters, '--format', 'json'));

        expect(
          views.map(({ queue, messages }: { queue: string; messages?: number }) => [queue, messages]),
        ).toStrictEqual([
          [letters, 12],
          ['acme_streamalert_alert_dispatch_dead_letters', undefined],
          ['acme_streamalert_alert_merger_dead_letters', undefined],
          ['acme_prod_streamalert_objects_dead_letters', undefined],
          ['acme_prod_streamalert_dead_letters', undefined],
        ]);
        expect(views[0]).toMatchObject({
          function: 'acme_streamalert_rules_engine',
          source: queue,
          looked_at: 12,
          holds: { 'records of cloudtrail:events': 12 },
        });
        expect(again.find(({ id }: { id: string }) => id === entry.item).why).toBe('the table is gone');
        expect(again[0].content).toStrictEqual({
          kind: 'records',
          records: 1,
          log_types: { 'cloudtrail:events': 1 },
          clusters: ['prod'],
          sources: ['s3:acme-audit-logs'],
          fields: ['eventName', 'secret'],
          ids: [expect.stringMatching(/^record-/)],
        });
        expect(JSON.stringify([views, again])).not.toContain('never shown');
        expect((await drain(await urlOf(letters))).toSorted()).toStrictEqual(bodies.toSorted());
      },
      3 * minute,
    );

    it(
      'sends as many back as it is told, and all of them without a number',
      async () => {
        const bodies = await fill(14);

        const dry = JSON.parse(await deployment.streamalert('redrive', letters, '--dry-run', '--format', 'json'));
        const some = JSON.parse(
          await deployment.streamalert('redrive', letters, '--yes', '--max', '3', '--format', 'json'),
        );
        const rest = await deployment.streamalert('redrive', queue, '--yes');

        expect(dry).toStrictEqual({ queue: letters, to: queue, replayed: 0, would_replay: 14, waiting: 14 });
        expect(some).toStrictEqual({ queue: letters, to: queue, replayed: 3, refused: [], waiting: 11 });
        expect(rest).toBe(`11 messages went to ${queue}, 0 left\n`);
        expect((await drain(await urlOf(queue))).toSorted()).toStrictEqual(bodies.toSorted());
      },
      3 * minute,
    );

    it(
      'loses nothing when it is killed after a batch was sent and before it is deleted',
      async () => {
        const bodies = await fill(35);
        const killed: { process?: ChildProcess } = {};
        let sent = 0;
        const proxied = await startProxy(server.url, (action) => {
          if (action !== 'AmazonSQS.SendMessageBatch' || ++sent < 2) return true;
          killed.process?.kill('SIGKILL');
          return false;
        });
        const bin = join(root, 'packages/cli/bin/streamalert.js');
        const args = ['--conditions=@streamalert/source', bin, 'redrive', letters, '--yes'];
        const redrive = spawn(process.execPath, args, {
          cwd: deployment.dir,
          stdio: ['ignore', 'pipe', 'inherit'],
          env: { ...process.env, AWS_ENDPOINT_URL: proxied, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
        });
        killed.process = redrive;
        const [signal] = await Promise.all([
          new Promise((resolve) => redrive.on('close', (_code, name) => resolve(name))),
          text(redrive.stdout),
        ]);

        const again = JSON.parse(await deployment.streamalert('redrive', letters, '--dry-run', '--format', 'json'));
        const moved = await drain(await urlOf(queue));

        expect([signal, sent]).toStrictEqual(['SIGKILL', 2]);
        // The first batch is where it belongs, the second in both places, and the others are dead letters still.
        expect(moved).toHaveLength(20);
        expect(again.waiting).toBe(25);
        const left = await drain(await urlOf(letters));
        expect([...moved, ...left].every((body) => bodies.includes(body))).toBe(true);
        // What was held by the killed process comes back by itself when its time is over.
        expect(moved.length + left.length).toBeGreaterThanOrEqual(35);
        expect(new Set([...moved, ...left])).toStrictEqual(new Set(bodies));
      },
      3 * minute,
    );
  },
);

/** A queue body of one record, as the classifier sends it. */
const bodyOf = (seed: number): string =>
  JSON.stringify([
    {
      cluster: 'prod',
      log_schema_type: 'cloudtrail:events',
      record: { eventName: `Event${seed}`, secret: 'never shown' },
      service: 's3',
      resource: 'acme-audit-logs',
      data_type: 'json',
      id: `record-${seed}`,
    },
  ]);

/** A server in front of another. @param passes Whether the answer to an action that was carried out is passed on. @returns Its address. */
async function startProxy(url: string, passes: (action: string) => boolean): Promise<string> {
  const proxy = createServer(async (incoming, outgoing) => {
    const forwarded = request(
      `${url}${incoming.url}`,
      { method: 'POST', headers: incoming.headers },
      async (answer) => {
        const body = await buffer(answer);
        if (!passes(String(incoming.headers['x-amz-target']))) return void incoming.socket.destroy();
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(body);
      },
    );
    forwarded.end(await buffer(incoming));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
}
