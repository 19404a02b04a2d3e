import type { Json, Rule, RuleEvent } from '@streamalert/rules-sdk';
import { describe, expect, it } from 'vitest';
import { explainRules, LookupError } from '../src/index.ts';
import { classified, countingClock, rule } from './helpers/records.ts';

const record = classified({
  action: 'login',
  port: 22,
  streamalert_normalization: { ip_address: [{ function: null, values: ['192.0.2.1'] }] },
});
const explain = (rules: readonly Rule[]) =>
  explainRules({ rules, defaultOutputs: ['slack:soc'], clock: countingClock() }, record);
const obstacle = async (options: Parameters<typeof rule>[0]) => {
  const [explained] = await explain([rule(options)]);
  return explained?.outcome === 'quiet' ? explained.obstacle : explained?.outcome;
};

describe('explainRules', () => {
  it.each<[string, Parameters<typeof rule>[0], unknown]>([
    ['that it is disabled', { enabled: false }, { kind: 'disabled' }],
    ['another log type', { logs: ['okta:events'] }, { kind: 'log type', accepts: ['okta:events'] }],
    [
      'fields with other values',
      { where: { action: ['logout', 'reset'], port: 22 }, whereByLog: { 'vpn:login': { user: null } } },
      {
        kind: 'fields',
        fields: [
          { path: 'action', found: 'login', accepts: ['logout', 'reset'] },
          { path: 'user', accepts: null },
        ],
      },
    ],
    ['fields that are absent', { requires: ['port', 'a.b'] }, { kind: 'requires', absent: ['a.b'] }],
    [
      'a normalized type without values',
      { datatypes: ['user_name'] },
      { kind: 'normalized types', accepts: ['user_name'] },
    ],
    [
      'the first matcher that is false',
      {
        matchers: [
          () => true,
          function isNight({ record: { at } }: RuleEvent) {
            return at === 'night';
          },
        ],
        when: () => false,
      },
      { kind: 'matcher', position: 2, name: 'isNight', readings: [{ path: 'at' }] },
    ],
    [
      'its own code, and what it looked at',
      { matchers: [() => true], when: async ({ record }) => record['port'] === 443 && record['action'] === 'login' },
      { kind: 'when', readings: [{ path: 'port', found: 22 }] },
    ],
  ])('names %s', async (_name, options, expected) => {
    expect(await obstacle(options)).toStrictEqual(expected);
  });

  it('shows what selected a rule, and its alert with where it would go', async () => {
    const when = ({ record }: RuleEvent) => record['port'] === 22;
    const [explained] = await explain([rule({ where: { action: 'login' }, datatypes: ['ip_address'], when })]);

    expect(explained).toMatchObject({
      rule: 'always',
      outcome: 'fired',
      selectedBy: [{ path: 'action', found: 'login', accepts: 'login' }],
      readings: [{ path: 'port', found: 22 }],
      alert: { ruleName: 'always', outputs: ['aws-firehose:alerts', 'slack:soc'] },
      failures: [],
    });
  });

  it('tells what a rule failed with, and goes on with the next', async () => {
    const broken = rule({
      id: 'broken',
      when: () => {
        throw new Error('no such field');
      },
    });

    const explained = await explain([rule({ id: 'quiet', when: () => false }), broken]);

    expect(explained).toStrictEqual([
      { rule: 'broken', outcome: 'failed', failures: ['no such field'] },
      { rule: 'quiet', outcome: 'quiet', obstacle: { kind: 'when', readings: [] } },
    ]);
  });
});

describe('lookups of an explanation', () => {
  const answers: Readonly<Record<string, Json>> = { 'web-1': { team: 'it' } };
  const lookup = async (table: string, key: string) => {
    if (table === 'broken') throw new LookupError('lookup table "broken" cannot be read', table);
    return answers[key];
  };
  const lookupsOf = async (when: (event: RuleEvent) => Promise<boolean>) => {
    const options = { rules: [rule({ when })], defaultOutputs: [], clock: countingClock(), lookup };
    return (await explainRules(options, record)).map(({ outcome, lookups }) => ({ outcome, lookups }));
  };

  it('are what the tables answered, each key once', async () => {
    const found = await lookupsOf(async (event) => {
      await event.lookup('owners', 'web-1');
      await event.lookup('owners', 'web-2', 'nobody');
      return (await event.lookup('owners', 'web-1')) !== undefined;
    });

    expect(found).toStrictEqual([
      {
        outcome: 'fired',
        lookups: [
          { table: 'owners', key: 'web-1', found: { team: 'it' } },
          { table: 'owners', key: 'web-2' },
        ],
      },
    ]);
  });

  it('say why a table could not be read', async () => {
    const found = await lookupsOf(async (event) => (await event.lookup('broken', 'x')) === true);

    expect(found).toStrictEqual([
      { outcome: 'failed', lookups: [{ table: 'broken', key: 'x', failure: 'lookup table "broken" cannot be read' }] },
    ]);
  });

  it('are absent when the rule asks none', async () => {
    expect(await lookupsOf(async () => false)).toStrictEqual([{ outcome: 'quiet', lookups: undefined }]);
  });
});
