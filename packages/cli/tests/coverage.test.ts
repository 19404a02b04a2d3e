import { rules as shipped } from '@streamalert/community-rules';
import { type Config, loadConfig } from '@streamalert/config';
import { defineRule, type Rule } from '@streamalert/rules-sdk';
import pico from 'picocolors';
import { describe, expect, it } from 'vitest';
import { measureCoverage } from '../src/coverage/coverage.ts';
import { drawCoverage } from '../src/coverage/html.ts';
import { formatCoverage } from '../src/terminal/coverage.ts';
import { sampleConf } from './helpers/cli.ts';

async function configIn(dir: string): Promise<Config> {
  const { config, issues } = await loadConfig(dir);
  if (config === undefined) throw new Error(issues.map(({ message }) => message).join('\n'));
  return config;
}

const loaded = (rules: readonly Rule[]) =>
  rules.map((rule) => ({ rule, file: 'rules/own.ts', exportName: rule.id, contentHash: '' }));

const rule = (id: string, more: object = {}): Rule =>
  defineRule({ id, description: `Says <b>${id}</b> & more.`, logs: ['okta:logevents'], ...more });

/** About a sub-technique, about none, about two that are not, and one that is off. */
const own = loaded([
  rule('mapped', { severity: 'high', attack: [{ tactic: 'TA0006', technique: 'T1556.006' }] }),
  rule('unmapped', { severity: 'low' }),
  rule('wrong', {
    attack: [
      { tactic: 'TA0001', technique: 'T1556.006' },
      { tactic: 'TA0001', technique: 'T0000' },
    ],
  }),
  rule('off', { enabled: false, attack: [{ tactic: 'TA0040', technique: 'T1485' }] }),
]);

describe('measureCoverage', () => {
  it('tells what enabled rules cover, and what stands out', async () => {
    const coverage = measureCoverage(await configIn(sampleConf), own);
    const covered = coverage.tactics.filter((tactic) => tactic.covered > 0);
    const technique = covered[0]?.techniques.find(({ id }) => id === 'T1556');

    expect(coverage.rules).toStrictEqual({ total: 4, enabled: 3, covering: 1 });
    expect(covered.map((tactic) => [tactic.id, tactic.covered])).toStrictEqual([['TA0006', 1]]);
    expect(technique?.sub_techniques.find(({ id }) => id === 'T1556.006')?.rules).toStrictEqual([
      { id: 'mapped', severity: 'high', summary: 'Says <b>mapped</b> & more.', log_types: ['okta:logevents'] },
    ]);
    expect(coverage.log_types.filter((log) => log.rules > 0)).toStrictEqual([
      { name: 'okta:logevents', rules: 3, techniques: ['T1556.006'] },
    ]);
    expect(coverage.log_types_without_rules).toContain('cloudtrail:events');
    expect(coverage.rules_without_technique).toStrictEqual(['unmapped']);
    expect(coverage.unknown).toStrictEqual([
      { rule: 'wrong', tactic: 'TA0001', technique: 'T1556.006' },
      { rule: 'wrong', tactic: 'TA0001', technique: 'T0000' },
    ]);
  });

  it('counts log types that a cluster receives, and names the rules that see none of them', async () => {
    const config = await configIn(sampleConf);
    const cluster = { name: 'web', dataSources: { s3: { bucket: ['elb'] } }, enableThreatIntel: false };

    const coverage = measureCoverage({ ...config, clusters: new Map([['web', cluster]]) }, own);

    expect(coverage.log_types).toStrictEqual([
      { name: 'elb:application', rules: 0, techniques: [] },
      { name: 'elb:classic', rules: 0, techniques: [] },
      { name: 'elb:network', rules: 0, techniques: [] },
    ]);
    expect(coverage.rules_without_logs.map(({ id }) => id)).toStrictEqual(['mapped', 'unmapped', 'wrong']);
    expect(coverage.rules.covering).toBe(0);
  });

  it('finds the log types of a rule for normalized values', async () => {
    const { tactics } = measureCoverage(await configIn(sampleConf), loaded(shipped));
    const masquerading = tactics.flatMap(({ techniques }) => techniques).find(({ id }) => id === 'T1036');

    expect(masquerading?.sub_techniques.flatMap(({ rules }) => rules.map((one) => one.log_types))).toStrictEqual([
      ['carbonblack:ingress.event.procstart', 'osquery:differential'],
    ]);
  });
});

describe('formatCoverage', () => {
  it('has a line for each technique that is covered, and says what stands out', async () => {
    const text = formatCoverage(measureCoverage(await configIn(sampleConf), own), pico.createColors(false));

    expect(text).toMatch(/^ATT&CK 18\.1 · 3 rules, 1 of them about a technique and with logs\n/);
    expect(text).toMatch(
      /\nCredential Access +█░+ +1 of 17\n {2}T1556 {2}Modify Authentication Process \.006 +1 rule {2}okta:logevents\n/,
    );
    expect(text).toMatch(/\n\d+ log types that arrive and no rule looks at\n/);
    expect(text).toContain('1 rules that name no technique\n  unmapped\n');
    expect(text).toContain('T0000 under TA0001 (wrong)');
  });

  it('lists names in lines that fit the terminal', async () => {
    const coverage = measureCoverage(await configIn(sampleConf), own);
    const text = formatCoverage(coverage, pico.createColors(false), 60);

    const lines = text.slice(text.indexOf('log types that arrive')).split('\n');
    const listed = lines.slice(
      1,
      lines.findIndex((line, index) => index > 0 && !line.startsWith('  ')),
    );
    expect(listed.every((line) => line.length <= 60)).toBe(true);
    expect(
      listed
        .join('')
        .split(',')
        .map((name) => name.trim()),
    ).toStrictEqual(coverage.log_types_without_rules);
  });
});

describe('drawCoverage', () => {
  const drawn = new Date('2026-11-20T09:14:00Z');

  it('is one page that fetches nothing', async () => {
    const page = drawCoverage(measureCoverage(await configIn(sampleConf), loaded(shipped)), { conf: 'conf', drawn });

    // Links are followed by a person; nothing else of another place stands in it.
    expect(page.replaceAll(/<a href="https:\/\/attack\.mitre\.org[^"]*">/g, '')).not.toMatch(
      /https?:|\bsrc=|@import|url\(/,
    );
    expect(page.match(/<section class="tactic"/g)).toHaveLength(14);
    expect(shipped.filter(({ id, enabled }) => enabled !== false && !page.includes(`>${id}<`))).toStrictEqual([]);
  });

  it('takes what rules and the command line say as text', async () => {
    const page = drawCoverage(measureCoverage(await configIn(sampleConf), own), { conf: '<i>"conf"</i>', drawn });

    expect(page).toContain('Says &lt;b&gt;mapped&lt;/b&gt; &amp; more.');
    expect(page).toContain('&lt;i&gt;&quot;conf&quot;&lt;/i&gt;');
    expect(page).toContain('2026-11-20 09:14 UTC');
    expect(page).not.toMatch(/<b>mapped|<i>"/);
  });
});
