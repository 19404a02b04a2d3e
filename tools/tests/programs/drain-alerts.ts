/**
 * Dispatches pending alerts with the functions of AWS on real tables: sweeps of the alert merger, and as many alert processors at a time as a
 * small deployment has. The queue between them is in memory, and of the stream of the table only what merges store is told. Every other
 * rule merges.
 *
 * `node drain-alerts.ts BACKLOG_AS_JSON` prints `{"seconds","cpuSeconds","peakMb","sweeps","sent","before"}`.
 */
import { createHandler as createMerger } from '@streamalert/alert-merger-function';
import { createHandler as createProcessor } from '@streamalert/alert-processor-function';
import { createDynamoAlertStore } from '@streamalert/aws/dynamodb';
import { encodeAlertKey } from '@streamalert/aws/sqs';
import { type AlertKey, createSystemClock, type OutputName } from '@streamalert/core';
import { createRowSpill } from '@streamalert/core/wire';
import { createFileBlobStore } from '@streamalert/embedded';
import { createAlertProcessor, type Output } from '@streamalert/outputs';
import { makeAlert } from '@streamalert/test-kit';
import { dynamoDbClient } from '../helpers/aws.ts';
import type { Backlog } from '../helpers/drain.ts';

const { url, dir, tables, busy, others, rules, until } = JSON.parse(process.argv[2] as string) as Backlog;
const processors = 8;
const messagesAtOnce = 10;
const putAtOnce = 500;
const minute = 60_000_000;
const clock = createSystemClock();
const past = clock.now() - 60 * minute;
const client = dynamoDbClient(url);
const spill = createRowSpill({ blobs: createFileBlobStore(dir), baseUrl: 's3://bucket/' });
const store = createDynamoAlertStore({ client, tables, spill, clock });
const silent = {
  clock,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  metrics: { count() {}, time() {}, flush: async () => {} },
};

function pending(seed: number) {
  const rule = (seed - busy) % rules;
  const isMerged = seed >= busy && rule % 2 === 1;
  return makeAlert({
    seed,
    ruleName: seed < busy ? 'm_busy' : `${rule % 4 < 2 ? 'a' : 'z'}_rule_${rule}`,
    record: { sourceIPAddress: `192.0.2.${seed % 4}`, seed, note: 'x'.repeat(500) },
    outputs: ['aws-firehose:alerts', 'chat:soc'],
    created: past + seed,
    mergeByKeys: isMerged ? ['sourceIPAddress'] : [],
    mergeWindowMinutes: isMerged ? 5 : 0,
  });
}

const sent: Record<OutputName, number> = { 'aws-firehose:alerts': 0, 'chat:soc': 0 };
const seenRules = new Set<string>();
/** Deliveries to history before every rule had one. */
let before = 0;
const isFair = (): boolean => seenRules.size === rules + Number(busy > 0);
const output = (service: string, name: OutputName): Output => ({
  service,
  credentials: [],
  idempotent: true,
  checkSettings: () => [],
  async send({ alert }) {
    if (service !== 'chat' && !isFair()) {
      before++;
      seenRules.add(alert.ruleName);
    }
    sent[name] = (sent[name] ?? 0) + 1;
    return { kind: 'sent' };
  },
});

const queue: AlertKey[] = [];
/** There is always time: how much work it is must not depend on how busy the machine is. */
const context = (awsRequestId: string) => ({
  awsRequestId,
  functionName: 'drain',
  getRemainingTimeInMillis: () => 60_000,
});
const merger = createMerger(
  {},
  {
    ...silent,
    customMetrics: false,
    dispatcher: { dispatch: async (keys) => void queue.push(...keys) },
    alerts: {
      due: (options) => store.due(options),
      mergeGroup: (options) => store.mergeGroup(options),
      async replace(members, merged) {
        const isStored = await store.replace(members, merged);
        const Keys = { RuleName: { S: merged.ruleName }, AlertID: { S: merged.id } };
        if (isStored) await merger({ Records: [{ eventName: 'INSERT', dynamodb: { Keys } }] }, context('stream'));
        return isStored;
      },
    },
  },
);
const processor = createProcessor(
  { outputs: new Map(), alertStream: '' },
  { outputs: [], publishers: [] },
  {
    ...silent,
    alerts: store,
    processor: createAlertProcessor({
      ...silent,
      outputs: [output('aws-firehose', 'aws-firehose:alerts'), output('chat', 'chat:soc')],
      descriptors: new Map([['chat:soc', { service: 'chat', descriptor: 'soc' }]]) as never,
      secrets: { get: async () => undefined, put: async () => {}, list: async () => [], delete: async () => {} },
      publishers: new Map(),
    }),
  },
);

/** Processors, each with a batch of the queue at a time, until the sweep is over and the queue is empty. */
async function processUntil(sweep: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = sweep.finally(() => {
    isOver = true;
  });
  const work = async (worker: number): Promise<void> => {
    for (let batch = 0; (!isOver || queue.length > 0) && !(until === 'fair' && isFair()); batch++) {
      const keys = queue.splice(0, messagesAtOnce);
      const Records = keys.map((key, index) => ({ messageId: String(index), body: encodeAlertKey(key) }));
      if (keys.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      else await processor({ Records }, context(`${worker}.${batch}`));
    }
  };
  await Promise.all([over, ...Array.from({ length: processors }, (_, worker) => work(worker))]);
}

for (let from = 0; from < busy + others; from += putAtOnce) {
  const size = Math.min(putAtOnce, busy + others - from);
  await store.put(Array.from({ length: size }, (_, index) => pending(from + index)));
}
const started = performance.now();
const cpu = process.cpuUsage();
let sweeps = 0;
for (let last = -1; last !== sent['aws-firehose:alerts'] && !(until === 'fair' && isFair()); sweeps++) {
  last = sent['aws-firehose:alerts'] as number;
  await processUntil(merger({}, context('sweep')));
}
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(cpu);
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
const cpuSeconds = (user + system) / 1e6;
process.stdout.write(JSON.stringify({ seconds, cpuSeconds, peakMb, sweeps, sent, before }));
client.destroy();
