import type { BatchResponse, InvocationContext } from '@streamalert/aws/lambda';
import type { AlertKey } from '@streamalert/core';
import { mergeAlerts } from '@streamalert/merger';
import { type AlertChange, changedAlerts } from './alert-changes.ts';
import { compose, type Parts } from './compose.ts';
import { loadSettings } from './settings.ts';

/** What the stream of the alerts table invokes the function with; a schedule has no records. */
export interface AlertMergerEvent {
  readonly Records?: readonly AlertChange[];
}

/** What Lambda calls. */
export type AlertMergerHandler = (event: AlertMergerEvent, context: InvocationContext) => Promise<BatchResponse>;

/** As 3.5 merges; the bytes bound memory, and what a merge makes. */
const groupLimits = { maxAlerts: 50, maxBytes: 16 * 1024 * 1024 };
/** Keys that are asked for at once. */
const dueAtOnce = 500;
/** What is left of the time limit then is left to the next sweep. */
const marginMs = 5_000;

/**
 * Makes the handler of the alert merger. The environment is read when the function starts.
 *
 * @param parts Other than those on AWS, for tests.
 */
export function createHandler(_config: unknown, parts: Parts = compose(loadSettings())): AlertMergerHandler {
  return async (event, context) => {
    const { metrics } = parts;
    try {
      if (event.Records !== undefined) await dispatchChanged(event.Records, parts);
      else await sweep(parts, context);
    } finally {
      await metrics.flush();
    }
    return { batchItemFailures: [] };
  };
}

/**
 * New alerts go to the processor at once. It claims them under their lease, so that a key which is not due, or comes twice, leads to
 * nothing.
 */
async function dispatchChanged(changes: readonly AlertChange[], parts: Parts): Promise<void> {
  await dispatch(changedAlerts(changes), parts);
}

/** Merges, then dispatches all that is due: retries, and what a change did not tell of. A group that fails holds no retry up. */
async function sweep(parts: Parts, context: InvocationContext): Promise<void> {
  try {
    await mergeGroups(parts, context);
  } finally {
    await dispatchDue(parts);
  }
}

/** Every group whose window is over, as far as the time lasts. */
async function mergeGroups({ alerts, clock, logger, metrics }: Parts, context: InvocationContext): Promise<void> {
  while (context.getRemainingTimeInMillis() > marginMs) {
    const members = await alerts.mergeGroup({ now: clock.now(), ...groupLimits });
    if (members === undefined) return;
    const merged = mergeAlerts(members, clock.now());
    const keys = members.map(({ ruleName, id }) => ({ ruleName, id }));
    if (!(await alerts.replace(keys, merged))) continue;
    logger.info('alerts were merged', { ruleName: merged.ruleName, alertId: merged.id, members: members.length });
    metrics.count('passed', members.length, { stage: 'alert-merger' });
  }
}

async function dispatchDue(parts: Parts): Promise<void> {
  const due = await parts.alerts.due({ now: parts.clock.now(), limit: dueAtOnce });
  await dispatch(due, parts);
  if (due.length < dueAtOnce) return;
  parts.logger.warn('more alerts are due than one sweep dispatches', { dispatched: due.length });
}

async function dispatch(keys: readonly AlertKey[], parts: Parts): Promise<void> {
  const { dispatcher, metrics, customMetrics } = parts;
  if (keys.length === 0) return;
  await dispatcher.dispatch(keys);
  metrics.count('received', keys.length, { stage: 'alert-merger' });
  if (customMetrics) metrics.count('AlertMerger-AlertAttempts', keys.length);
}
