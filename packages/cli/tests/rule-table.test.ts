import type { RuleStagingConfig } from '@streamalert/config';
import type { RuleStatus } from '@streamalert/core';
import type { LoadedRule } from '@streamalert/rules-engine';
import { createTestClock } from '@streamalert/test-kit';
import { describe, expect, it } from 'vitest';
import { createRuleTable } from '../src/staging/rule-table.ts';

const settings: RuleStagingConfig = {
  enabled: true,
  cacheRefreshMinutes: 10,
  stageNewRules: true,
  restageChangedRules: true,
  stagingHours: 48,
  maximumAlerts: 0,
};

/** A table with the rules `same` and `changed`, and the rules of a deployment, of which one is new. */
function makeTable(rows: readonly RuleStatus[], asked?: ReadonlyMap<string, boolean>) {
  const table = new Map(rows.map((row) => [row.ruleName, row]));
  const store = {
    list: async () => [...table.values()],
    async put(statuses: readonly RuleStatus[]) {
      for (const status of statuses) table.set(status.ruleName, status);
    },
  };
  const rules = ['changed', 'new', 'same'].map(
    (id) => ({ rule: { id }, contentHash: `content of ${id}` }) as LoadedRule,
  );
  return {
    table: createRuleTable({ store, rules, settings, clock: createTestClock(), ...(asked && { asked }) }),
    decisions: () => [...table.values()].flatMap(({ decisions = [] }) => decisions.map(({ reason }) => reason)),
    staged: () => Object.fromEntries([...table].map(([name, { staged }]) => [name, staged])),
  };
}

const row = (ruleName: string, contentHash: string): RuleStatus => ({ ruleName, staged: false, contentHash });
const known = [row('changed', 'content of before'), row('gone', 'content'), row('same', 'content of same')];

describe('the rule table of a deployment', () => {
  it('has new rules staged before they are deployed, and changed ones after that', async () => {
    const { table, staged } = makeTable(known);

    const added = await table.addNew();
    const before = staged();
    const restaged = await table.restageChanged();

    expect([added, before]).toStrictEqual([
      { added: ['new'], staged: ['new'] },
      { changed: false, gone: false, same: false, new: true },
    ]);
    expect([restaged, staged()]).toStrictEqual([
      { added: [], staged: ['changed'] },
      { changed: true, gone: false, same: false, new: true },
    ]);
  });

  it('stages no rule of a first deployment', async () => {
    const { table, staged } = makeTable([]);

    const added = await table.addNew();
    const restaged = await table.restageChanged();

    expect([added.staged, restaged.staged]).toStrictEqual([[], []]);
    expect(staged()).toStrictEqual({ changed: false, new: false, same: false });
  });

  it('is left as it is the second time', async () => {
    const { table } = makeTable(known);
    await table.addNew();
    await table.restageChanged();

    expect([await table.addNew(), await table.restageChanged()]).toStrictEqual([
      { added: [], staged: [] },
      { added: [], staged: [] },
    ]);
  });

  it('has rules as somebody asked for it, the new ones before they run at all, and each decision once', async () => {
    const asked = new Map([
      ['changed', false],
      ['new', false],
      ['same', true],
    ]);
    const { table, staged, decisions } = makeTable(known, asked);

    await table.addNew();
    const before = staged();
    await table.restageChanged();

    expect(before).toStrictEqual({ changed: false, gone: false, new: false, same: false });
    expect(staged()).toStrictEqual({ changed: false, gone: false, new: false, same: true });
    expect(decisions()).toStrictEqual(['asked', 'asked', 'asked']);
  });
});
