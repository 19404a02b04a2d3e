import type { BatchResponse, InvocationContext } from '@streamalert/aws/lambda';
import type { Alert, AlertKey } from '@streamalert/core';
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
/**
 * Keys that one sweep dispatches at most, with shares for every rule that has some: as many as processors deliver in a minute. What is
 * due stays due, so that the next sweep names what they did not come to.
 */
const duePerSweep = 10_000;
/** Keys that are handed over before the time is looked at again. */
const keysAtOnce = 500;
/** Groups that fail in one sweep; so many do not fail each for a reason of its own. */
const mostFailures = 10;
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

/**
 * Merges, and dispatches all that is due: retries, and what a change did not tell of. Both at once, so that neither waits for the
 * other's backlog, and one that fails leaves the other to its work. Of what is merged now the stream tells.
 */
async function sweep(parts: Parts, context: InvocationContext): Promise<void> {
  const hasTime = (): boolean => context.getRemainingTimeInMillis() > marginMs;
  const done = await Promise.allSettled([mergeGroups(parts, hasTime), dispatchDue(parts, hasTime)]);
  const failed = done.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** Every group whose window is over, as far as the time lasts. One that cannot be merged waits for the next sweep, and fails this one at its end. */
async function mergeGroups(parts: Parts, hasTime: () => boolean): Promise<void> {
  const { alerts, clock, logger } = parts;
  const except: AlertKey[] = [];
  const failures: unknown[] = [];
  while (hasTime() && failures.length < mostFailures) {
    const members = await alerts.mergeGroup({ now: clock.now(), ...groupLimits, except });
    if (members === undefined) break;
    try {
      await mergeGroup(members, parts);
    } catch (error) {
      const [{ ruleName, id: alertId }] = members as readonly [Alert];
      const fields = { ruleName, alertId, members: members.length, reason: (error as Error).message };
      logger.error('a group of alerts could not be merged', fields);
      except.push(...members.map(toKey));
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function mergeGroup(members: readonly Alert[], { alerts, clock, logger, metrics }: Parts): Promise<void> {
  const merged = mergeAlerts(members, clock.now());
  if (!(await alerts.replace(members.map(toKey), merged))) return;
  logger.info('alerts were merged', { ruleName: merged.ruleName, alertId: merged.id, members: members.length });
  metrics.count('passed', members.length, { stage: 'alert-merger' });
}

async function dispatchDue(parts: Parts, hasTime: () => boolean): Promise<void> {
  const due = await parts.alerts.due({ now: parts.clock.now(), limit: duePerSweep });
  let dispatched = 0;
  while (dispatched < due.length && hasTime()) {
    const part = due.slice(dispatched, dispatched + keysAtOnce);
    await dispatch(part, parts);
    dispatched += part.length;
  }
  if (dispatched === due.length && dispatched < duePerSweep) return;
  parts.logger.warn('more alerts are due than one sweep dispatches', { dispatched });
}

const toKey = ({ ruleName, id }: AlertKey): AlertKey => ({ ruleName, id });

async function dispatch(keys: readonly AlertKey[], parts: Parts): Promise<void> {
  const { dispatcher, metrics, customMetrics } = parts;
  if (keys.length === 0) return;
  await dispatcher.dispatch(keys);
  metrics.count('received', keys.length, { stage: 'alert-merger' });
  if (customMetrics) metrics.count('AlertMerger-AlertAttempts', keys.length);
}
