import { join } from 'node:path';
import { loadConfig } from '@streamalert/config';
import {
  type Alert,
  type Clock,
  type DeliveryOutcome,
  historyOutput,
  type Json,
  type OutputName,
  parseJson,
  stringifyJson,
} from '@streamalert/core';
import { createHttpClient } from '@streamalert/core/http';
import { decodeAlertRow, encodeAlertRow } from '@streamalert/core/wire';
import { type EmbeddedState, openState } from '@streamalert/embedded';
import { mergeAlerts } from '@streamalert/merger';
import { builtInPublishers, createAlertProcessor, type Output, type SendResult } from '@streamalert/outputs';
import { slack } from '@streamalert/outputs/slack';
import { definePublisher, type Publication, type Publisher } from '@streamalert/rules-sdk';
import { defaultPublication } from '@streamalert/rules-sdk/publishers';
import { createTestClock, makeAlert, testTime } from '@streamalert/test-kit';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeProject, temporaryFolder } from './helpers/project.ts';
import { startReceiver } from './helpers/receiver.ts';

const minute = 60_000_000;
const outputs: readonly OutputName[] = [historyOutput, 'chat:a', 'chat:b', 'chat:c'];
const merging = { mergeByKeys: ['user'], mergeWindowMinutes: 5 };

/** The real store, merger and processor on one output service whose answers a test chooses. */
async function makeSystem(publishers: ReadonlyMap<string, Publisher> = builtInPublishers) {
  const clock = createTestClock();
  const state = await openState({ dir: join(temporaryFolder(), 'state'), clock });
  onTestFinished(() => state.close());
  const failing = new Set<string>();
  const sent: { readonly output: string; readonly publication: Publication; readonly alert: Alert }[] = [];
  const service = (name: string): Output => ({
    service: name,
    credentials: [],
    idempotent: true,
    checkSettings: () => [],
    async send({ alert, publication, descriptor }): Promise<SendResult> {
      if (failing.has(`${name}:${descriptor}`)) return { kind: 'retry', reason: '503' };
      sent.push({ output: `${name}:${descriptor}`, publication, alert });
      return { kind: 'sent' };
    },
  });
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const processor = createAlertProcessor({
    outputs: [service('chat'), service('aws-firehose')],
    descriptors: new Map(
      outputs.slice(1).map((name) => [name, { service: 'chat', descriptor: name.slice(5) }]),
    ) as never,
    secrets: { get: async () => undefined, put: async () => {}, list: async () => [], delete: async () => {} },
    publishers,
    clock,
    logger: quiet,
    metrics: { count() {}, time() {}, flush: async () => {} },
  });
  /** One turn: everything that is due, or backs off, is tried. */
  const turn = async (): Promise<DeliveryOutcome[]> => {
    await state.alerts.retry({ now: clock.now() });
    const now = clock.now() + minute;
    const outcomes: DeliveryOutcome[] = [];
    for (const stored of await state.alerts.claim({ now, owner: 't', leasedUntil: now + minute, limit: 100 })) {
      const key = { ruleName: stored.alert.ruleName, id: stored.alert.id };
      await processor.deliver(stored, async (outcome) => {
        outcomes.push(outcome);
        await state.alerts.settle(key, [outcome], { owner: 't', more: true });
      });
      await state.alerts.settle(key, [], { owner: 't' });
    }
    clock.advance(60_000);
    return outcomes;
  };
  return { state, clock, failing, sent, turn, names: () => sent.map(({ output }) => output).sort() };
}

const mergeAll = async (state: EmbeddedState, clock: Clock): Promise<number[]> => {
  const sizes: number[] = [];
  for (;;) {
    const group = await state.alerts.mergeGroup({ now: clock.now(), maxAlerts: 50, maxBytes: 1e9 });
    if (group === undefined) return sizes;
    sizes.push(group.length);
    await state.alerts.replace(group, mergeAlerts(group, clock.now()));
  }
};

describe('edge cases of table, merger and processor', () => {
  it('row 1: merge keys with a window of zero: sent to all outputs at once', async () => {
    const { state, turn, names } = await makeSystem();
    await state.alerts.put([makeAlert({ outputs, mergeByKeys: ['user'], mergeWindowMinutes: 0 })]);

    await turn();

    expect(names()).toStrictEqual([...outputs].sort());
  });

  it('row 2: a merge-enabled alert alone in its window is sent merged, as one', async () => {
    const { state, clock, turn, sent } = await makeSystem();
    await state.alerts.put([makeAlert({ outputs, record: { user: 'mia', host: 'h' }, ...merging })]);
    await turn();
    clock.advance(300_000);
    await mergeAll(state, clock);
    await turn();

    const merged = sent.find(({ output }) => output === 'chat:a')?.alert.record;
    expect(merged).toMatchObject({ AlertCount: 1, OtherCommonKeys: { host: 'h' }, MergedBy: { user: 'mia' } });
    expect(Object.values(merged?.['ValueDiffs'] as object)).toStrictEqual([{}]);
  });

  it('row 9: 120 matching alerts past the window: groups of 50, 50 and 20', async () => {
    const { state, clock, turn } = await makeSystem();
    const alerts = Array.from({ length: 120 }, (_, seed) =>
      makeAlert({ seed, outputs, record: { user: 'mia' }, ...merging }),
    );
    await state.alerts.put(alerts);
    await turn();
    await turn();
    clock.advance(300_000);

    expect(await mergeAll(state, clock)).toStrictEqual([50, 50, 20]);
  });

  it('row 10: 60 alerts, 20 of them young: a group of 50, and those it has no room for wait', async () => {
    const { state, clock, turn } = await makeSystem();
    const at = (seed: number) => (seed < 40 ? testTime : testTime + 4 * minute) + seed;
    const alerts = Array.from({ length: 60 }, (_, seed) =>
      makeAlert({ seed, created: at(seed), outputs, record: { user: 'mia' }, ...merging }),
    );
    await state.alerts.put(alerts);
    clock.advance(5 * 60_000);
    await turn();

    expect(await mergeAll(state, clock)).toStrictEqual([50]);
    clock.advance(10 * 60_000);
    expect(await mergeAll(state, clock)).toStrictEqual([10]);
  });

  it('row 11: a young alert with another key stops nobody', async () => {
    const { state, clock, turn } = await makeSystem();
    const at = (minutes: number, user: string) =>
      makeAlert({ seed: minutes + 1, created: testTime + minutes * minute, outputs, record: { user }, ...merging });
    await state.alerts.put([at(0, 'a'), at(3, 'b'), at(4, 'a')]);
    clock.advance(5 * 60_000);
    await turn();

    expect(await mergeAll(state, clock)).toStrictEqual([2]);
  });

  it('row 15: a record of 126,001 characters is delivered like one of 126,000, whatever a message holds', async () => {
    const { state, turn, sent } = await makeSystem();
    const note = (length: number) => 'x'.repeat(length - '{"note":""}'.length);
    await state.alerts.put(
      [126_000, 126_001].map((length, seed) =>
        makeAlert({ seed, outputs: ['chat:a'], record: { note: note(length) } }),
      ),
    );

    await turn();

    expect(sent.map(({ alert }) => stringifyJson(alert.record).length).sort()).toStrictEqual([126_000, 126_001]);
  });

  it('row 16: a key whose row is gone: nothing is claimed, and nothing sent', async () => {
    const { state, clock } = await makeSystem();
    const now = clock.now();
    const keys = [{ ruleName: 'r', id: 'x' }];

    expect(await state.alerts.claim({ now, owner: 't', leasedUntil: now + minute, limit: 10, keys })).toStrictEqual([]);
  });

  it('row 17: what is handed on besides the key does not matter: the row is read', async () => {
    const { state, clock } = await makeSystem();
    await state.alerts.put([makeAlert()]);
    const now = clock.now();
    const key = { ...makeAlert(), record: { forged: true } };

    const [claimed] = await state.alerts.claim({ now, owner: 't', leasedUntil: now + minute, limit: 1, keys: [key] });

    expect(claimed?.alert).toStrictEqual(makeAlert());
  });

  it.each([
    ['row 18: an output of three parts', 'chat:a:b' as OutputName, 'is not service:descriptor'],
    ['row 19: an output that is not configured', 'chat:gone' as OutputName, 'is not in conf/outputs.json'],
  ])('%s: the others get theirs, and it is parked', async (_row, output, reason) => {
    const { state, turn, names } = await makeSystem();
    await state.alerts.put([makeAlert({ outputs: ['chat:a', output] })]);
    await turn();
    const again = await turn();

    const deliveries = (await state.alerts.get(makeAlert()))?.deliveries;
    expect([names(), again]).toStrictEqual([['chat:a'], []]);
    expect(deliveries?.find((one) => one.output === output)).toMatchObject({
      parked: true,
      lastError: expect.stringContaining(reason),
    });
  });

  it('row 20: A is sent, B fails, then B is sent: A is not sent again, and the row is gone', async () => {
    const { state, failing, turn, names } = await makeSystem();
    await state.alerts.put([makeAlert({ outputs: ['chat:a', 'chat:b'] })]);
    failing.add('chat:b');
    await turn();
    failing.clear();
    await turn();

    expect(names()).toStrictEqual(['chat:a', 'chat:b']);
    expect(await state.alerts.get(makeAlert())).toBeUndefined();
  });

  it('row 21: A, then B while C fails, then C: A is sent once', async () => {
    const { state, failing, turn, names } = await makeSystem();
    await state.alerts.put([makeAlert({ outputs })]);
    for (const down of [['chat:b', 'chat:c'], ['chat:c'], []]) {
      failing.clear();
      for (const output of down) failing.add(output);
      await turn();
    }

    expect(names()).toStrictEqual([...outputs].sort());
  });

  it('row 22: a row whose outputs all have it is done without being sent', async () => {
    const { state, turn, sent } = await makeSystem();
    await state.alerts.plant([encodeAlertRow(makeAlert({ outputs }), { attempts: 1, outputsSent: outputs })]);
    await state.alerts.adopt(testTime + minute);

    await turn();

    expect([sent, await state.alerts.get(makeAlert())]).toStrictEqual([[], undefined]);
  });

  it('row 23: a merge-enabled alert that history does not take is tried again, and merged only afterwards', async () => {
    const { state, clock, failing, turn } = await makeSystem();
    await state.alerts.put([makeAlert({ outputs, ...merging })]);
    failing.add(historyOutput);
    await turn();
    clock.advance(600_000);
    const before = await mergeAll(state, clock);
    failing.clear();
    await turn();

    expect([before, await mergeAll(state, clock)]).toStrictEqual([[], [1]]);
  });

  it.each([
    ['row 24: a whole number', { n: 3, big: 2n ** 53n + 1n }],
    ['row 25: a fraction', { score: 0.7 }],
  ])('%s in a context stops neither merging nor delivery', async (_row, context) => {
    const { state, clock, turn, sent } = await makeSystem();
    await state.alerts.put([makeAlert({ outputs, context, ...merging })]);
    await turn();
    clock.advance(300_000);
    await mergeAll(state, clock);
    await turn();

    expect(sent.find(({ output }) => output === 'chat:a')?.alert.context).toStrictEqual(context);
  });

  const note = (text: string) =>
    definePublisher(text, (_alert, publication) => ({
      ...publication,
      seen: [...((publication['seen'] as Json[] | undefined) ?? []), text],
    }));

  it('row 26: publishers of the service come first, then those of the exact output, from {}', async () => {
    const { state, turn, sent } = await makeSystem(new Map(['x', 'y'].map((name) => [name, note(name)])));
    await state.alerts.put([makeAlert({ outputs: ['chat:a'], publishers: { 'chat:a': ['y'], chat: ['x'] } })]);

    await turn();

    expect(sent.map(({ publication }) => publication)).toStrictEqual([{ seen: ['x', 'y'] }]);
  });

  it('row 27: publishers that nobody knows leave the default publication', async () => {
    const { state, turn, sent } = await makeSystem();
    const alert = makeAlert({ outputs: ['chat:a'], publishers: { chat: ['gone'] } });
    await state.alerts.put([alert]);

    await turn();

    expect(sent[0]?.publication).toStrictEqual(defaultPublication(alert));
  });

  it('row 28: remove_internal_fields alone publishes {}', async () => {
    const { state, turn, sent } = await makeSystem();
    const publishers = { chat: ['publishers.community.generic.remove_internal_fields'] };
    await state.alerts.put([makeAlert({ outputs: ['chat:a'], publishers })]);

    await turn();

    expect(sent[0]?.publication).toStrictEqual({});
  });

  it('row 29, and row 26 of rules: a publisher that changes its input and throws spoils no other output, and is tried again', async () => {
    const broken = definePublisher('broken', (_alert, publication) => {
      (publication as Record<string, Json>)['spoiled'] = true;
      throw new TypeError('no such key');
    });
    const { state, turn, sent } = await makeSystem(
      new Map([
        ['broken', broken],
        ['x', note('x')],
      ]),
    );
    const publishers = { 'chat:a': ['x'], 'chat:b': ['x', 'broken'] };
    await state.alerts.put([makeAlert({ outputs: ['chat:a', 'chat:b'], publishers })]);

    const outcomes = await turn();

    expect(sent.map(({ output, publication }) => [output, publication])).toStrictEqual([['chat:a', { seen: ['x'] }]]);
    expect(outcomes.find(({ output }) => output === 'chat:b')).toMatchObject({
      kind: 'retry',
      reason: expect.stringContaining('no such key'),
    });
  });

  it('row 30: streamalert_normalization stays in the row, and goes to no output', async () => {
    const { state, turn, sent } = await makeSystem();
    const alert = makeAlert({ outputs, record: { user: 'mia', streamalert_normalization: { ip: [] } } });
    await state.alerts.put([alert]);
    const stored = (await state.alerts.get(alert))?.alert.record;

    await turn();

    expect(stored).toStrictEqual(alert.record);
    expect(sent.map((one) => one.alert.record)).toStrictEqual(outputs.map(() => ({ user: 'mia' })));
  });

  it('row 42: of two alerts with one rule and id the first stays', async () => {
    const { state } = await makeSystem();
    await state.alerts.put([makeAlert({ record: { user: 'mia' } })]);
    await state.alerts.put([makeAlert({ record: { user: 'noah' } })]);

    expect((await state.alerts.get(makeAlert()))?.alert.record).toStrictEqual({ user: 'mia' });
  });

  it('row 43: noting something of an alert that is gone brings no row back', async () => {
    const { state, clock } = await makeSystem();
    await state.alerts.put([makeAlert()]);
    await state.alerts.drop(makeAlert());

    await state.alerts.settle(makeAlert(), [{ output: 'slack:soc', kind: 'sent', at: clock.now() }], { owner: 't' });

    expect(await state.alerts.get(makeAlert())).toBeUndefined();
  });

  it('row 44: a row without Dispatched is adopted and sent', async () => {
    const { state, turn, names } = await makeSystem();
    const { Dispatched: _, ...row } = encodeAlertRow(makeAlert({ outputs }));
    await state.alerts.plant([row]);
    await state.alerts.adopt(testTime + minute);

    await turn();

    expect(names()).toStrictEqual([...outputs].sort());
  });

  it('row 45: an alert of a rule that is called otherwise now is sent under its old name', async () => {
    const { state, turn, sent } = await makeSystem();
    await state.alerts.put([makeAlert({ ruleName: 'old_name', outputs: ['chat:a'] })]);

    await turn();

    expect(sent[0]?.publication['rule_name']).toBe('old_name');
  });
});

describe('the compatibility checklist', () => {
  it('item 1: a row of 3.5 is drained here, and a row from here reads as one of 3.5, Attempts being there', async () => {
    const { state, turn, names } = await makeSystem();
    const { Attempts: _, Dispatched: _dispatched, ...row } = encodeAlertRow(makeAlert({ outputs }));
    await state.alerts.plant([row]);
    await state.alerts.adopt(testTime);
    await turn();

    const written = encodeAlertRow(makeAlert({ outputs }));
    expect(names()).toStrictEqual([...outputs].sort());
    expect([written.Attempts, written.Dispatched]).toStrictEqual([0, '1970-01-01T00:00:00.000000Z']);
  });

  it('item 2: outputs.json and the stored credentials of 3.5 are taken as they are', async () => {
    const receiver = await startReceiver();
    const file = { 'aws-s3': { evidence: 'acme-evidence-bucket' }, slack: ['soc-triage', 'soc-low'] };
    const { config } = await loadConfig(makeProject(temporaryFolder(), { outputs: file, rules: {} }).conf);
    const parameters = new Map([
      ['/acme/streamalert/outputs/slack/soc-triage', `{"url": "${receiver.url}"}`],
      ['/acme/streamalert/outputs/slack/soc-low', `{"url": "${receiver.url}"}`],
    ]);
    const clock = createTestClock();
    const outcomes: DeliveryOutcome[] = [];
    const { deliver } = createAlertProcessor({
      outputs: [slack({ http: createHttpClient() })],
      descriptors: config?.outputs ?? new Map(),
      secrets: {
        get: async (name) => parseJson(parameters.get(`/acme/streamalert/${name}`) ?? 'null') as never,
        put: async () => {},
        list: async () => [],
        delete: async () => {},
      },
      publishers: builtInPublishers,
      clock,
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      metrics: { count() {}, time() {}, flush: async () => {} },
    });

    const alert = makeAlert({ outputs: ['slack:soc-triage', 'slack:soc-low'] });
    await deliver({ alert, deliveries: [] }, async (outcome) => void outcomes.push(outcome));

    expect([...(config?.outputs ?? [])]).toStrictEqual([
      ['aws-s3:evidence', { service: 'aws-s3', descriptor: 'evidence', settings: 'acme-evidence-bucket' }],
      ['slack:soc-triage', { service: 'slack', descriptor: 'soc-triage' }],
      ['slack:soc-low', { service: 'slack', descriptor: 'soc-low' }],
    ]);
    expect(outcomes.map(({ output, kind }) => [output, kind]).sort()).toStrictEqual([
      ['slack:soc-low', 'sent'],
      ['slack:soc-triage', 'sent'],
    ]);
    expect(receiver.received).toHaveLength(2);
  });

  it('item 3: the publication has the keys of 3.5 (its columns: history/tests/table-definitions.test.ts)', () => {
    const keys = [
      'cluster',
      'context',
      'created',
      'id',
      'log_source',
      'log_type',
      'outputs',
      'publishers',
      'record',
      'rule_description',
      'rule_name',
      'source_entity',
      'source_service',
      'staged',
    ];

    expect(Object.keys(defaultPublication(makeAlert()))).toStrictEqual(keys);
  });

  it('item 4: a merged record has the keys and times of 3.5', () => {
    const { record } = mergeAlerts(
      [makeAlert({ record: { user: 'mia' }, created: testTime + 1, ...merging })],
      testTime,
    );

    expect(Object.keys(record)).toStrictEqual([
      'AlertCount',
      'AlertTimeFirst',
      'AlertTimeLast',
      'MergedBy',
      'OtherCommonKeys',
      'ValueDiffs',
    ]);
    expect([record['AlertTimeFirst'], Object.keys(record['ValueDiffs'] as object)]).toStrictEqual([
      '2023-07-10T11:58:02.000001Z',
      ['2023-07-10T11:58:02.000001Z'],
    ]);
  });

  it('item 5: history is aws-firehose:alerts, and never transformed by publishers', async () => {
    const { state, turn, sent } = await makeSystem();
    const alert = makeAlert({
      outputs: [historyOutput],
      publishers: {
        'aws-firehose': ['publishers.community.generic.blank'],
        [historyOutput]: ['publishers.community.generic.blank'],
      },
    });
    await state.alerts.put([alert]);

    await turn();

    expect(sent.map(({ output, publication }) => [output, publication])).toStrictEqual([
      ['aws-firehose:alerts', defaultPublication(alert)],
    ]);
  });

  it('item 6: context keys keep their meaning for publishers', async () => {
    const { state, turn, sent } = await makeSystem();
    const publishers = {
      chat: ['publishers.community.generic.add_record', 'publishers.community.generic.remove_fields'],
      'chat:b': [
        'publishers.community.generic.blank',
        'publishers.community.generic.add_record',
        'publishers.community.generic.populate_fields',
      ],
    };
    const context = { remove_fields: ['^secret$'], populate_fields: ['user'] };
    await state.alerts.put([
      makeAlert({ outputs: ['chat:a', 'chat:b'], publishers, context, record: { user: 'mia', secret: 's' } }),
    ]);

    await turn();

    expect(new Map(sent.map(({ output, publication }) => [output, publication]))).toStrictEqual(
      new Map<string, Publication>([
        ['chat:a', { record: { user: 'mia' } }],
        ['chat:b', { user: ['mia'] }],
      ]),
    );
  });

  it('item 7: integers beyond 2^53, text beyond ASCII and microseconds are exact in the row', () => {
    const alert = makeAlert({ record: { big: 2n ** 53n + 1n, text: 'ü🜁' }, created: testTime + 123_456 });

    const row = encodeAlertRow(alert);

    expect(row.Record).toBe('{"big":9007199254740993,"text":"\\u00fc\\ud83d\\udf01"}');
    expect(row.Created).toBe('2023-07-10T11:58:02.123456Z');
    expect(decodeAlertRow(parseJson(stringifyJson(row)) as never)).toStrictEqual(alert);
  });
});
