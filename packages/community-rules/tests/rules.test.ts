import { readdirSync } from 'node:fs';
import { cloudTrailLogs, type Rule } from '@streamalert/rules-sdk';
import { describe, expect, it } from 'vitest';
import * as shipped from '../src/index.ts';

const { eventsDirectory, rules } = shipped;
const byId: [string, Rule][] = rules.map((rule) => [rule.id, rule]);

describe('the shipped rules', () => {
  it('are exported one by one and together', () => {
    const { eventsDirectory: _directory, rules: _pack, ...single } = shipped;
    expect(new Set(Object.values(single))).toStrictEqual(new Set(rules));
  });

  it('have ids of their own', () => {
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
  });

  it.each(byId)('%s says what a reader of its alert needs', (_id, rule) => {
    expect(rule).toMatchObject({
      severity: expect.any(String),
      description: expect.stringMatching(/^.{40,}\.$/s),
      runbook: expect.stringMatching(/^.{80,}[.?]$/s),
    });
    expect(rule.tags).toContain('aws');
  });

  it.each(byId)('%s names techniques of ATT&CK and links to one of them', (_id, rule) => {
    const links = (rule.attack ?? []).map(
      ({ technique = '' }) => `https://attack.mitre.org/techniques/${technique.replace('.', '/')}/`,
    );
    expect(rule.attack?.filter(({ tactic }) => !/^TA\d{4}$/.test(tactic))).toStrictEqual([]);
    expect(rule.references?.filter((link) => links.includes(link))).not.toStrictEqual([]);
  });

  it.each(byId)('%s declares values that the engine can find it by', (_id, rule) => {
    const logs = rule.logs ?? [];
    expect(logs.filter((log) => rule.where === undefined && rule.whereByLog?.[log] === undefined)).toStrictEqual([]);
  });

  it.each(byId.filter(([id]) => id.startsWith('cloudtrail_')))(
    '%s takes CloudTrail however it arrives',
    (_id, rule) => {
      expect(rule.logs).toStrictEqual(cloudTrailLogs);
    },
  );

  it.each(byId)('%s goes where the deployment sends alerts, unmerged', (_id, rule) => {
    expect([rule.outputs, rule.dynamicOutputs, rule.publishers, rule.merge]).toStrictEqual(Array(4).fill(undefined));
  });

  it.each(byId)('%s has a file of test events', (id) => {
    expect(readdirSync(eventsDirectory)).toContain(`${id}.json`);
  });
});
