import { defineCloudTrailRule, defineRule } from '@streamalert/rules-sdk';
import { describe, expect, it } from 'vitest';
import { RuleTestError, testRule } from '../src/index.ts';
import { sampleConfig } from './helpers/workspace.ts';

const rule = defineRule({
  id: 'vpn_root',
  description: 'Root on the VPN.',
  logs: ['vpn:login'],
  where: { user: 'root' },
  when: ({ record, now }) => ({ alert: true, title: `${record['user']} at ${now}` }),
});

describe('testRule', () => {
  it('gives the alerts of a rule that fires', async () => {
    const alerts = await testRule(rule, { log: 'vpn:login', record: { user: 'root' }, expect: 'alert', now: 42 });
    expect(alerts).toMatchObject([{ ruleName: 'vpn_root', title: 'root at 42' }]);
  });

  it('is content with a rule that stays quiet', async () => {
    expect(await testRule(rule, { log: 'vpn:login', record: { user: 'kim' }, expect: 'quiet' })).toStrictEqual([]);
  });

  it('says what kept the rule from firing', async () => {
    const wrong = testRule(rule, { log: 'vpn:login', record: { user: 'kim' }, expect: 'alert' });
    await expect(wrong).rejects.toBeInstanceOf(RuleTestError);
    await expect(wrong).rejects.toMatchObject({
      message: 'rule vpn_root did not fire: user = "kim", the rule wants "root"',
      place: { rule: 'vpn_root' },
    });
  });

  it('says with which title the rule fired', async () => {
    await expect(
      testRule(rule, { log: 'vpn:login', record: { user: 'root' }, expect: 'quiet', now: 42 }),
    ).rejects.toThrow('rule vpn_root fired: root at 42');
  });

  it('fails when the rule throws, also where quiet is expected', async () => {
    const broken = defineRule({
      id: 'broken',
      description: 'Throws.',
      logs: ['vpn:login'],
      when: () => {
        throw new Error('no such luck');
      },
    });
    await expect(testRule(broken, { log: 'vpn:login', record: {}, expect: 'quiet' })).rejects.toThrow(/no such luck/);
  });

  it('fills in the fields that do not matter', async () => {
    const cloudTrailRule = defineCloudTrailRule({
      id: 'trail_stopped',
      description: 'Somebody stopped a trail.',
      where: { eventName: 'StopLogging', awsRegion: '' },
    });
    const alerts = await testRule(cloudTrailRule, {
      log: 'cloudtrail:events',
      override: { eventName: 'StopLogging' },
      config: await sampleConfig(),
      expect: 'alert',
    });
    expect(alerts[0]?.record).toMatchObject({ eventName: 'StopLogging', resources: [], managementEvent: false });
  });

  it('lends the rule lookup tables and indicators', async () => {
    const watched = defineRule({
      id: 'watched',
      description: 'A user whom a table names.',
      logs: ['vpn:login'],
      when: async ({ lookup, record }) => (await lookup('watched', String(record['user']))) === true,
    });
    const fixtures = { lookup_tables: { watched: { mia: true } } };

    await testRule(watched, { log: 'vpn:login', record: { user: 'mia' }, fixtures, expect: 'alert' });
    await testRule(watched, { log: 'vpn:login', record: { user: 'kim' }, fixtures, expect: 'quiet' });
    await expect(
      testRule(watched, { log: 'vpn:login', record: {}, fixtures: { lookup_tables: [] }, expect: 'quiet' }),
    ).rejects.toThrow('"fixtures.lookup_tables" must be an object');
  });
});
