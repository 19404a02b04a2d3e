import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@streamalert/config';
import { createSystemClock } from '@streamalert/core';
import { openState, searchHistory } from '@streamalert/embedded';
import { tableDefinitions } from '@streamalert/history';
import { describe, expect, it, type TestContext, vi } from 'vitest';
import { type HandOver, handOvers, historyRoot } from '../src/index.ts';
import { makeEvents } from './helpers/cloudtrail.ts';
import { type ChildOptions, makeProject, runChild, temporaryFolder } from './helpers/project.ts';
import { type Receiver, startReceiver } from './helpers/receiver.ts';

const rules = {
  'stop_logging.ts': `
    import { defineCloudTrailRule } from '@streamalert/rules-sdk';
    export const stopLogging = defineCloudTrailRule({
      id: 'stop_logging', description: 'A trail was stopped.', where: { eventName: 'StopLogging' },
      outputs: ['webhook:soc', 'file:alerts'],
    });`,
  'denied.ts': `
    import { defineCloudTrailRule } from '@streamalert/rules-sdk';
    export const denied = defineCloudTrailRule({
      id: 'denied', description: 'Calls were denied.', where: { errorCode: 'AccessDenied' },
      outputs: ['webhook:soc'], merge: { by: ['userName'], windowMinutes: 60 },
    });`,
};

/** Lines in several batches, one of them broken, and a document. */
function writeLogs(dir: string): void {
  mkdirSync(dir);
  const events = makeEvents(6000, 'a');
  for (const index of [3, 2500, 5990]) events[index] = { ...events[index], eventName: 'StopLogging' };
  for (const [index, userName] of [
    [10, 'mia'],
    [3000, 'mia'],
    [5000, 'noah'],
  ] as const) {
    const userIdentity = { type: 'IAMUser', userName };
    events[index] = { ...events[index], errorCode: 'AccessDenied', userIdentity };
  }
  const lines = events.map((event) => JSON.stringify(event));
  writeFileSync(join(dir, 'a.jsonl'), [...lines.slice(0, 100), 'not json', ...lines.slice(100), ''].join('\n'));
  const more = makeEvents(500, 'b').map((event, index) =>
    index === 20 ? { ...event, eventName: 'StopLogging' } : event,
  );
  writeFileSync(join(dir, 'b.json'), JSON.stringify({ Records: more }));
}

interface Flow {
  readonly options: ChildOptions;
  readonly receiver: Receiver;
  readonly file: string;
}

async function makeFlow({ onTestFinished }: Pick<TestContext, 'onTestFinished'>): Promise<Flow> {
  const dir = temporaryFolder(onTestFinished);
  const receiver = await startReceiver(onTestFinished);
  const file = join(dir, 'alerts.jsonl');
  const outputs = { webhook: ['soc'], file: { alerts: file } };
  const project = makeProject(dir, { outputs, rules });
  const logs = join(dir, 'logs');
  writeLogs(logs);
  const environment = { STREAMALERT_OUTPUT_WEBHOOK_SOC: JSON.stringify({ url: receiver.url }) };
  return { options: { ...project, inputs: [logs], environment }, receiver, file };
}

/** Everything that a run leaves, without what differs from run to run: times, and the ids that hold the folder's name. */
async function outcome({ options, receiver, file }: Flow) {
  const delivered = receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  const rows = (sql: string) => search(options, sql);
  return {
    keys: new Set(receiver.received.map(({ key }) => key)).size,
    webhook: [...new Map(delivered.map((alert) => [alert['id'], alert])).values()].map(describeAlert).sort(),
    file: readFileSync(file, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => describeAlert(JSON.parse(line) as Record<string, unknown>))
      .sort(),
    records: await rows('select count(*), count(distinct eventid) from cloudtrail_events'),
    alerts: await rows('select rule_name, count(*) from alerts group by all order by all'),
  };
}

function describeAlert(alert: Record<string, unknown>): string {
  const record = alert['record'] as Record<string, unknown>;
  return [alert['rule_name'], record['eventID'] ?? `${record['AlertCount']} merged`].join(' ');
}

async function search({ conf, state: dir }: ChildOptions, sql: string) {
  const { config } = await loadConfig(conf);
  const state = await openState({ dir, clock: createSystemClock(), readOnly: true });
  const tables = tableDefinitions(config as NonNullable<typeof config>);
  const result = await searchHistory({
    root: historyRoot(dir),
    tables,
    sql,
    state: { pending: state.history, checkpoints: state.checkpoints },
  });
  const rows = await Array.fromAsync(result.rows);
  await state.close();
  return rows;
}

const expected = {
  keys: 6,
  webhook: [
    'denied 1 merged',
    'denied 2 merged',
    'stop_logging event-a-2500',
    'stop_logging event-a-3',
    'stop_logging event-a-5990',
    'stop_logging event-b-20',
  ],
  file: ['stop_logging event-a-2500', 'stop_logging event-a-3', 'stop_logging event-a-5990', 'stop_logging event-b-20'],
  records: [[6500, 6500]],
  alerts: [
    ['denied', 5],
    ['stop_logging', 4],
  ],
};

const totals = {
  files: { read: 2, unchanged: 0, skipped: 0, unreadable: 0 },
  records: { in: 6501, classified: { 'cloudtrail:events': 6500 }, rejected: { 'not JSON': 1 } },
  alerts: { denied: 3, stop_logging: 4 },
  deliveries: { 'aws-firehose:alerts': 9, 'file:alerts': 4, 'webhook:soc': 6 },
  waiting: 0,
  rule_errors: {},
};

// A child for each core.
vi.setConfig({ maxConcurrency: 2 });

describe.concurrent('run, killed and started again', () => {
  it('does the same as this one, which nobody kills', async (test) => {
    const flow = await makeFlow(test);

    const { summary, visits } = await runChild(flow.options);

    expect({ ...summary, seconds: undefined }).toStrictEqual({ ...totals, seconds: undefined });
    expect(await outcome(flow)).toStrictEqual(expected);
    expect(handOvers.filter((point) => visits?.[point] === 0)).toStrictEqual([]);
  });

  const crashes: readonly (readonly [HandOver, number])[] = handOvers.flatMap((point) => [
    [point, 1] as const,
    ...(['batch-committed', 'alerts-stored', 'output-sent', 'outcome-settled'].includes(point)
      ? [[point, 2] as const, [point, 3] as const]
      : []),
  ]);

  it.for(crashes)(
    'loses nothing and doubles nothing at %s, visit %i',
    { timeout: 60_000 },
    async ([point, visit], test) => {
      const flow = await makeFlow(test);

      const killed = await runChild({ ...flow.options, crash: `${point}:${visit}` });
      const { summary, stderr } = await runChild(flow.options);

      expect([killed.signal, stderr]).toStrictEqual(['SIGKILL', '']);
      expect({ ...summary, seconds: undefined }).toStrictEqual({ ...totals, seconds: undefined });
      expect(await outcome(flow)).toStrictEqual(expected);
    },
  );

  it('delivers nothing new when it is run again on the same input', async (test) => {
    const flow = await makeFlow(test);
    await runChild(flow.options);

    const { summary } = await runChild(flow.options);

    expect({ ...summary, seconds: undefined }).toStrictEqual({
      ...totals,
      files: { ...totals.files, unchanged: 2 },
      alerts: {},
      deliveries: {},
      seconds: undefined,
    });
    expect(flow.receiver.received).toHaveLength(6);
    expect(await outcome(flow)).toStrictEqual(expected);
  });
});
