import type { RuleStagingConfig } from '@streamalert/config';
import type { Micros, RuleStatus } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import {
  createStagedRules,
  isStagingOver,
  planPromotion,
  planStaging,
  stagingDigest,
  writePromotions,
} from '../src/index.ts';
import { classified, evaluate, rule } from './helpers/records.ts';

const hour = 3_600_000_000;
const day = 24 * hour;
const begun: Micros = 1_700_000_000_000_000;

const settings: RuleStagingConfig = {
  enabled: true,
  cacheRefreshMinutes: 10,
  stageNewRules: true,
  restageChangedRules: true,
  stagingHours: 48,
  maximumAlerts: 0,
};

const known = (...names: readonly string[]) =>
  names.map((ruleName) => ({ ruleName, contentHash: `hash of ${ruleName}` }));

/** A status as `planStaging` writes it for a rule that notifies. */
const notifying = (ruleName: string): RuleStatus => ({ ruleName, staged: false, contentHash: `hash of ${ruleName}` });

const staged = (ruleName: string, overrides: Partial<RuleStatus> = {}): RuleStatus => ({
  ruleName,
  staged: true,
  stagedAt: begun,
  stagedUntil: begun + 2 * day,
  contentHash: `hash of ${ruleName}`,
  ...overrides,
});

/** Counts from a list of alerts, as a query that groups by rule does. */
const countFrom = (alerts: readonly (readonly [rule: string, created: Micros])[]) => {
  const asked: string[] = [];
  return {
    asked,
    async countAlerts(rules: readonly { readonly ruleName: string; readonly since: Micros }[]) {
      asked.push(...rules.map(({ ruleName }) => ruleName));
      const counts = new Map<string, number>();
      for (const [name, created] of alerts) {
        const since = rules.find(({ ruleName }) => ruleName === name)?.since ?? Number.POSITIVE_INFINITY;
        if (created >= since) counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      return counts;
    },
  };
};

describe('planStaging', () => {
  it('row 39: leaves the rules of a first deployment unstaged', () => {
    const names = Array.from({ length: 12 }, (_, at) => `rule_${String(at).padStart(2, '0')}`);

    const plan = planStaging({ rules: known(...names), statuses: [], settings, now: begun });

    expect(plan.put.filter((status) => status.staged)).toStrictEqual([]);
    expect([plan.added, plan.staged, plan.gone]).toStrictEqual([names, [], []]);
  });

  it('stages rules that are new, and tells which rows have no rule any more', () => {
    const plan = planStaging({
      rules: known('new_rule', 'old_rule'),
      statuses: [notifying('old_rule'), notifying('renamed_rule')],
      settings,
      now: begun,
    });

    expect(plan).toStrictEqual({
      put: [staged('new_rule', { decisions: [{ at: begun, staged: true, reason: 'new' }] })],
      added: ['new_rule'],
      staged: ['new_rule'],
      gone: ['renamed_rule'],
    });
  });

  it('does not stage new rules where the configuration says so', () => {
    const plan = planStaging({
      rules: known('new_rule', 'old_rule'),
      statuses: [notifying('old_rule')],
      settings: { ...settings, stageNewRules: false },
      now: begun,
    });

    expect(plan.put.map(({ ruleName, staged }) => [ruleName, staged])).toStrictEqual([['new_rule', false]]);
  });

  it.each([
    ['stages a rule whose content is another', {}, notifying('a'), true, begun],
    ['begins the time of a staged rule anew', {}, staged('a', { stagedAt: begun - day }), true, begun],
    [
      'only notes the content where changed rules are not staged',
      { restageChangedRules: false },
      notifying('a'),
      false,
      undefined,
    ],
    [
      'only notes the content of a rule that a table of 3.5 has',
      {},
      { ruleName: 'a', staged: false },
      false,
      undefined,
    ],
  ])('%s', (_case, change, status, expected, stagedAt) => {
    const plan = planStaging({
      rules: [{ ruleName: 'a', contentHash: 'another' }],
      statuses: [status],
      settings: { ...settings, ...change },
      now: begun,
    });

    expect(plan.put.map((one) => [one.staged, one.contentHash, one.stagedAt])).toStrictEqual([
      [expected, 'another', stagedAt],
    ]);
    expect(plan.staged).toStrictEqual(expected ? ['a'] : []);
  });

  it('does what somebody decided about a rule, be it new, changed or as it was', () => {
    const plan = planStaging({
      rules: known('changed', 'new_one', 'new_other', 'same', 'staged'),
      statuses: [{ ...notifying('changed'), contentHash: 'another' }, notifying('same'), staged('staged')],
      settings,
      now: begun,
      asked: new Map([
        ['changed', false],
        ['new_one', false],
        ['same', true],
        ['staged', false],
        ['gone', true],
      ]),
    });

    expect(plan.put.map((one) => [one.ruleName, one.staged, one.decisions?.at(-1)?.reason])).toStrictEqual([
      ['changed', false, 'asked'],
      ['new_one', false, 'asked'],
      ['new_other', true, 'new'],
      ['same', true, 'asked'],
      ['staged', false, 'asked'],
    ]);
    expect(plan.put.map(({ ruleName, contentHash }) => [ruleName, contentHash])).toStrictEqual(
      plan.put.map(({ ruleName }) => [ruleName, `hash of ${ruleName}`]),
    );
    expect([plan.added, plan.staged]).toStrictEqual([
      ['new_one', 'new_other'],
      ['new_other', 'same'],
    ]);
  });

  it('has nothing to write when nothing has changed', () => {
    const plan = planStaging({ rules: known('a'), statuses: [notifying('a')], settings, now: begun });

    expect(plan).toStrictEqual({ put: [], added: [], staged: [], gone: [] });
  });
});

describe('planPromotion', () => {
  it('row 37: promotes a rule that was staged for 3 days and raised no alert, which 3.5 never did', async () => {
    const { countAlerts } = countFrom([]);

    const plan = await planPromotion({ statuses: [staged('quiet')], countAlerts, settings, now: begun + 3 * day });

    expect(plan.rules).toStrictEqual([
      { ruleName: 'quiet', stagedAt: begun, stagedUntil: begun + 2 * day, alerts: 0, verdict: 'promoted' },
    ]);
    const evidence = { alerts: 0, since: begun, maximumAlerts: 0 };
    expect(plan.promotions).toStrictEqual([
      {
        read: staged('quiet'),
        status: {
          ...staged('quiet'),
          staged: false,
          decisions: [{ at: begun + 3 * day, staged: false, reason: 'promoted', evidence }],
        },
      },
    ]);
  });

  it('row 38: does not count an alert of just before the rule was staged, in the same hour (3.5 did)', async () => {
    const { countAlerts } = countFrom([['quiet', begun - 1]]);

    const plan = await planPromotion({ statuses: [staged('quiet')], countAlerts, settings, now: begun + 3 * day });

    expect(plan.rules.map(({ alerts, verdict }) => [alerts, verdict])).toStrictEqual([[0, 'promoted']]);
  });

  it.each([
    ['at the very end of its time', begun + 2 * day, 0, 0, 'waits'],
    ['after it, with an alert', begun + 2 * day + 1, 1, 0, 'noisy'],
    ['after it, with as many alerts as it may raise', begun + 2 * day + 1, 3, 3, 'promoted'],
    ['after it, with one more', begun + 2 * day + 1, 4, 3, 'noisy'],
  ])('decides %s', async (_case, now, alerts, maximumAlerts, verdict) => {
    const { countAlerts } = countFrom(Array.from({ length: alerts }, () => ['a', begun + 1] as const));

    const plan = await planPromotion({
      statuses: [staged('a'), notifying('b')],
      countAlerts,
      settings: { ...settings, maximumAlerts },
      now,
    });

    expect(plan.rules.map((one) => [one.ruleName, one.alerts, one.verdict])).toStrictEqual([['a', alerts, verdict]]);
    expect(plan.promotions.length).toBe(verdict === 'promoted' ? 1 : 0);
  });

  it('counts nothing when no rule is staged', async () => {
    const { asked, countAlerts } = countFrom([]);

    expect(await planPromotion({ statuses: [notifying('a')], countAlerts, settings, now: begun })).toStrictEqual({
      rules: [],
      promotions: [],
    });
    expect(asked).toStrictEqual([]);
  });
});

describe('isStagingOver', () => {
  it.each([
    ['is over just after its time', staged('a'), begun + 2 * day + 1, true],
    ['is not over at its very end', staged('a'), begun + 2 * day, false],
    ['never is of a rule that notifies', notifying('a'), begun + 9 * day, false],
    ['takes the time of the configuration where the row has none', { ruleName: 'a', staged: true }, begun, true],
  ])('%s', (_case, status, now, expected) => {
    expect(isStagingOver(status, settings, now)).toBe(expected);
  });
});

describe('writePromotions', () => {
  it('leaves out a rule about which somebody decided since it was read', async () => {
    const { countAlerts } = countFrom([]);
    const statuses = [staged('a'), staged('b')];
    const plan = await planPromotion({ statuses, countAlerts, settings, now: begun + 3 * day });
    const written: [RuleStatus, boolean][] = [];
    const replace = async (read: RuleStatus, { staged }: RuleStatus): Promise<boolean> => {
      if (read.ruleName === 'a') return false;
      written.push([read, staged]);
      return true;
    };

    expect(await writePromotions(plan, { replace })).toStrictEqual(['b']);
    expect(written).toStrictEqual([[staged('b'), false]]);
  });
});

describe('stagingDigest', () => {
  it('tells how the staged rules do, those with most alerts first', () => {
    const rules = [
      { ruleName: 'quiet', stagedAt: begun, stagedUntil: begun + 2 * day, alerts: 0, verdict: 'promoted' as const },
      {
        ruleName: 'loud',
        stagedAt: begun,
        stagedUntil: begun + 4 * day + 5 * hour,
        alerts: 12,
        verdict: 'waits' as const,
      },
    ];

    const digest = stagingDigest(rules, begun + 3 * day, ({ ruleName }) => `search for ${ruleName}`);

    expect(digest.subject).toBe('Alert statistics for 2 staged rule(s) [2023-11-17 22:13:20.000000 UTC]');
    expect(digest.body.split('\n')).toStrictEqual([
      '◦ loud',
      '\t- Staged At: 2023-11-14 22:13:20.000000 UTC',
      '\t- Staged Until: 2023-11-19 03:13:20.000000 UTC',
      '\t- Remaining Stage Time: 1d 5h 0m',
      '\t- Alert Count: 12',
      '\t- Alert Info: search for loud',
      '',
      '◦ quiet',
      '\t- Staged At: 2023-11-14 22:13:20.000000 UTC',
      '\t- Staged Until: 2023-11-16 22:13:20.000000 UTC',
      '\t- Time Past Staging: 1d 0h 0m',
      '\t- Alert Count: 0',
      '\t- Alert Info: n/a',
    ]);
  });
});

describe('createStagedRules', () => {
  function stagedRules() {
    const time = { now: 0 };
    const table = { statuses: [staged('a'), notifying('b')] as readonly RuleStatus[], fails: false, reads: 0 };
    const logged: string[] = [];
    const log = (message: string): void => {
      logged.push(message);
    };
    const store = {
      async list() {
        table.reads += 1;
        if (table.fails) throw new Error('throttled');
        return table.statuses;
      },
    };
    const logger = { debug: log, info: log, warn: log, error: log };
    return {
      time,
      table,
      logged,
      rules: createStagedRules({ store, refreshMinutes: 10, clock: { now: () => time.now }, logger }),
    };
  }

  it('row 22: takes a rule that the table does not have as one that notifies', async () => {
    const current = await stagedRules().rules.current();
    const rules = ['a', 'absent'].map((id) => rule({ id, outputs: ['slack:soc'] }));

    const { alerts } = await evaluate(rules, [classified({})], { staged: current });

    expect(alerts.map(({ ruleName, staged, outputs }) => [ruleName, staged, outputs])).toStrictEqual([
      ['a', true, ['aws-firehose:alerts']],
      ['absent', false, ['aws-firehose:alerts', 'slack:soc']],
    ]);
  });

  it('reads the table again after its lifetime, or when it is told to', async () => {
    const { rules, table, time } = stagedRules();
    await rules.current();
    table.statuses = [];
    time.now = 9 * 60_000_000;
    const remembered = await rules.current();
    rules.expire();

    expect([[...remembered], [...(await rules.current())], table.reads]).toStrictEqual([['a'], [], 2]);
  });

  it('leaves rules as they were while the table cannot be read, and says so', async () => {
    const { rules, table, logged } = stagedRules();
    await rules.current();
    table.fails = true;
    rules.expire();

    expect([...(await rules.current())]).toStrictEqual(['a']);
    expect(logged).toStrictEqual(['the rule table cannot be read: rules are staged as they were']);
  });
});
