import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InvocationContext } from '@streamalert/aws/lambda';
import { encodeAlertKey, type SqsEventMessage } from '@streamalert/aws/sqs';
import type { Alert, AlertKey } from '@streamalert/core';
import { createHttpClient } from '@streamalert/core/http';
import { createLogger, createMetrics, openState } from '@streamalert/embedded';
import { builtInPublishers, createAlertProcessor, historyOutputService } from '@streamalert/outputs';
import { webhook } from '@streamalert/outputs/webhook';
import { createTestClock, makeAlert, type Overrides } from '@streamalert/test-kit';
import { onTestFinished } from 'vitest';
import type { Parts } from '../../src/compose.ts';
import { createHandler } from '../../src/index.ts';

/** Alerts for history and a webhook. */
export const alertOf = (seed: number, overrides: Overrides<Alert> = {}): Alert =>
  makeAlert({ seed, outputs: ['aws-firehose:alerts', 'webhook:soc'], ...overrides });

export const keyOf = ({ ruleName, id }: Alert): AlertKey => ({ ruleName, id });

/** The function on the stores of one machine, with a receiver that answers as `status` says. */
export async function makeFunction(more: (parts: Parts) => Partial<Parts> = () => ({})) {
  const dir = mkdtempSync(join(tmpdir(), 'streamalert-alert-processor-'));
  const clock = createTestClock();
  const state = await openState({ dir, clock });
  const received: string[] = [];
  const receiver = { status: 200 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push(JSON.parse(body).id);
      response.writeHead(receiver.status).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await state.close();
    rmSync(dir, { recursive: true });
  });
  const logged: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => logged.push(JSON.parse(line)) };
  const logger = createLogger({ level: 'info', format: 'json', clock, stream });
  const metrics = createMetrics();
  const written: string[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const parts: Parts = {
    alerts: state.alerts,
    processor: createAlertProcessor({
      outputs: [
        webhook({ http: createHttpClient() }),
        historyOutputService({ write: async ({ id }) => void written.push(id) }),
      ],
      descriptors: new Map([['webhook:soc', { service: 'webhook', descriptor: 'soc' }]]),
      secrets: { get: async () => ({ url }), put: async () => {}, list: async () => [], delete: async () => {} },
      publishers: builtInPublishers,
      clock,
      logger,
      metrics,
    }),
    clock,
    logger,
    metrics,
  };
  const invoke = createHandler({} as never, { outputs: [], publishers: [] }, { ...parts, ...more(parts) });
  const errors = () => logged.flatMap(({ time: _, level, ...entry }) => (level === 'error' ? [entry] : []));
  return { invoke, state, clock, received, receiver, written, logged, errors, metrics };
}

/** An invocation of its own. */
export const contextOf = (awsRequestId = 'request-1'): InvocationContext => ({
  awsRequestId,
  functionName: 'acme_streamalert_alert_processor',
  getRemainingTimeInMillis: () => 60_000,
});

/** A message of the queue of alerts that are due. */
export const messageOf = (messageId: string, key: AlertKey): SqsEventMessage => ({
  messageId,
  body: encodeAlertKey(key),
});
