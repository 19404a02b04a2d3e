import { join } from 'node:path';
import { type Alert, createSystemClock, parseTimestamp } from '@streamalert/core';
import { encodeAlertRow } from '@streamalert/core/wire';
import { openState } from '@streamalert/embedded';
import { makeAlert } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { type CliOptions, makeProject, runCli } from './helpers/cli.ts';
import { lines, trailStopped } from './helpers/cloudtrail.ts';
import { type Receiver, startReceiver } from './helpers/receiver.ts';

const rule = `
  import { defineCloudTrailRule } from '@streamalert/rules-sdk';
  export const stopped = defineCloudTrailRule({
    id: 'trail_stopped', description: 'A trail was stopped.', where: { eventName: 'StopLogging' },
    outputs: ['webhook:soc'],
  });`;

const testEvents = [
  {
    data: trailStopped,
    description: 'stopping a trail raises an alert',
    log: 'cloudtrail:events',
    service: 's3',
    source: 'prefix.cluster.sample.bucket',
    trigger_rules: ['trail_stopped'],
  },
];

/** A project whose one rule sends to a receiver. */
async function makeFlow(files: Readonly<Record<string, unknown>> = {}) {
  const receiver = await startReceiver();
  const cwd = makeProject({
    'conf/outputs.json': { webhook: ['soc'], console: ['stdout'], file: { alerts: 'alerts.ndjson' } },
    'rules/stopped.ts': rule,
    'rules/stopped.json': testEvents,
    'logs/a.jsonl': lines(trailStopped, { ...trailStopped, eventID: 'second' }),
    ...files,
  });
  return { cwd, receiver, options: optionsFor(cwd, receiver) };
}

function optionsFor(cwd: string, { url }: Pick<Receiver, 'url'>): CliOptions {
  return { cwd, env: { STREAMALERT_OUTPUT_WEBHOOK_SOC: JSON.stringify({ url }) } };
}

const run = ['run', 'logs', '--rules', 'rules', '--drain', '0', '--format', 'json'];
const json = (text: string) => JSON.parse(text);
const ndjson = (text: string) => text.trimEnd().split('\n').map(json);

/** Alerts straight into the state of a folder. */
async function put(cwd: string, alerts: readonly Alert[]): Promise<void> {
  const state = await openState({ dir: join(cwd, '.streamalert'), clock: createSystemClock() });
  await state.alerts.put(alerts);
  await state.close();
}

describe('streamalert alerts', () => {
  it('lists what waits and why, shows one, retries it, and drops it', { timeout: 60_000 }, async () => {
    const { receiver, options } = await makeFlow();
    receiver.answer(404);
    await runCli(run, options);

    const listed = json((await runCli(['alerts', 'list', '--format', 'json'], options)).stdout);
    const text = await runCli(['alerts', 'list', '--parked'], options);
    const [first, second] = listed.alerts;
    const shown = json((await runCli(['alerts', 'show', first.id.slice(0, 8), '--format', 'json'], options)).stdout);
    const retried = await runCli(['alerts', 'retry', first.id], options);
    receiver.answer(200);
    const again = json((await runCli(run, options)).stdout);
    const dropped = await runCli(['alerts', 'drop', second.id, '--yes'], options);
    const left = json((await runCli(['alerts', 'list', '--format', 'json'], options)).stdout);

    expect(listed.alerts).toHaveLength(2);
    expect(first).toMatchObject({
      rule_name: 'trail_stopped',
      state: 'parked',
      outputs: [
        { output: 'aws-firehose:alerts', state: 'sent', attempts: 1 },
        { output: 'webhook:soc', state: 'parked', attempts: 1, last_error: expect.stringContaining('404') },
      ],
    });
    expect(text.stdout).toContain('webhook:soc: parked after 1 try: 404 Not Found');
    expect(shown.record.eventName).toBe('StopLogging');
    expect(retried.stdout).toBe('1 alert due; a run sends them\n');
    expect([again.deliveries, again.waiting]).toStrictEqual([{ 'webhook:soc': 1 }, 1]);
    expect([dropped.stdout, left.alerts]).toStrictEqual(['1 alert dropped\n', []]);
    expect(receiver.received).toHaveLength(1);
  });

  it('asks before it drops, where there is somebody to ask, and says how many with --dry-run', async () => {
    const { cwd, options } = await makeFlow();
    await put(
      cwd,
      [1, 2, 3].map((seed) => makeAlert({ seed, ruleName: seed === 3 ? 'other' : 'noisy' })),
    );
    const drop = ['alerts', 'drop', '--rule', 'noisy'];

    const dry = await runCli([...drop, '--dry-run'], options);
    const unasked = await runCli(drop, options);
    const nothing = await runCli(['alerts', 'drop', '--yes'], options);
    const done = await runCli([...drop, '--yes', '--format', 'json'], options);

    expect(dry.stdout).toBe('2 alerts would be dropped\n');
    expect([unasked.code, unasked.stderr]).toStrictEqual([2, expect.stringContaining('--yes')]);
    expect(nothing.code).toBe(2);
    expect(json(done.stdout)).toStrictEqual({ dropped: 2 });
  });

  it('adopts rows of 3.5, plain or as DynamoDB gives them, and tells of lines that are none', {
    timeout: 60_000,
  }, async () => {
    const { options } = await makeFlow();
    const fresh = makeAlert({ seed: 1, ruleName: 'old', outputs: ['aws-firehose:alerts', 'webhook:soc'] });
    const item = {
      RuleName: { S: 'old' },
      AlertID: { S: 'from-dynamodb' },
      Attempts: { N: '2' },
      Created: { S: '2026-11-01T00:00:00.000001Z' },
      Dispatched: { S: '2026-11-01T00:01:00.000000Z' },
      Outputs: { SS: ['aws-firehose:alerts', 'webhook:soc'] },
      OutputsSent: { SS: ['aws-firehose:alerts'] },
      Publishers: { NULL: true },
      Context: { M: { n: { N: '3' } } },
      MergeByKeys: { L: [] },
      MergeWindowMins: { N: '0' },
      Record: { S: '{"big":9007199254740993}' },
      Staged: { BOOL: false },
    };
    const input = [JSON.stringify(encodeAlertRow(fresh)), JSON.stringify(item), '{"RuleName":"x"}', 'no json', ''].join(
      '\n',
    );
    await runCli(['run', 'logs', '--rules', 'rules'], options);

    const adopted = await runCli(['alerts', 'adopt', '-', '--format', 'json'], { ...options, stdin: input });
    const again = await runCli(['alerts', 'adopt', '-'], { ...options, stdin: JSON.stringify(item) });
    const delivered = await runCli(
      ['deliver', '--state', '.streamalert', '--rules', 'rules', '--format', 'json'],
      options,
    );

    expect([adopted.code, json(adopted.stdout)]).toStrictEqual([1, { adopted: 2, known: 0, unreadable: 2 }]);
    expect(adopted.stderr).toMatch(
      /standard input line 3: alert undefined of x: AlertID is not text\n.*line 4: is not JSON/,
    );
    expect(again.stdout).toBe('0 alerts adopted, 1 alert known already; a run sends them\n');
    expect(
      ndjson(delivered.stdout)
        .map(({ id, output, result }) => [id, output, result])
        .sort(),
    ).toStrictEqual(
      [
        [fresh.id, 'aws-firehose:alerts', 'sent'],
        [fresh.id, 'webhook:soc', 'sent'],
        ['from-dynamodb', 'webhook:soc', 'sent'],
      ].sort(),
    );
  });

  it('says which ids there are not, and where there is no state', async () => {
    const { cwd, options } = await makeFlow();
    const stateless = await runCli(['alerts', 'list'], options);
    await put(cwd, []);

    const unknown = await runCli(['alerts', 'show', 'abc'], options);
    const none = await runCli(['alerts', 'list'], options);

    expect([stateless.code, stateless.stderr]).toStrictEqual([1, expect.stringContaining('a first run makes it')]);
    expect([unknown.code, unknown.stderr]).toStrictEqual([2, expect.stringContaining('begins with "abc"')]);
    expect([none.code, none.stdout]).toStrictEqual([0, 'no alert waits\n']);
  });
});

describe('streamalert silence', () => {
  it('keeps alerts of a rule with a value from everything but history, marked', async () => {
    const { cwd, receiver, options } = await makeFlow();
    await put(cwd, []);
    const args = ['trail_stopped', 'userName=mia', '--for', '2h', '--reason', 'planned test', '--by', 'ines'];

    const added = await runCli(['silence', 'add', ...args], options);
    const listed = json((await runCli(['silence', 'list', '--format', 'json'], options)).stdout).silences;
    const summary = json((await runCli(run, options)).stdout);
    const sql = 'select rule_name, suppressed from alerts order by created limit 1';
    const found = await runCli(['search', sql, '--format', 'json'], options);

    expect(added.stdout).toMatch(/^[0-9a-f]{8} {2}trail_stopped userName=mia silenced until 20/);
    expect(added.stderr).toContain('No alert of "trail_stopped" is known here');
    expect(listed).toMatchObject([
      { rule_name: 'trail_stopped', where: { userName: 'mia' }, reason: 'planned test', by: 'ines', active: true },
    ]);
    expect(parseTimestamp(listed[0].until)).toBeGreaterThan(createSystemClock().now());
    expect([summary.deliveries, receiver.received]).toStrictEqual([{ 'aws-firehose:alerts': 2 }, []]);
    expect(found.stdout).toContain('planned test');
  });

  it('is ended, and gone from the list', async () => {
    const { cwd, options } = await makeFlow();
    await put(cwd, []);
    const added = await runCli(
      ['silence', 'add', '*', 'userName=mia', '--for', '1d', '--reason', 'r', '--format', 'json'],
      options,
    );
    const { id } = json(added.stdout);

    const removed = await runCli(['silence', 'remove', id], options);
    const again = await runCli(['silence', 'remove', id], options);
    const listed = await runCli(['silence', 'list'], options);

    expect([removed.code, removed.stdout]).toStrictEqual([0, `${id}  ended\n`]);
    expect([again.code, listed.stdout]).toStrictEqual([2, 'nothing is silenced\n']);
  });

  it.each([
    ['every rule without a value', ['*', '--for', '1h', '--reason', 'r'], 'add at least one key=value'],
    ['no end', ['a', '--reason', 'r'], 'say --until a time, or --for a duration'],
    ['an end that is over', ['a', '--until', '2020-01-01T00:00:00Z', '--reason', 'r'], 'is over already'],
    ['no reason', ['a', '--for', '1h'], '--reason'],
    ['a duration without a unit', ['a', '--for', '90', '--reason', 'r'], '30m, 8h, 2d'],
    ['no condition', ['a', 'user', '--for', '1h', '--reason', 'r'], '"user" is not key=value'],
  ])('refuses %s', async (_what, args, message) => {
    const { options } = await makeFlow();

    const { code, stderr } = await runCli(['silence', 'add', ...args], options);

    expect([code, stderr]).toStrictEqual([2, expect.stringContaining(message)]);
  });
});

describe('streamalert merge and deliver as filters', () => {
  const member = (seed: number, user: string) =>
    makeAlert({
      seed,
      record: { user, seed },
      outputs: ['aws-firehose:alerts', 'webhook:soc'],
      mergeByKeys: ['user'],
      mergeWindowMinutes: 5,
    });
  const rows = (alerts: readonly Alert[]) =>
    alerts.map((alert) => `${JSON.stringify(encodeAlertRow(alert))}\n`).join('');

  it('merge what belongs together, pass the rest on, and send each', async () => {
    const { receiver, options } = await makeFlow();
    const alone = makeAlert({ seed: 9, ruleName: 'alone', outputs: ['aws-firehose:alerts', 'webhook:soc'] });
    const stdin = rows([member(1, 'mia'), alone, member(2, 'mia'), member(3, 'noah')]);

    const merged = await runCli(['merge'], { ...options, stdin });
    const delivered = await runCli(['deliver', '--rules', 'rules', '--format', 'json'], {
      ...options,
      stdin: merged.stdout,
    });

    expect(merged.stderr).toBe('3 alerts merged into 2 alerts, 1 alert passed on\n');
    expect(ndjson(merged.stdout).map((row) => JSON.parse(row.Record).AlertCount ?? row.AlertID)).toStrictEqual([
      alone.id,
      2,
      1,
    ]);
    expect([delivered.code, ndjson(delivered.stdout).map(({ output, result }) => `${output} ${result}`)]).toStrictEqual(
      [0, ['webhook:soc sent', 'webhook:soc sent', 'webhook:soc sent']],
    );
    expect(delivered.stderr).toContain('3 alerts not kept in history, which needs --state');
    expect(receiver.received).toHaveLength(3);
  });

  it('leave what is in its window alone with --now, and fail with 1 where something is not sent', async () => {
    const { receiver, options } = await makeFlow();
    receiver.answer(400);
    const stdin = rows([member(1, 'mia')]);

    const early = await runCli(['merge', '--now', '2023-07-10T12:00:00Z'], { ...options, stdin });
    const late = await runCli(['merge', '--now', '2023-07-10T13:00:00Z'], { ...options, stdin });
    const delivered = await runCli(['deliver', '--rules', 'rules', '--format', 'json'], {
      ...options,
      stdin: late.stdout,
    });

    expect(early.stdout).toBe(stdin);
    expect(JSON.parse(ndjson(late.stdout)[0].Record).AlertCount).toBe(1);
    expect([delivered.code, ndjson(delivered.stdout)]).toStrictEqual([
      1,
      [expect.objectContaining({ output: 'webhook:soc', result: 'parked', reason: expect.stringContaining('400') })],
    ]);
  });

  it('work on a state, too', async () => {
    const { cwd, receiver, options } = await makeFlow();
    await put(cwd, [member(1, 'mia'), member(2, 'mia')]);
    const state = ['--state', '.streamalert'];

    await runCli(['deliver', ...state, '--rules', 'rules'], options);
    const merged = await runCli(['merge', ...state, '--format', 'json'], options);
    const delivered = await runCli(['deliver', ...state, '--rules', 'rules', '--format', 'json'], options);

    expect(ndjson(merged.stdout)).toHaveLength(1);
    expect(
      ndjson(delivered.stdout)
        .map(({ output, result }) => `${output} ${result}`)
        .sort(),
    ).toStrictEqual(['aws-firehose:alerts sent', 'webhook:soc sent']);
    expect(receiver.received).toHaveLength(1);
  });

  it('say which line is no alert, and go on with the others', async () => {
    const { options } = await makeFlow();
    const stdin = `{"a":1}\n${rows([makeAlert({ outputs: ['aws-firehose:alerts'] })])}`;

    const merged = await runCli(['merge'], { ...options, stdin });

    expect([merged.code, merged.stderr]).toStrictEqual([1, expect.stringContaining('line 1: ')]);
    expect(ndjson(merged.stdout)).toHaveLength(1);
  });
});

describe('streamalert test live', () => {
  const live = ['test', 'live', '--rules', 'rules'];

  it('sends the alerts of test events for real, marked, and new each time', async () => {
    const { receiver, options } = await makeFlow();

    const first = await runCli([...live, '--yes', '--format', 'json'], options);
    const second = await runCli([...live, '--yes'], options);

    const bodies = receiver.received.map(json);
    expect([first.code, ndjson(first.stdout)]).toMatchObject([0, [{ output: 'webhook:soc', result: 'sent' }]]);
    expect(second.stdout).toMatch(/^trail_stopped {2}[0-9a-f]{8} {2}webhook:soc {2}sent\n$/);
    expect(bodies.map(({ title }) => title)).toStrictEqual([
      '[test] A trail was stopped.',
      '[test] A trail was stopped.',
    ]);
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(2);
  });

  it('sends nothing without being told to, nor when an event fails', async () => {
    const { receiver, options } = await makeFlow();
    const failing = await makeFlow({ 'rules/stopped.json': [{ ...testEvents[0], trigger_rules: [] }] });

    const unasked = await runCli(live, options);
    const failed = await runCli([...live, '--yes'], failing.options);

    expect([unasked.code, unasked.stderr]).toStrictEqual([2, expect.stringContaining('--yes')]);
    expect([failed.code, failed.stderr]).toStrictEqual([1, expect.stringContaining('Nothing was sent')]);
    expect([receiver.received, failing.receiver.received]).toStrictEqual([[], []]);
  });

  it('ends with 1 when an output did not take its alert', async () => {
    const { receiver, options } = await makeFlow();
    receiver.answer(500);

    const { code, stdout, stderr } = await runCli([...live, '--yes', '--format', 'json'], options);

    expect([code, ndjson(stdout)]).toMatchObject([1, [{ result: 'retry', reason: expect.stringContaining('500') }]]);
    expect(stderr).toContain('0 deliveries made, 1 failed');
  });
});
