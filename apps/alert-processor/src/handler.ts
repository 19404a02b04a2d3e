import type { BatchResponse, InvocationContext } from '@streamalert/aws/lambda';
import { decodeAlertKey, type SqsEventMessage } from '@streamalert/aws/sqs';
import type { AlertKey, DeliveryOutcome, StoredAlert } from '@streamalert/core';
import type { Publisher } from '@streamalert/rules-sdk';
import { compose, type OutputFactory, type Parts } from './compose.ts';
import type { AlertProcessorFunctionConfig } from './function-config.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { loadSettings } from './settings.ts';

/** What SQS invokes the function with. */
export interface AlertProcessorEvent {
  readonly Records?: readonly SqsEventMessage[];
}

/** What Lambda calls. */
export type AlertProcessorHandler = (event: AlertProcessorEvent, context: InvocationContext) => Promise<BatchResponse>;

/** What the bundle brings beside configuration. */
export interface Bundled {
  readonly outputs: readonly OutputFactory[];
  readonly publishers: readonly Publisher[];
}

/** Longer than any output's deadline: an alert is never with two deliveries at once. */
const leaseMicros = 2 * 60 * 1_000_000;

/**
 * Makes the handler of the alert processor. The environment is read when the function starts.
 *
 * @param parts Other than those on AWS, for tests.
 */
export function createHandler(
  config: AlertProcessorFunctionConfig,
  bundled: Bundled,
  parts: Parts = compose(config, bundled, loadSettings()),
): AlertProcessorHandler {
  return async ({ Records: messages = [] }, { awsRequestId: owner }) => {
    const failed = await deliverAll(messages, owner, parts);
    await parts.metrics.flush();
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

/**
 * Claims the alerts that messages name and delivers them side by side. A key whose alert is done, held by somebody, or not due leads to
 * nothing: the next sweep names what is due then.
 *
 * @returns Ids of messages that are to be handed out again.
 */
async function deliverAll(messages: readonly SqsEventMessage[], owner: string, parts: Parts): Promise<string[]> {
  const { alerts, clock, logger } = parts;
  const named = messages.map(({ messageId, body }) => ({ messageId, key: decodeAlertKey(body) }));
  const unreadable = named.filter(({ key }) => key === undefined).map(({ messageId }) => messageId);
  for (const item of unreadable) logger.error('a message names no alert', { item });
  // A queue may hand out a key twice: one claim, as each claim is one delivery.
  const keys = [...new Map(named.flatMap(({ key }) => (key === undefined ? [] : [[nameOf(key), key]]))).values()];
  if (keys.length === 0) return unreadable;
  const now = clock.now();
  const claimed = await alerts.claim({ now, owner, leasedUntil: now + leaseMicros, limit: keys.length, keys });
  const failed = await Promise.all(claimed.map((stored) => deliver(stored, owner, parts)));
  const failedKeys = new Set(failed.flatMap((key) => (key === undefined ? [] : [nameOf(key)])));
  const again = named.filter(({ key }) => key !== undefined && failedKeys.has(nameOf(key)));
  return [...unreadable, ...again.map(({ messageId }) => messageId)];
}

const nameOf = ({ ruleName, id }: AlertKey): string => `${ruleName}\n${id}`;

/** @returns The key of an alert whose outcomes could not be recorded. */
async function deliver(stored: StoredAlert, owner: string, { alerts, processor, logger }: Parts) {
  const { ruleName, id } = stored.alert;
  const key: AlertKey = { ruleName, id };
  let isDone = stored.deliveries.every(({ sentAt }) => sentAt !== undefined);
  const record = oneAtATime((outcomes: readonly DeliveryOutcome[]) =>
    alerts.settle(key, outcomes, { owner, more: true }),
  );
  try {
    await processor.deliver(stored, (outcome) => {
      isDone &&= outcome.kind === 'sent';
      return record(outcome);
    });
    // With its last delivery an alert left already, or waits for its merge; otherwise it is given back.
    if (!isDone) await alerts.settle(key, [], { owner });
    return undefined;
  } catch (error) {
    logger.error('the delivery of an alert could not be recorded', {
      ruleName,
      alertId: id,
      reason: (error as Error).message,
    });
    return key;
  }
}
