import { createSystemClock, historyOutput, type OutputName } from '@streamalert/core';
import { openState } from '@streamalert/embedded';
import { createAlertProcessor, type Output } from '@streamalert/outputs';
import { makeAlert } from '@streamalert/test-kit';
import { deliverStored, mergeStored } from '../../src/index.ts';

/** How many alerts there are, and of what rules. */
export interface Backlog {
  readonly dir: string;
  /** Of one rule, put before all others. */
  readonly busy: number;
  /** Of the other rules together; half of these rules merge. */
  readonly others: number;
  readonly rules: number;
}

/** What came of a backlog. */
export interface Drained {
  readonly seconds: number;
  /** Alerts that came to the chat output, merged ones with all their members. */
  readonly arrived: number;
  /** Deliveries to the chat output before each other rule had one. */
  readonly before: number;
  readonly peakMegabytes: number;
}

const alertsPerPut = 500;
const outputs: readonly OutputName[] = [historyOutput, 'chat:a'];

/** Drains a backlog in a process of its own, so that its memory can be told. */
async function main({ dir, busy, others, rules }: Backlog): Promise<void> {
  const clock = createSystemClock();
  const state = await openState({ dir, clock });
  const now = clock.now();
  for (let seed = 0; seed < busy + others; seed += alertsPerPut) {
    const end = Math.min(seed + alertsPerPut, busy + others);
    const alerts = Array.from({ length: end - seed }, (_, index) => alertOf(seed + index));
    await state.alerts.put(alerts);
  }

  function alertOf(seed: number) {
    const record = { user: `u${seed % 20}`, seed, note: 'x'.repeat(500) };
    const base = { seed, outputs, record, created: now - 3600_000_000 + seed };
    if (seed < busy) return makeAlert({ ...base, ruleName: 'm_busy' });
    const rule = (seed - busy) % rules;
    const merge = rule % 2 === 0 ? {} : { mergeByKeys: ['user'], mergeWindowMinutes: 1 };
    return makeAlert({ ...base, ...merge, ruleName: `${rule % 4 < 2 ? 'a' : 'z'}_rule_${rule}` });
  }

  let arrived = 0;
  let sends = 0;
  let before = 0;
  const waitingRules = new Set(
    Array.from({ length: Math.min(rules, others) }, (_, index) => alertOf(busy + index))
      .filter(({ mergeWindowMinutes }) => mergeWindowMinutes === 0)
      .map(({ ruleName }) => ruleName),
  );
  const service = (name: string): Output => ({
    service: name,
    credentials: [],
    idempotent: true,
    checkSettings: () => [],
    async send({ alert }) {
      if (name === 'chat') {
        sends += 1;
        arrived += Number(alert.record['AlertCount'] ?? 1);
        if (waitingRules.delete(alert.ruleName) && waitingRules.size === 0) before = sends;
      }
      return { kind: 'sent' };
    },
  });
  const processor = createAlertProcessor({
    outputs: ['chat', 'aws-firehose'].map(service),
    descriptors: new Map([['chat:a', { service: 'chat', descriptor: 'a' }]]) as never,
    secrets: { get: async () => undefined, put: async () => {}, list: async () => [], delete: async () => {} },
    publishers: new Map(),
    clock,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    metrics: { count() {}, time() {}, flush: async () => {} },
  });
  const started = performance.now();
  const common = { state, clock };
  await deliverStored({ ...common, processor, drainMs: 0, onOutcome: () => {} });
  await mergeStored({ ...common, closeWindows: true, onMerged: () => {} });
  await deliverStored({ ...common, processor, drainMs: 0, onOutcome: () => {} });
  const seconds = (performance.now() - started) / 1000;
  await state.close();
  const drained: Drained = { seconds, arrived, before, peakMegabytes: process.resourceUsage().maxRSS / 1024 };
  process.stdout.write(JSON.stringify(drained));
}

await main(JSON.parse(process.argv[2] as string) as Backlog);
