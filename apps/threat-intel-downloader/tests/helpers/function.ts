import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvocationContext } from '@streamalert/aws/lambda';
import type { FeedConfig } from '@streamalert/config';
import { createHttpClient } from '@streamalert/core/http';
import { createLogger, createMetrics, openState } from '@streamalert/embedded';
import { createTestClock } from '@streamalert/test-kit';
import { onTestFinished } from 'vitest';
import type { Parts } from '../../src/compose.ts';
import { createHandler } from '../../src/index.ts';

/** The function on the stores of one machine. */
export async function makeFunction(feeds: readonly FeedConfig[], more: (parts: Parts) => Partial<Parts> = () => ({})) {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-threat-intel-'));
  const clock = createTestClock();
  const state = await openState({ dir, clock });
  onTestFinished(async () => {
    await state.close();
    rmSync(dir, { recursive: true });
  });
  const logged: Record<string, unknown>[] = [];
  const handedOver: { readonly feeds: readonly string[] }[] = [];
  const metrics = createMetrics();
  const parts: Parts = {
    store: { put: (found) => state.indicators.put(found) },
    checkpoints: state.checkpoints,
    secrets: { get: async () => undefined },
    http: createHttpClient(),
    goOn: async (event) => void handedOver.push(event),
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
    invoke: createHandler({ feeds, table: 'indicators' }, { ...parts, ...more(parts) }),
    clock,
    metrics,
    handedOver,
    errors: () =>
      logged.flatMap(({ level, message, feed, reason }) => (level === 'error' ? [{ message, feed, reason }] : [])),
    /** Which of the addresses of feeds are stored. */
    async stored(): Promise<readonly string[]> {
      const values = Array.from({ length: 9 }, (_, at) => `192.0.2.${at + 1}`);
      return [...(await state.indicators.find(values, clock.now())).keys()].sort();
    },
  };
}

/** An invocation with so much time. */
export const contextOf = (timeLeftMs = 60_000): InvocationContext => ({
  awsRequestId: 'request-1',
  functionName: 'acme_streamalert_threat_intel_downloader',
  getRemainingTimeInMillis: () => timeLeftMs,
});
