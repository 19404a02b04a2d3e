import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Fault, type ProxiedCall, throttled } from '@streamalert/test-kit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Missing } from '../local-aws/missing.ts';
import {
  bucket,
  classifierTimeout,
  cloudTrailRecords,
  FaultyDeployment,
  queues,
  queueUrl,
  stream,
  topic,
  until,
} from './helpers/faulty-deployment.ts';
import { killFunction } from './helpers/function-processes.ts';
import { judgePolicies } from './helpers/judge-policies.ts';

const minute = 60_000;
const none: Fault = { kind: 'none' };
const classifier = 'acme_prod_streamalert_classifier';
const rulesEngine = 'acme_streamalert_rules_engine';
const merger = 'acme_streamalert_alert_merger';
const processor = 'acme_streamalert_alert_processor';

/** Inputs by name, each of so many records: alerts of one can be told from those of another. */
const inputs = ['killed', 'sources', 'slow', 'throttled', 'refused', 'repeated', 'unavailable'] as const;
type Input = (typeof inputs)[number];
const recordsEach = 60;
const objectsEach = 3;

const started = await FaultyDeployment.start().catch((error: unknown) => {
  if (error instanceof Missing && process.env['CI'] === undefined) return error;
  throw error;
});
const lacks = started instanceof Missing ? started.message : undefined;

describe.skipIf(lacks !== undefined)(`a deployment under faults${lacks === undefined ? '' : `: ${lacks}`}`, () => {
  const deployed = started as FaultyDeployment;
  const { aws } = deployed;
  let expected: ExpectedAlerts;

  beforeAll(async () => {
    await deployed.deploy();
    expected = await runLocally(deployed);
    // What a killed processor held is sent when its lease is over, in two minutes: the other tests run meanwhile.
    await killEachFunctionOnce(deployed);
  }, 15 * minute);

  afterEach(() => {
    aws.decide = () => none;
  });

  afterAll(() => deployed.stop());

  /** Alerts of an input that reached the receiver, and how often each was sent. */
  const arrived = (input: Input): Readonly<Record<string, number>> => {
    const of = deployed.receiver.received.filter(
      ({ rule, eventId }) => rule === 'watched' && eventId.startsWith(`${input}-`),
    );
    // A receiver takes what has the same key for the same.
    const byKey = new Map(of.map(({ idempotencyKey, eventId }) => [idempotencyKey, eventId]));
    return countBy([...byKey.values()]);
  };
  const timesSent = (input: Input): number =>
    deployed.receiver.received.filter(({ rule, eventId }) => rule === 'watched' && eventId.startsWith(`${input}-`))
      .length;

  it(
    'takes records of objects, a stream and a topic to the alerts of a run on one machine, each once',
    async () => {
      const [first, ...records] = cloudTrailRecords('sources', recordsEach);
      // Neither a message of a queue nor a row of a table has room for it.
      const large = { ...first, requestParameters: { padding: 'x'.repeat(2_000_000) } };
      const [ofStream, ofTopic, ofBucket] = [records.slice(0, 20), records.slice(20, 40), records.slice(40)];
      await putObject(deployed, 'sources/large.json', [large]);
      await putObject(deployed, 'sources/some.json', [...ofBucket, { this: 'is no log' }]);
      await aws.sendDirectly('kinesis', 'PutRecords', {
        StreamName: stream,
        Records: ofStream.map((record, index) => ({
          Data: Buffer.from(JSON.stringify(record)),
          PartitionKey: String(index),
        })),
      });
      for (const half of [ofTopic.slice(0, 10), ofTopic.slice(10)]) {
        await aws.send('sns', 'Publish', { TopicArn: topic, Message: JSON.stringify({ Records: half }) });
      }

      await deployed.settled('sources', expected.of('sources').size);

      expect(arrived('sources')).toStrictEqual(expected.once('sources'));
      expect(timesSent('sources')).toBe(expected.of('sources').size);
    },
    5 * minute,
  );

  it(
    'goes on with a large gzipped object in another invocation before the time of one is over, and reads no record twice',
    async () => {
      const sent: string[] = [];
      let continued = 0;
      aws.decide = async (name, call) => {
        if (name !== classifier) return none;
        if (call.action.endsWith('SendMessage')) continued++;
        if (call.action.endsWith('SendMessageBatch')) {
          const messages: readonly { id: string }[] = messagesOf(call).flatMap(({ body }) => JSON.parse(body));
          sent.push(...messages.map(({ id }) => id));
        }
        // Once for each batch of the classifier, of which there is time for a few.
        if (call.action.endsWith('PutRecordBatch')) await sleep(classifierTimeout * 150);
        return none;
      };
      // Twelve megabytes: a batch is two of them.
      const padded = cloudTrailRecords('slow', recordsEach).map((record) => ({
        ...record,
        responseElements: { padding: 'x'.repeat(200_000) },
      }));
      const Body = gzipSync(JSON.stringify({ Records: padded }));
      await aws.send('s3', 'PutObject', { Bucket: bucket, Key: 'slow/large.json.gz', Body });

      await deployed.settled('slow', expected.of('slow').size);

      expect(arrived('slow')).toStrictEqual(expected.once('slow'));
      expect(continued).toBeGreaterThan(0);
      expect(sent).toHaveLength(recordsEach);
      expect(new Set(sent).size).toBe(recordsEach);
    },
    5 * minute,
  );

  it(
    'loses and doubles no alert while DynamoDB throttles',
    async () => {
      const seen = new Map<string, number>();
      aws.decide = (name, call) => {
        if (!call.action.startsWith('DynamoDB_')) return none;
        const earlier = seen.get(name) ?? 0;
        seen.set(name, earlier + 1);
        // The SDK tries three times. At first the rules engine does so in vain; every other call of a function takes all its tries.
        if (name === rulesEngine && earlier < 9) return throttled;
        return earlier % 2 === 0 && attemptOf(call) < 3 ? throttled : none;
      };

      await putObjects(deployed, 'throttled');
      await deployed.settled('throttled', expected.of('throttled').size);

      expect(arrived('throttled')).toStrictEqual(expected.once('throttled'));
      expect(aws.faults.filter((fault) => fault.startsWith('answer: DynamoDB')).length).toBeGreaterThan(20);
    },
    5 * minute,
  );

  it(
    'loses and doubles no alert when queues take a part of a batch, or none of it',
    async () => {
      let first: Buffer | undefined;
      let refusals = 0;
      aws.decide = (name, call) => {
        if (!call.action.endsWith('SendMessageBatch')) return none;
        if (name !== classifier) return takeHalf(call);
        first ??= call.body;
        // As often as the adapter tries: the object comes again.
        return call.body.equals(first) && refusals++ < 8 ? refuseAll(call) : none;
      };

      await putObjects(deployed, 'refused');
      await deployed.settled('refused', expected.of('refused').size);

      expect(arrived('refused')).toStrictEqual(expected.once('refused'));
      expect(aws.faults.filter((fault) => fault === 'answer: AmazonSQS.SendMessageBatch')).toHaveLength(8);
      expect(aws.faults).toContain('change: AmazonSQS.SendMessageBatch');
    },
    5 * minute,
  );

  it(
    'sends nothing again for messages that come twice and in another order',
    async () => {
      const sent: { readonly queue: string; readonly body: string }[] = [];
      aws.decide = (_name, call) => {
        if (call.action.endsWith('SendMessageBatch')) sent.push(...messagesOf(call));
        return none;
      };
      const announced = await putObjects(deployed, 'repeated');
      await deployed.settled('repeated', expected.of('repeated').size);

      const again = [...announced.map((body) => ({ queue: queues[0], body })), ...sent].reverse();
      for (const { queue, body } of [...again, ...again.toReversed()]) {
        await aws.send('sqs', 'SendMessage', { QueueUrl: queueUrl(queue), MessageBody: body });
      }
      await deployed.settled('repeated', expected.of('repeated').size);

      expect(new Set(again.map(({ queue }) => queue))).toStrictEqual(new Set(queues));
      expect(arrived('repeated')).toStrictEqual(expected.once('repeated'));
      expect(timesSent('repeated')).toBe(expected.of('repeated').size);
    },
    5 * minute,
  );

  it(
    'sends alerts when a receiver that was away for a while is back, with the same key at each try',
    async () => {
      const { receiver } = deployed;
      const before = receiver.refused;
      receiver.mode = 'unavailable';
      await putObjects(deployed, 'unavailable');
      await until(() => receiver.refused - before > expected.of('unavailable').size, 2 * minute);
      receiver.mode = 'drops';
      await until(() => sweepUntil(deployed, () => timesSent('unavailable') > 5), 2 * minute);
      receiver.mode = 'up';

      await deployed.settled('unavailable', expected.of('unavailable').size);

      expect(arrived('unavailable')).toStrictEqual(expected.once('unavailable'));
      // What was dropped had been taken, and was sent again.
      expect(timesSent('unavailable')).toBeGreaterThan(expected.of('unavailable').size);
    },
    5 * minute,
  );

  it(
    'loses and doubles no alert when functions were killed in the middle of a batch',
    async () => {
      await deployed.settled('killed', expected.of('killed').size);

      expect(arrived('killed')).toStrictEqual(expected.once('killed'));
      // Sent, and not noted: what the processor held then is sent once more, with its key.
      expect(timesSent('killed')).toBeGreaterThan(expected.of('killed').size);
    },
    5 * minute,
  );

  it(
    'merges what was made under faults, and is then done with everything',
    async () => {
      const members = () => deployed.receiver.received.filter(({ rule }) => rule === 'bursts');
      await until(async () => await sweepUntil(deployed, async () => (await deployed.rows()).length === 0), 4 * minute);

      const byKey = new Map(members().map((alert) => [alert.idempotencyKey, alert.members]));
      expect(byKey.values().reduce((sum, count) => sum + count, 0)).toBe(expected.bursts);
      expect(await deployed.rows()).toStrictEqual([]);
      const letters = [
        ...queues.map((queue) => `${queue}_dead_letters`),
        `${merger}_dead_letters`,
        'acme_prod_streamalert_dead_letters',
      ];
      expect(await Promise.all(letters.map((queue) => deployed.messagesIn(queue)))).toStrictEqual(letters.map(() => 0));
    },
    6 * minute,
  );

  it('lets no function do anything but what its policy says, and uses what that says', async () => {
    expect(await judgePolicies(aws, [classifier, rulesEngine, merger, processor])).toStrictEqual({
      refused: [],
      unused: [],
      listedInVain: [],
    });
  });
});

/** Which try of the SDK a call is, from 1. */
const attemptOf = ({ headers }: ProxiedCall): number =>
  Number(/attempt=(\d+)/.exec(String(headers['amz-sdk-request']))?.[1] ?? 1);

interface SentEntry {
  readonly Id: string;
  readonly MessageBody: string;
}

const batchOf = ({ body }: ProxiedCall): { QueueUrl: string; Entries: SentEntry[] } => JSON.parse(body.toString());

const refusalOf = ({ Id }: SentEntry) => ({ Id, SenderFault: false, Code: 'InternalError' });

const refuseAll = (call: ProxiedCall): Fault => ({
  kind: 'answer',
  status: 200,
  body: { Successful: [], Failed: batchOf(call).Entries.map(refusalOf) },
});

/** The queue takes the first half; of one message, that one. */
function takeHalf(call: ProxiedCall): Fault {
  const batch = batchOf(call);
  const taken = Math.ceil(batch.Entries.length / 2);
  const refused = batch.Entries.slice(taken);
  if (refused.length === 0) return none;
  return {
    kind: 'change',
    body: { ...batch, Entries: batch.Entries.slice(0, taken) },
    answer: (answer) => ({ ...answer, Failed: refused.map(refusalOf) }),
  };
}

function messagesOf(call: ProxiedCall): { queue: string; body: string }[] {
  const { QueueUrl, Entries } = batchOf(call);
  const queue = QueueUrl.split('/').at(-1) ?? '';
  return Entries.map(({ MessageBody }) => ({ queue, body: MessageBody }));
}

/** @returns The events that announce the objects. */
async function putObjects(deployed: FaultyDeployment, input: Input): Promise<string[]> {
  const records = cloudTrailRecords(input, recordsEach);
  const size = recordsEach / objectsEach;
  return Promise.all(
    Array.from({ length: objectsEach }, (_, index) =>
      putObject(deployed, `${input}/${index}.json`, records.slice(index * size, (index + 1) * size)),
    ),
  );
}

async function putObject({ aws }: FaultyDeployment, key: string, Records: readonly object[]): Promise<string> {
  const { ETag } = await aws.send('s3', 'PutObject', { Bucket: bucket, Key: key, Body: JSON.stringify({ Records }) });
  const detail = { bucket: { name: bucket }, object: { key, etag: ETag.replaceAll('"', '') } };
  return JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail });
}

/** Each function dies once in the middle of its work, after what it asked for was done and before it could know. */
async function killEachFunctionOnce(deployed: FaultyDeployment): Promise<void> {
  const { aws } = deployed;
  const lastDone: Readonly<Record<string, string>> = {
    [classifier]: 'SendMessageBatch',
    [rulesEngine]: 'TransactWriteItems',
    [merger]: 'SendMessageBatch',
  };
  const kills = new Map<string, Promise<void>>();
  const kill = async (name: string): Promise<void> => {
    const killing = kills.get(name) ?? killFunction(aws.pid, name);
    kills.set(name, killing);
    await killing;
  };
  aws.decide = async (name, { action }) => {
    if (!action.endsWith(lastDone[name] ?? '-') || kills.has(name)) return none;
    await kill(name);
    return { kind: 'drop after' };
  };
  deployed.receiver.onAlert = () => kill(processor);
  await putObjects(deployed, 'killed');
  await until(() => kills.size === 4, 3 * minute);
  if (kills.size < 4) throw new Error(`only ${[...kills.keys()].join(', ')} came so far as to be killed`);
}

async function sweepUntil(deployed: FaultyDeployment, isTrue: () => boolean | Promise<boolean>): Promise<boolean> {
  await deployed.sweep();
  return isTrue();
}

/** What a run on one machine makes of all inputs. */
interface ExpectedAlerts {
  /** Events whose alerts do not wait. */
  of(input: Input): ReadonlySet<string>;
  once(input: Input): Readonly<Record<string, number>>;
  /** Alerts that are merged, of all inputs. */
  readonly bursts: number;
}

async function runLocally({ deployment }: FaultyDeployment): Promise<ExpectedAlerts> {
  const read = (path: string): string => readFileSync(join(deployment.dir, path), 'utf8');
  const global = JSON.parse(read('conf/global.json'));
  deployment.write({
    'local/conf/global.json': { ...global, general: { ...global.general, default_outputs: ['file:alerts'] } },
    'local/conf/outputs.json': { file: { alerts: 'local/alerts.jsonl' } },
    'local/conf/clusters/prod.json': read('conf/clusters/prod.json'),
    'local/rules/bursts.ts': read('rules/bursts.ts'),
    'local/rules/watched.ts': read('rules/watched.ts'),
    ...Object.fromEntries(
      inputs.map((input) => [`local/input/${input}.json`, { Records: cloudTrailRecords(input, recordsEach) }]),
    ),
  });
  const output = await deployment.streamalert(
    ...['run', 'local/input', '--conf', 'local/conf', '--state', 'local/state', '--source', `s3:${bucket}`],
    ...['--format', 'json'],
  );
  const alerts = read('local/alerts.jsonl')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const events: string[] = alerts
    .filter(({ rule_name: rule }) => rule === 'watched')
    .map(({ record }) => record.eventID);
  const of = (input: Input) => new Set(events.filter((event) => event.startsWith(`${input}-`)));
  return { of, once: (input) => countBy([...of(input)]), bursts: JSON.parse(output).alerts.bursts };
}

function countBy(names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    [...Map.groupBy(names.toSorted(), (name) => name)].map(([name, all]) => [name, all.length]),
  );
}
