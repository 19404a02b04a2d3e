import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvocationContext } from '@streamalert/aws/lambda';
import type { RuleStagingConfig } from '@streamalert/config';
import type { Micros, TableDefinition } from '@streamalert/core';
import { createHistorySearch, createLogger, createMetrics, openState } from '@streamalert/embedded';
import { alertLine } from '@streamalert/history';
import type { StagingDigest } from '@streamalert/rules-engine';
import { createTestClock, makeAlert, testTime } from '@streamalert/test-kit';
import { onTestFinished } from 'vitest';
import type { Parts } from '../../src/compose.ts';
import { createHandler } from '../../src/index.ts';

export const day: Micros = 24 * 3_600_000_000;

const staging: RuleStagingConfig = {
  enabled: true,
  cacheRefreshMinutes: 10,
  stageNewRules: true,
  restageChangedRules: true,
  stagingHours: 48,
  maximumAlerts: 1,
};

const tables: readonly TableDefinition[] = [
  { name: 'alerts', columns: ['id', 'rule_name', 'created'].map((name) => ({ name, type: 'string', path: [name] })) },
];

/** The function on the stores of one machine. */
export async function makeFunction(more: (parts: Parts) => Partial<Parts> = () => ({})) {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-rule-promotion-'));
  const clock = createTestClock();
  const state = await openState({ dir, clock });
  onTestFinished(async () => {
    await state.close();
    rmSync(dir, { recursive: true });
  });
  const logged: Record<string, unknown>[] = [];
  const digests: StagingDigest[] = [];
  const searches: string[] = [];
  const metrics = createMetrics();
  const parts: Parts = {
    rules: state.ruleStatuses,
    history: () => ({
      search(sql) {
        searches.push(sql);
        const { history: pending, checkpoints } = state;
        return createHistorySearch({ root: join(dir, 'history'), tables, state: { pending, checkpoints } }).search(sql);
      },
    }),
    show: async ({ ruleName }) => `https://example.com/${ruleName}`,
    digests: { publish: async (digest) => void digests.push(digest) },
    clock,
    logger: createLogger({
      level: 'info',
      format: 'json',
      clock,
      stream: { write: (line) => logged.push(JSON.parse(line)) },
    }),
    metrics,
  };
  return {
    invoke: createHandler({ staging }, { ...parts, ...more(parts) }),
    clock,
    metrics,
    logged,
    digests,
    searches,
    statuses: () => state.ruleStatuses.list(),
    put: state.ruleStatuses.put.bind(state.ruleStatuses),
    /** Gives history so many alerts of a rule. */
    async raise(ruleName: string, count: number): Promise<void> {
      const alerts = Array.from({ length: count }, (_, seed) => makeAlert({ seed, ruleName }));
      const lines = Buffer.from(alerts.map((alert) => `${alertLine(alert)}\n`).join(''));
      await state.history.put([{ table: 'alerts', id: `alerts of ${ruleName}`, records: count, lines }]);
    },
  };
}

/** A rule that was staged `days` ago and stays so for two. */
export const stagedSince = (ruleName: string, days: number) => {
  const stagedAt = testTime - days * day;
  return { ruleName, staged: true, stagedAt, stagedUntil: stagedAt + 2 * day };
};

/** An invocation with a minute left. */
export const context: InvocationContext = {
  awsRequestId: 'request-1',
  functionName: 'acme_streamalert_rule_promotion',
  getRemainingTimeInMillis: () => 60_000,
};
