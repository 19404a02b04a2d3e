import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../workspace.ts';
import { type AlertReceiver, startAlertReceiver } from './alert-receiver.ts';
import { type Deployment, makeDeployment } from './deployment.ts';
import { WatchedAws } from './watched-aws.ts';

const minute = 60_000;
export const bucket = 'acme-audit-logs';
export const stream = 'acme_prod_streamalert';
export const topic = 'arn:aws:sns:us-east-1:000000000000:acme-audit';
/** Time limit of the classifier, in seconds. */
export const classifierTimeout = 15;
/** Queues between the stages. */
export const queues = [
  'acme_prod_streamalert_objects',
  'acme_streamalert_classified_logs',
  'acme_streamalert_alert_dispatch',
] as const;

/** One cluster that takes objects, a stream and a topic; one rule whose alerts go out at once, one that merges for a minute. */
const files = {
  // The local server takes its time to make a Parquet file of each record, which others read.
  'conf/lambda.json': { athena_partitioner_config: { file_format: 'json' } },
  'conf/clusters/prod.json': {
    data_sources: {
      s3: { [bucket]: ['cloudtrail'] },
      kinesis: { [stream]: ['cloudtrail'] },
      sns: { 'acme-audit': ['cloudtrail'] },
    },
    // Short, so that an object need not be large to take longer.
    classifier_config: { inputs: { 'aws-sns': [topic] }, timeout: classifierTimeout },
    modules: {
      kinesis: { streams: {} },
      kinesis_events: { enabled: true },
      s3_events: { [bucket]: [] },
    },
  },
  'rules/community.ts': '',
  'rules/watched.ts': `import { defineRule } from '@streamalert/rules-sdk';

export const watched = defineRule({
  id: 'watched',
  description: 'A trail was deleted.',
  logs: ['cloudtrail:events'],
  when: ({ record }) => record['eventName'] === 'DeleteTrail',
});
`,
} as const;

/** A deployment whose functions reach AWS through a proxy, and may do there what their roles allow. */
export class FaultyDeployment {
  readonly aws: WatchedAws;
  readonly deployment: Deployment;
  readonly receiver: AlertReceiver;

  private constructor(aws: WatchedAws, receiver: AlertReceiver) {
    this.aws = aws;
    this.deployment = makeDeployment(undefined, aws.url);
    this.receiver = receiver;
  }

  /** Starts the server, with nothing on it yet. @throws Missing */
  static async start(): Promise<FaultyDeployment> {
    return new FaultyDeployment(await WatchedAws.start(), await startAlertReceiver());
  }

  async stop(): Promise<void> {
    this.receiver.stop();
    await this.aws.stop();
    await rm(this.deployment.dir, { recursive: true });
  }

  /** Builds and deploys it, as a user does. */
  async deploy(): Promise<void> {
    const { deployment } = this;
    const { send } = this.aws;
    deployment.write(files);
    await send('sns', 'CreateTopic', { Name: 'acme-audit' });
    await send('s3', 'CreateBucket', { Bucket: bucket });
    await send('s3', 'PutBucketNotificationConfiguration', {
      Bucket: bucket,
      NotificationConfiguration: { EventBridgeConfiguration: {} },
    });
    await deployment.streamalert('deploy', '--yes');
    const secret = JSON.stringify({ url: this.receiver.url });
    const name = '/acme/streamalert/outputs/webhook/soc';
    await send('ssm', 'PutParameter', { Name: name, Type: 'SecureString', Value: secret, Overwrite: true });
    // They wait for six times the time limit of their function before they hand a batch out again; these tests do not.
    for (const queue of queues) {
      await send('sqs', 'SetQueueAttributes', { QueueUrl: queueUrl(queue), Attributes: { VisibilityTimeout: '20' } });
    }
  }

  /** Has the merger look for what is due, as its schedule does once a minute. */
  async sweep(): Promise<void> {
    await this.aws.send('lambda', 'Invoke', {
      FunctionName: 'acme_streamalert_alert_merger:production',
      Payload: '{}',
    });
  }

  /** Messages of a queue, those that somebody works on included. */
  async messagesIn(queue: string): Promise<number> {
    const { Attributes } = await this.aws.send('sqs', 'GetQueueAttributes', {
      QueueUrl: queueUrl(queue),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    });
    return Object.values(Attributes as Record<string, string>).reduce((sum, count) => sum + Number(count), 0);
  }

  /** Rows of alerts that are not done. */
  async rows(): Promise<readonly { readonly rule: string; readonly record: string }[]> {
    const { Items } = await this.aws.send('dynamodb', 'Scan', { TableName: 'acme_streamalert_alerts' });
    return Items.map(({ RuleName, Record }: Record<string, { S: string }>) => ({
      rule: RuleName?.S ?? '',
      record: Record?.S ?? '',
    }));
  }

  /** Waits, with sweeps, until nothing of an input is on its way any more but members of merges. */
  async settled(tag: string, alerts: number): Promise<void> {
    const isOf = ({ rule, eventId }: { rule: string; eventId: string }) =>
      rule === 'watched' && eventId.startsWith(`${tag}-`);
    await until(async () => {
      await this.sweep();
      if (new Set(this.receiver.received.filter(isOf).map(({ eventId }) => eventId)).size < alerts) return false;
      const waiting = (await this.rows()).filter(
        ({ rule, record }) => rule === 'watched' && record.includes(`"${tag}-`),
      );
      const messages = await Promise.all(queues.map((queue) => this.messagesIn(queue)));
      return waiting.length + messages.reduce((sum, count) => sum + count, 0) === 0;
    }, 4 * minute);
  }
}

export const queueUrl = (queue: string): string => `https://sqs.us-east-1.amazonaws.com/000000000000/${queue}`;

export async function until(isTrue: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) return;
    await sleep(500);
  }
}

/** A record of CloudTrail as it is, to make others of. */
const [example] = JSON.parse(readFileSync(join(root, 'examples/logs/change-window.json'), 'utf8')).Records;

/** Records that can be told apart: of five, one deletes a trail; of twenty, one reads a secret. */
export function cloudTrailRecords(tag: string, count: number): readonly object[] {
  return Array.from({ length: count }, (_, index) => ({
    ...example,
    eventID: `${tag}-${index}`,
    eventName: index % 5 === 0 ? 'DeleteTrail' : index % 20 === 1 ? 'GetSecretValue' : 'DescribeInstances',
  }));
}
