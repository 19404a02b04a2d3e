/**
 * Dispatches pending alerts as the functions do: a sweep finds the keys that are due, processors claim them in batches of ten and note each
 * output by itself, members are merged, and the merged alerts dispatched. Every other rule merges.
 *
 * `node drain-alerts.ts URL ALERTS RULES TABLES_AS_JSON` prints `{"seconds","cpuSeconds","peakMb","sent"}`.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  type Alert,
  type AlertKey,
  alertId,
  createSystemClock,
  mergedAlertId,
  type OutputName,
  ownOutputs,
  recordId,
} from '@streamalert/core';
import { createRowSpill } from '@streamalert/core/wire';
import { createDynamoAlertStore } from '../../src/dynamodb/alerts/alert-store.ts';
import { createMemoryBlobs } from '../helpers/memory-blobs.ts';

const [endpoint = '', count = '0', rules = '1', tables = '{}'] = process.argv.slice(2);
const clock = createSystemClock();
const client = new DynamoDBClient({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const store = createDynamoAlertStore({
  client,
  tables: JSON.parse(tables),
  spill: createRowSpill({ blobs: createMemoryBlobs(), baseUrl: 's3://bucket/' }),
  clock,
});
const minute = 60_000_000;
const past = clock.now() - 60 * minute;

function pending(seed: number): Alert {
  const rule = seed % Number(rules);
  const isMerged = rule % 2 === 1;
  const ruleName = `rule_${rule}`;
  return {
    id: alertId(ruleName, recordId('payload', 0, seed)),
    ruleName,
    record: { sourceIPAddress: `192.0.2.${seed % 4}`, seed, note: 'x'.repeat(500) },
    outputs: ['aws-firehose:alerts', 'slack:soc'],
    created: past + seed,
    cluster: 'prod',
    logSource: 'cloudtrail:events',
    logType: 'json',
    sourceService: 's3',
    sourceEntity: 'acme.audit.logs',
    ruleDescription: 'The root user was used.',
    context: {},
    publishers: {},
    mergeByKeys: isMerged ? ['sourceIPAddress'] : [],
    mergeWindowMinutes: isMerged ? 5 : 0,
    staged: false,
  };
}

const perPut = 200;
for (let from = 0; from < Number(count); from += perPut) {
  await store.put(Array.from({ length: Math.min(perPut, Number(count) - from) }, (_, index) => pending(from + index)));
}

const sent = new Map<OutputName, number>();

async function processBatch(keys: readonly AlertKey[], owner: string): Promise<void> {
  const now = clock.now();
  const claimed = await store.claim({ now, owner, leasedUntil: now + minute, limit: keys.length, keys });
  for (const { alert } of claimed) {
    for (const output of ownOutputs(alert)) {
      sent.set(output, (sent.get(output) ?? 0) + 1);
      await store.settle(alert, [{ output, kind: 'sent', at: clock.now() }], { owner, more: true });
    }
  }
}

async function dispatch(): Promise<void> {
  for (let sweep = 0; ; sweep++) {
    const due = await store.due({ now: clock.now(), limit: 1000 });
    if (due.length === 0) return;
    const batches = Array.from({ length: Math.ceil(due.length / 10) }, (_, batch) =>
      due.slice(batch * 10, batch * 10 + 10),
    );
    let next = 0;
    const work = async (worker: number): Promise<void> => {
      for (let batch = next++; batch < batches.length; batch = next++) {
        await processBatch(batches[batch] ?? [], `${sweep}.${worker}`);
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(work));
  }
}

async function merge(): Promise<void> {
  for (;;) {
    const group = await store.mergeGroup({ now: clock.now(), maxAlerts: 50, maxBytes: 1_000_000 });
    const oldest = group?.[0];
    if (group === undefined || oldest === undefined) return;
    const id = mergedAlertId(
      oldest.ruleName,
      group.map((member) => member.id),
    );
    await store.replace(group, { ...oldest, id, created: clock.now(), mergeByKeys: [], mergeWindowMinutes: 0 });
  }
}

const started = performance.now();
await dispatch();
await merge();
await dispatch();
const seconds = (performance.now() - started) / 1000;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const peakMb = Math.round(maxRSS / 1024);
const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
process.stdout.write(`${JSON.stringify({ seconds, cpuSeconds, peakMb, sent: Object.fromEntries(sent) })}\n`);
client.destroy();
