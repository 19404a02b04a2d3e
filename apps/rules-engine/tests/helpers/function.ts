import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SqsEventMessage } from '@streamalert/aws/sqs';
import type { QueueBody } from '@streamalert/core';
import { createFileBlobStore, createLogger, createMetrics, openState } from '@streamalert/embedded';
import { createIsolatedEngine, createStagedRules } from '@streamalert/rules-engine';
import { createTestClock, makeQueueBody } from '@streamalert/test-kit';
import { onTestFinished } from 'vitest';
import type { Parts } from '../../src/compose.ts';
import { createHandler } from '../../src/index.ts';

const rules = fileURLToPath(new URL('../rule-files/root', import.meta.url));

/** Nothing that depends on `conf/` is composed here. */
const config = { defaultOutputs: [], staging: { enabled: false } } as never;

/** What the function works with, on the stores of one machine. */
export async function makeParts() {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-rules-engine-'));
  const clock = createTestClock();
  const state = await openState({ dir, clock });
  const logged: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => logged.push(JSON.parse(line)) };
  const logger = createLogger({ level: 'info', format: 'json', clock, stream });
  const engine = await createIsolatedEngine({ locations: [rules], defaultOutputs: ['slack:soc'], clock, logger });
  onTestFinished(async () => {
    await engine.close();
    await state.close();
    rmSync(dir, { recursive: true });
  });
  const metrics = createMetrics();
  const overflow = createFileBlobStore(join(dir, 'overflow'));
  const parts: Parts = {
    engine,
    alerts: state.alerts,
    staged: createStagedRules({ store: state.ruleStatuses, refreshMinutes: 10, clock, logger }),
    overflow,
    logger,
    metrics,
    customMetrics: true,
    ruleStatistics: false,
  };
  const errors = () =>
    logged.flatMap(({ time, level, ...entry }) => (level === 'error' && time !== undefined ? [entry] : []));
  return { parts, state, clock, metrics, overflow, logged, errors };
}

/** The function as Lambda calls it. */
export async function makeFunction(more: Partial<Parts> = {}) {
  const made = await makeParts();
  const invoke = createHandler(config, { modules: [rules] }, async () => ({ ...made.parts, ...more }));
  const stored = async (): Promise<readonly string[]> => {
    const found = await made.state.alerts.due({ now: made.clock.now(), limit: 100 });
    return found.map(({ ruleName }) => ruleName);
  };
  return { ...made, invoke, stored };
}

/** A message of the queue of classified logs. */
export function messageOf(messageId: string, body: QueueBody = makeQueueBody()): SqsEventMessage {
  return {
    messageId,
    body: Buffer.from(body.text).toString(),
    messageAttributes: {
      streamalert_id: { stringValue: body.id },
      streamalert_records: { stringValue: String(body.records) },
    },
  };
}

export { config };
