import { alertId, parseJson, stringifyJson } from '@streamalert/core';
import { definePublisher, type Matcher, type RuleEvent } from '@streamalert/rules-sdk';
import { describe, expect, it } from 'vitest';
import { createRulesEngine, RulesEngineError } from '../src/index.ts';
import { classified, countingClock, evaluate, fired, rule } from './helpers/records.ts';

const untyped = (options: Record<string, unknown>) => rule(options as Parameters<typeof rule>[0]);

describe('evaluate', () => {
  it('does nothing with no records (row 1)', async () => {
    expect(await evaluate([rule()], [])).toStrictEqual({ alerts: [], failures: [], metrics: {} });
  });

  it('builds an alert from the rule, the record and the match', async () => {
    const subject = rule({
      id: 'odd_login',
      description: 'Odd login.',
      outputs: ['slack:soc'],
      merge: { by: ['user'], windowMinutes: 5 },
      severity: 'low',
      tags: ['vpn'],
      attack: [{ tactic: 'TA0001', technique: 'T1078' }],
      references: ['https://example.com'],
      runbook: 'Ask.',
      owner: 'soc',
      when: () => ({ alert: true, context: { who: 'mia' }, severity: 'high', title: 'mia from 192.0.2.1' }),
    });
    const record = classified({ user: 'mia' }, { id: 'payload.0.0' });

    const { alerts, failures } = await evaluate([subject], [record]);

    expect(failures).toStrictEqual([]);
    expect(alerts).toStrictEqual([
      {
        id: alertId('odd_login', 'payload.0.0'),
        ruleName: 'odd_login',
        record: { user: 'mia' },
        outputs: ['aws-firehose:alerts', 'slack:soc'],
        created: 1_001,
        cluster: 'prod',
        logSource: 'vpn:login',
        logType: 'json',
        sourceService: 's3',
        sourceEntity: 'acme.logs',
        ruleDescription: 'Odd login.',
        context: { who: 'mia' },
        publishers: {},
        mergeByKeys: ['user'],
        mergeWindowMinutes: 5,
        staged: false,
        severity: 'high',
        title: 'mia from 192.0.2.1',
        tags: ['vpn'],
        attack: [{ tactic: 'TA0001', technique: 'T1078' }],
        references: ['https://example.com'],
        runbook: 'Ask.',
        owner: 'soc',
      },
    ]);
  });

  it('gives the same ids after a redelivery, also without a record id (row 44)', async () => {
    const records = [classified({ n: 1 }), classified({ n: 2 }, { id: '' }), classified({ n: 3 }, { id: '' })];
    const ids = async () => (await evaluate([rule()], structuredClone(records))).alerts.map(({ id }) => id);

    const once = await ids();

    expect(await ids()).toStrictEqual(once);
    expect(new Set(once).size).toBe(3);
  });

  it('shows rules the event, frozen throughout', async () => {
    let seen: RuleEvent | undefined;
    const record = classified({ deep: [{ n: 1 }] }, { id: 'payload.0.0' });

    await evaluate([rule({ when: (event) => (seen = event) === undefined })], [record]);

    const { sampled: _sampled, normalized: _normalized, intel: _intel, lookup: _lookup, ...plain } = seen as RuleEvent;
    expect(plain).toStrictEqual({
      logType: 'vpn:login',
      record: { deep: [{ n: 1 }] },
      id: 'payload.0.0',
      cluster: 'prod',
      service: 's3',
      resource: 'acme.logs',
      now: 1_000,
    });
    expect(Object.isFrozen((record.record['deep'] as object[])[0])).toBe(true);
  });

  it('leaves records alone that no rule looks at', async () => {
    const record = classified({ action: 'logout' });

    await evaluate([rule({ where: { action: 'login' } })], [record]);

    expect(Object.isFrozen(record.record)).toBe(false);
  });

  it('counts evaluations, matches and errors by rule', async () => {
    const throwsOnTwo = rule({
      id: 'two',
      when: ({ record }) => {
        if (record['n'] === 2) throw new Error('two');
        return record['n'] === 1;
      },
    });

    const { metrics } = await evaluate(
      [throwsOnTwo, rule({ id: 'none', logs: ['a:b'] })],
      [1, 2, 3].map((n) => classified({ n })),
    );

    expect(metrics).toStrictEqual({ two: { evaluations: 3, matches: 1, errors: 1, ms: expect.any(Number) } });
  });

  it('runs concurrent calls apart', async () => {
    const engine = createRulesEngine({
      rules: [rule({ when: async ({ record }) => record['n'] === 1 })],
      defaultOutputs: [],
      clock: countingClock(),
    });

    const results = await Promise.all([1, 2, 1].map((n) => engine.evaluate([classified({ n })])));

    expect(results.map(({ alerts }) => alerts.length)).toStrictEqual([1, 0, 1]);
  });

  it('refuses two rules with one id (row 15)', () => {
    const make = () => createRulesEngine({ rules: [rule(), rule()], defaultOutputs: [], clock: countingClock() });

    expect(make).toThrow(RulesEngineError);
  });
});

describe('a rule that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
      'broken',
    ],
    [
      'throws something else',
      () => {
        throw 'text';
      },
      'text',
    ],
    ['rejects', () => Promise.reject(new Error('late')), 'late'],
    ['answers with text (row 12)', () => 'yes', 'a rule answers true, false or { alert: true, … }, not string'],
    [
      'answers with nothing (row 14)',
      () => undefined,
      'a rule answers true, false or { alert: true, … }, not undefined',
    ],
    ['answers with an array (row 14)', () => ['a'], 'a rule answers true, false or { alert: true, … }, not an array'],
    ['answers with another object', () => ({ alert: 1 }), 'a match must have alert: true'],
    [
      'misspells a part of the match',
      () => ({ alert: true, contxt: {} }),
      'a match has no "contxt", only alert, context, severity, title',
    ],
    [
      'invents a severity',
      () => ({ alert: true, severity: 'dire' }),
      'severity must be one of info, low, medium, high, critical',
    ],
    ['promises text', async () => 'yes', 'a rule answers true, false or { alert: true, … }, not string'],
    [
      'changes the record',
      ({ record }: { record: Record<string, unknown> }) => {
        record['n'] = 2;
        return true;
      },
      "Cannot assign to read only property 'n' of object '#<Object>'",
    ],
  ])('that %s is named, and the others still run', async (_case, when, message) => {
    const record = classified({ n: 1 }, { id: 'payload.0.0' });

    const { alerts, failures } = await evaluate([untyped({ id: 'bad', when }), rule({ id: 'good' })], [record]);

    expect(failures).toStrictEqual([{ rule: 'bad', recordId: 'payload.0.0', message }]);
    expect(alerts.map(({ ruleName }) => ruleName)).toStrictEqual(['good']);
  });

  it('is parked when it does not answer in time', async () => {
    const engine = createRulesEngine({
      rules: [rule({ id: 'slow', when: () => new Promise<boolean>(() => {}) }), rule({ id: 'good' })],
      defaultOutputs: [],
      clock: countingClock(),
      limits: { timeLimitMs: 20 },
    });
    const record = classified({}, { id: 'payload.0.0' });

    const first = await engine.evaluate([record]);
    const second = await engine.evaluate([record]);

    expect(first.failures).toStrictEqual([
      { rule: 'slow', recordId: 'payload.0.0', message: 'did not answer within 20 ms', parked: true },
    ]);
    expect(second.failures).toStrictEqual([]);
    expect([...first.alerts, ...second.alerts].map(({ ruleName }) => ruleName)).toStrictEqual(['good', 'good']);
  });
});

describe('context', () => {
  it('is never shared between records (row 17) and holds JSON only (row 18)', async () => {
    const shared: Record<string, unknown> = { score: 0.75, big: 2n ** 53n + 1n, skip: undefined };
    const subject = untyped({
      when: ({ record }: RuleEvent) => {
        shared['who'] = record['who'];
        return { alert: true, context: shared };
      },
    });

    const { alerts } = await evaluate([subject], [classified({ who: 'kim' }), classified({})]);

    expect(alerts.map(({ context }) => context)).toStrictEqual([
      { score: 0.75, big: 2n ** 53n + 1n, who: 'kim' },
      { score: 0.75, big: 2n ** 53n + 1n },
    ]);
  });

  it.each([
    ['texts and the like', { a: 'x', b: true, c: null, d: 7, ['__proto__']: 'y' }],
    ['an undefined value', { a: 'x', b: undefined }],
    ['a symbol as key', { a: 'x', [Symbol('b')]: 1 }],
    ['numbers that JSON writes in another way', { a: -0, b: Number.NaN, c: 2 ** 53 + 2, d: 5n }],
    ['an object of a class', Object.assign(new (class Named {})(), { a: 'x' })],
    ['something that says what it is in JSON', { a: 'x', toJSON: () => ({ b: 1 }) }],
    ['values in values', { a: [{ b: undefined, c: 1 }], at: new Date(0) }],
  ])('is what JSON gives back: %s', async (_case, context) => {
    const { alerts } = await evaluate([untyped({ when: () => ({ alert: true, context }) })], [classified({})]);

    expect(alerts[0]?.context).toStrictEqual(parseJson(stringifyJson(context)));
    expect(alerts[0]?.context).not.toBe(context);
  });
});

describe('the context of a rule', () => {
  const contextOf = async (when?: NonNullable<Parameters<typeof rule>[0]>['when']) => {
    const context = { populate_fields: ['user'], team: 'soc' };
    const { alerts } = await evaluate([rule({ context, ...(when !== undefined && { when }) })], [classified({})]);
    return alerts[0]?.context;
  };

  it('is on every alert', async () => {
    expect(await contextOf()).toStrictEqual({ populate_fields: ['user'], team: 'soc' });
    expect(await contextOf(() => ({ alert: true, title: 'x' }))).toStrictEqual({
      populate_fields: ['user'],
      team: 'soc',
    });
  });

  it('is joined by what the match adds, whose values are taken', async () => {
    expect(await contextOf(() => ({ alert: true, context: { team: 'it', who: 'mia' } }))).toStrictEqual({
      populate_fields: ['user'],
      team: 'it',
      who: 'mia',
    });
  });
});

describe('matchers', () => {
  it('are asked once a record for all rules that share them', async () => {
    let calls = 0;
    const shared: Matcher = () => ++calls > 0;

    const ids = await fired(
      ['a', 'b', 'c'].map((id) => rule({ id, matchers: [shared] })),
      [classified({}), classified({})],
    );

    expect(ids).toStrictEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    expect(calls).toBe(2);
  });

  it('stop at the first that throws, which fails each of its rules (row 13)', async () => {
    let called = false;
    const throws: Matcher = () => {
      throw new Error('matcher');
    };
    const second: Matcher = () => (called = true);

    const { alerts, failures } = await evaluate(
      ['a', 'b'].map((id) => rule({ id, matchers: [throws, second] })),
      [classified({})],
    );

    expect(failures.map(({ rule, message }) => [rule, message])).toStrictEqual([
      ['a', 'matcher'],
      ['b', 'matcher'],
    ]);
    expect([alerts, called]).toStrictEqual([[], false]);
  });

  it('must answer true or false (row 12)', async () => {
    const { alerts, failures } = await evaluate([untyped({ matchers: [() => 'yes'] })], [classified({})]);

    expect([alerts, failures.length]).toStrictEqual([[], 1]);
  });
});

describe('outputs', () => {
  const outputsOf = async (...call: Parameters<typeof evaluate>) =>
    (await evaluate(...call)).alerts.map(({ outputs }) => outputs);

  it('are the defaults where the rule names none, and history alone where it names an empty list', async () => {
    const rules = [rule({ id: 'a' }), rule({ id: 'b', outputs: [] })];

    expect(await outputsOf(rules, [classified({})], { defaultOutputs: ['slack:soc'] })).toStrictEqual([
      ['aws-firehose:alerts', 'slack:soc'],
      ['aws-firehose:alerts'],
    ]);
  });

  it('are sorted and unique, with the dynamic ones', async () => {
    const subject = rule({ outputs: ['slack:b', 'slack:a'], dynamicOutputs: () => ['slack:a', 'jira:x'] });

    expect(await outputsOf([subject], [classified({})])).toStrictEqual([
      ['aws-firehose:alerts', 'jira:x', 'slack:a', 'slack:b'],
    ]);
  });

  it('may be decided asynchronously, from the match with its whole context', async () => {
    const subject = rule({
      id: 'a',
      context: { team: 'soc' },
      when: async () => true,
      dynamicOutputs: async (_event, { context }) => [`slack:${String(context?.['team'])}`],
    });

    const rules = [subject, { ...subject, id: 'b', when: () => true }, rule({ id: 'c' })];
    expect(await outputsOf(rules, [classified({})])).toStrictEqual([
      ['aws-firehose:alerts', 'slack:soc'],
      ['aws-firehose:alerts', 'slack:soc'],
      ['aws-firehose:alerts'],
    ]);
  });

  it.each([
    [
      'holds other things (row 19)',
      () => ['slack:red', 'slackred', 7, 'slack:a:b'],
      ['aws-firehose:alerts', 'slack:red'],
      3,
    ],
    ['is not an array (row 20)', () => new Set(['slack:red']), ['aws-firehose:alerts'], 1],
    [
      'throws',
      () => {
        throw new Error('no');
      },
      ['aws-firehose:alerts'],
      1,
    ],
    ['rejects', () => Promise.reject(new Error('no')), ['aws-firehose:alerts'], 1],
    ['never settles', () => new Promise(() => {}), ['aws-firehose:alerts'], 1],
  ])(
    'of a dynamic answer that %s are the good ones, and the rest is counted',
    async (_case, dynamicOutputs, outputs, errors) => {
      const limits = { timeLimitMs: 20 };
      const evaluation = await evaluate([untyped({ dynamicOutputs })], [classified({})], { limits });

      expect(evaluation.alerts.map((alert) => alert.outputs)).toStrictEqual([outputs]);
      expect([evaluation.failures.length, evaluation.metrics['always']?.errors]).toStrictEqual([errors, errors]);
    },
  );

  it('of a staged rule are history alone, and the dynamic ones are not asked for (row 21)', async () => {
    let asked = false;
    const subject = rule({ outputs: ['pagerduty:x'], dynamicOutputs: () => ((asked = true), []) });

    const { alerts } = await evaluate([subject], [classified({})], { staged: new Set(['always']) });

    expect(alerts.map(({ outputs, staged }) => [outputs, staged])).toStrictEqual([[['aws-firehose:alerts'], true]]);
    expect(asked).toBe(false);
  });
});

describe('publishers', () => {
  const [A, B, C] = ['A', 'B', 'C'].map((name) => definePublisher(name, (_alert, publication) => publication));

  it.each([
    ['one publisher', A, { 'slack:blue': ['A'], 'slack:red': ['A'] }],
    ['a list', [A, B], { 'slack:blue': ['A', 'B'], 'slack:red': ['A', 'B'] }],
    [
      'a map, the service first (row 23)',
      { 'slack:red': [B, C], slack: A },
      { 'slack:blue': ['A'], 'slack:red': ['A', 'B', 'C'] },
    ],
    ['a map with an output the alert does not have', { 'jira:x': A }, {}],
    ['none', undefined, {}],
  ])('are named by output, given as %s', async (_case, publishers, expected) => {
    const { alerts } = await evaluate(
      [untyped({ outputs: ['slack:red', 'slack:blue'], publishers })],
      [classified({})],
    );

    expect(alerts.map((alert) => alert.publishers)).toStrictEqual([expected]);
  });
});
