import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asRoot, type Fault, type FaultProxy, type ProxiedCall, startFaultProxy } from '@streamalert/test-kit';
import type { ServerProcess } from '../../local-aws/server-process.ts';
import { startMiniStack } from '../../local-aws/servers.ts';
import { root } from '../../workspace.ts';
import { type AlertReceiver, startAlertReceiver } from './alert-receiver.ts';
import { awsSender } from './aws.ts';
import { type Deployment, makeDeployment } from './deployment.ts';
import { accessKeyOf, type FunctionCall, functionsByKey, permissionsOf } from './function-calls.ts';

const minute = 60_000;
export const bucket = 'acme-audit-logs';
export const stream = 'acme_prod_streamalert';
export const topic = 'arn:aws:sns:us-east-1:000000000000:acme-audit';
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
    classifier_config: { inputs: { 'aws-sns': [topic] } },
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
  readonly deployment: Deployment;
  readonly receiver: AlertReceiver;
  readonly send: ReturnType<typeof awsSender>;
  /** Past the proxy, which knows no HTTP/2: Kinesis is spoken in that. */
  readonly sendDirectly: ReturnType<typeof awsSender>;
  /** What becomes of the calls of functions. */
  decide: (functionName: string, call: ProxiedCall) => Fault | Promise<Fault> = () => ({ kind: 'none' });
  /** Every call that functions made, once for each permission that it takes. */
  readonly calls = new Map<string, FunctionCall>();
  /** Calls that the server refused to authorize. */
  readonly denied: string[] = [];
  readonly #server: ServerProcess;
  readonly #proxy: FaultProxy;
  #functions: ReadonlyMap<string, string> = new Map();

  private constructor(server: ServerProcess, proxy: FaultProxy, deployment: Deployment, receiver: AlertReceiver) {
    this.#server = server;
    this.#proxy = proxy;
    this.deployment = deployment;
    this.receiver = receiver;
    this.send = awsSender(proxy.url);
    this.sendDirectly = awsSender(server.url);
  }

  /** Where calls go that come by TLS, as far as the server knows. */
  get url(): string {
    return this.#proxy.url;
  }

  get pid(): number {
    return this.#server.pid;
  }

  /** Faults that were made, as `<kind>: <action>`. */
  get faults(): readonly string[] {
    return this.#proxy.faults;
  }

  /** Starts the server, with nothing on it yet. @throws Missing */
  static async start(): Promise<FaultyDeployment> {
    let server: ServerProcess | undefined;
    const proxy = await startFaultProxy({
      target: () => server?.url ?? '',
      decide: (call) => made.#pass(call),
      headers: (call) => ({
        // Policies of queues and buckets refuse what does not come by TLS.
        'x-forwarded-proto': 'https',
        // The server asks for an action of that name, which AWS does not know: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
        ...(call.action.endsWith('SendMessageBatch') && asRoot(call)),
      }),
      onAnswer: (call, status) => {
        if (status === 403) made.denied.push(`${made.#functionOf(call)}: ${call.action}`);
      },
    });
    try {
      server = await startMiniStack({ functionsCall: proxy.url, authorizes: true });
    } catch (error) {
      proxy.stop();
      throw error;
    }
    const deployment = makeDeployment(undefined, proxy.url);
    const made = new FaultyDeployment(server, proxy, deployment, await startAlertReceiver());
    return made;
  }

  async stop(): Promise<void> {
    this.receiver.stop();
    await this.#server.stop();
    this.#proxy.stop();
    await rm(this.deployment.dir, { recursive: true });
  }

  /** Builds and deploys it, as a user does. */
  async deploy(): Promise<void> {
    const { deployment, send } = this;
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
    this.#functions = await functionsByKey(send);
  }

  /** `undefined` for a call of the tests. */
  #functionOf(call: ProxiedCall): string | undefined {
    const key = accessKeyOf(call);
    if (key === 'test') return undefined;
    const name = this.#functions.get(key);
    if (name === undefined) throw new Error(`no function has the key ${key} of a call of ${call.action}`);
    return name;
  }

  #pass(call: ProxiedCall): Fault | Promise<Fault> {
    const name = this.#functionOf(call);
    if (name === undefined) return { kind: 'none' };
    for (const permission of permissionsOf(call)) {
      this.calls.set(`${name} ${permission.action} ${permission.resource} ${permission.prefix ?? ''}`, {
        function: name,
        ...permission,
      });
    }
    return this.decide(name, call);
  }

  /** Has the merger look for what is due, as its schedule does once a minute. */
  async sweep(): Promise<void> {
    await this.send('lambda', 'Invoke', { FunctionName: 'acme_streamalert_alert_merger:production', Payload: '{}' });
  }

  /** Messages of a queue, those that somebody works on included. */
  async messagesIn(queue: string): Promise<number> {
    const { Attributes } = await this.send('sqs', 'GetQueueAttributes', {
      QueueUrl: queueUrl(queue),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    });
    return Object.values(Attributes as Record<string, string>).reduce((sum, count) => sum + Number(count), 0);
  }

  /** Rows of alerts that are not done. */
  async rows(): Promise<readonly { readonly rule: string; readonly record: string }[]> {
    const { Items } = await this.send('dynamodb', 'Scan', { TableName: 'acme_streamalert_alerts' });
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
