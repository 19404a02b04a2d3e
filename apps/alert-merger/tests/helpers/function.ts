import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvocationContext } from '@streamalert/aws/lambda';
import type { Alert, AlertKey } from '@streamalert/core';
import { createLogger, createMetrics, openState } from '@streamalert/embedded';
import { createTestClock, makeAlert, type Overrides } from '@streamalert/test-kit';
import { onTestFinished } from 'vitest';
import type { AlertChange } from '../../src/alert-changes.ts';
import type { Parts } from '../../src/compose.ts';
import { createHandler } from '../../src/index.ts';

/** The function on the stores of one machine. */
export async function makeFunction(more: (parts: Parts) => Partial<Parts> = () => ({})) {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-alert-merger-'));
  const clock = createTestClock();
  const state = await openState({ dir, clock });
  onTestFinished(async () => {
    await state.close();
    rmSync(dir, { recursive: true });
  });
  const dispatched: AlertKey[] = [];
  const logged: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => logged.push(JSON.parse(line)) };
  const metrics = createMetrics();
  const parts: Parts = {
    alerts: state.alerts,
    dispatcher: { dispatch: async (keys) => void dispatched.push(...keys) },
    clock,
    logger: createLogger({ level: 'info', format: 'json', clock, stream }),
    metrics,
    customMetrics: true,
  };
  const invoke = createHandler({}, { ...parts, ...more(parts) });
  return { invoke, state, clock, metrics, dispatched, logged };
}

/** An invocation whose time runs out as `left` says, each time it is asked. */
export function contextOf(left: () => number = () => 60_000): InvocationContext {
  return { awsRequestId: 'request-1', functionName: 'acme_streamalert_alert_merger', getRemainingTimeInMillis: left };
}

/** An alert that is merged with others of its user within ten minutes, once history has it. */
export const mergeable = (seed: number, overrides: Overrides<Alert> = {}): Alert =>
  makeAlert({ seed, mergeByKeys: ['sourceIPAddress'], mergeWindowMinutes: 10, record: oneAddress, ...overrides });

const oneAddress = { eventName: 'ConsoleLogin', sourceIPAddress: '192.0.2.1' };

export const keyOf = ({ ruleName, id }: Alert): AlertKey => ({ ruleName, id });

/** A change of the table of alerts, as its stream tells it. */
export const change = (eventName: 'INSERT' | 'MODIFY' | 'REMOVE', { ruleName, id }: AlertKey): AlertChange => ({
  eventName,
  dynamodb: { Keys: { RuleName: { S: ruleName }, AlertID: { S: id } } },
});
