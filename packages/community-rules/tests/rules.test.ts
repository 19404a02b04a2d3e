import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloudTrailLogs, type Rule } from '@streamalert/rules-sdk';
import { describe, expect, it } from 'vitest';
import { techniquePage, techniques } from '../src/attack/index.ts';
import * as shipped from '../src/index.ts';

const { eventsDirectory, rules } = shipped;
const byId: [string, Rule][] = rules.map((rule) => [rule.id, rule]);

/** Rules that show how something is done; they name outputs and publishers of the sample configuration. */
const examples: ReadonlySet<string> = new Set([
  'cloudtrail_put_object_acl_public_publisher_example',
  'duo_lookup_tables_example',
  'onelogin_events_threat_intel_example',
  'sample_demisto',
]);

/** Log types of which a rule looks at every record, as nothing in them has a value that could be declared. */
const everyRecord: ReadonlyMap<string, readonly string[]> = new Map([
  ['binaryalert_yara_match', ['binaryalert']],
  ['duo_lookup_tables_example', ['duo:authentication']],
  ['github_site_admin_action', ['ghe:general']],
  ['onelogin_events_threat_intel_example', ['onelogin:events']],
  ['packetbeat_dns_lookup', ['packetbeat:dns']],
  ['trendmicro_malware_event', ['trendmicro:malwareevent']],
]);

describe('the shipped rules', () => {
  it('are exported one by one, by vendor and together', () => {
    const { eventsDirectory: _directory, rules: _rules, ...others } = shipped;
    const packs = Object.values(others).filter(Array.isArray) as readonly Rule[][];
    const single = Object.values(others).filter((value) => !Array.isArray(value)) as unknown as readonly Rule[];
    expect(new Set(single)).toStrictEqual(new Set(rules));
    expect(packs.flat()).toStrictEqual(rules);
  });

  it('have ids of their own', () => {
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
  });

  it('leave no file of test events without a rule', () => {
    const ids = new Set(rules.map((rule) => `${rule.id}.json`));
    expect(readdirSync(eventsDirectory).filter((file) => !ids.has(file))).toStrictEqual([]);
  });

  it.each(byId)('%s says what its alert is about and what a false positive looks like', (_id, rule) => {
    expect(rule.description).toMatch(/^[A-Z].{30,}[.?]\nFalse positive: .{10,}\.$/);
    expect(rule.severity).toBeTypeOf('string');
    expect(rule.tags).not.toHaveLength(0);
  });

  it.each(byId)('%s has a runbook of two steps or more', (_id, rule) => {
    const lines = rule.runbook?.split('\n') ?? [];
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(lines.filter((line, at) => !line.startsWith(`${at + 1}. `) || !/[.?)]$/.test(line))).toStrictEqual([]);
  });

  it.each(byId)('%s names techniques of ATT&CK under a tactic that they serve', (_id, rule) => {
    const attack = rule.attack ?? [];
    expect(
      attack.filter(({ tactic, technique = '' }) => !techniques.get(technique)?.tactics.includes(tactic)),
    ).toStrictEqual([]);
    expect(attack).not.toHaveLength(0);
  });

  it.each(byId)('%s links to its technique and to what it is based on', (_id, rule) => {
    const links = rule.references ?? [];
    const pages = (rule.attack ?? []).map(({ technique = '' }) => techniquePage(technique));
    expect(links.filter((link) => !URL.canParse(link) || !link.startsWith('https://'))).toStrictEqual([]);
    expect(links.some((link) => pages.includes(link))).toBe(true);
    expect(links.some((link) => !link.startsWith('https://attack.mitre.org/'))).toBe(true);
  });

  it.each(byId.filter(([, rule]) => rule.logs !== undefined))(
    '%s declares values that the engine can find it by',
    (id, rule) => {
      const undeclared = (rule.logs ?? []).filter(
        (log) => rule.where === undefined && rule.whereByLog?.[log] === undefined,
      );
      expect(undeclared).toStrictEqual(everyRecord.get(id) ?? []);
    },
  );

  it.each(byId.filter(([id]) => id.startsWith('cloudtrail_')))(
    '%s takes CloudTrail however it arrives',
    (_id, rule) => {
      expect(rule.logs).toStrictEqual(cloudTrailLogs);
    },
  );

  it.each(byId.filter(([id]) => !examples.has(id)))('%s goes where the deployment sends alerts', (_id, rule) => {
    expect([rule.outputs, rule.dynamicOutputs, rule.publishers]).toStrictEqual([undefined, undefined, undefined]);
  });

  it.each(byId)('%s has events that fire it, and near misses', (id, rule) => {
    const events = JSON.parse(readFileSync(join(eventsDirectory, `${id}.json`), 'utf8')) as {
      readonly description: string;
      readonly trigger_rules: readonly string[];
    }[];
    const firing = events.filter(({ trigger_rules }) => trigger_rules.includes(id));
    expect(firing.length).toBeGreaterThanOrEqual(1);
    expect(events.length - firing.length).toBeGreaterThanOrEqual(rule.enabled === false ? 0 : 1);
    expect(new Set(events.map(({ description }) => description)).size).toBe(events.length);
  });
});
