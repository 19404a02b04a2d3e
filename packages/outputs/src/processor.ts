import {
  type Alert,
  type DeliveryOutcome,
  type Metrics,
  type Micros,
  type OutputName,
  ownOutputs,
  type StoredAlert,
} from '@streamalert/core';
import { type AttemptOptions, createAttempt } from './attempt.ts';
import { backoffMs, defaultRetryPolicy, type RetryPolicy } from './backoff.ts';
import { deepFreeze } from './compose-publication.ts';
import type { SendResult } from './contract.ts';
import { withDeadline } from './deadline.ts';
import { describeError, tidyReason } from './reason.ts';

/** What an alert processor works with. Publishers go by the name that alerts store. */
export interface AlertProcessorOptions extends AttemptOptions {
  readonly metrics: Metrics;
  readonly retry?: RetryPolicy;
  /** Of each output of an alert on its own; 15 seconds unless told. */
  readonly deadlineMs?: number;
  /** Between 0 and 1, for the jitter. */
  readonly random?: () => number;
}

/** Sends alerts to their outputs. */
export interface AlertProcessor {
  /**
   * Tries, side by side, each of the alert's own outputs that is unsent, not parked and due. An output that fails
   * is an outcome, not an error.
   *
   * @param onOutcome Called once for each output tried, as soon as it is known; calls may overlap.
   * @returns When every outcome has been taken. Fails with an error of `onOutcome`, after all were called.
   */
  deliver(stored: StoredAlert, onOutcome: (outcome: DeliveryOutcome) => Promise<void>): Promise<void>;
}

const defaultDeadlineMs = 15_000;

/**
 * Makes the processor. An output that fails is tried again after an exponential wait with full jitter, for ever; one
 * that somebody has to repair first (unknown output, missing or refused credentials, a request the receiver does not
 * accept) is parked.
 *
 * @throws DuplicateServiceError when two outputs have the same service name.
 */
export function createAlertProcessor(options: AlertProcessorOptions): AlertProcessor {
  const { clock, logger, metrics, retry = defaultRetryPolicy, random = Math.random } = options;
  const { deadlineMs = defaultDeadlineMs } = options;
  const attempt = createAttempt(options);

  const trySafely = async (alert: Alert, { output, tries }: Due): Promise<SendResult> => {
    try {
      return await withDeadline(deadlineMs, (limits) => attempt({ alert, output, attempt: tries, limits }));
    } catch (error) {
      return { kind: 'retry', reason: tidyReason(describeError(error)) };
    }
  };

  const outcomeOf = (result: SendResult, { output, tries }: Due): DeliveryOutcome => {
    const at = clock.now();
    if (result.kind === 'sent') return { output, kind: 'sent', at };
    if (result.kind === 'permanent') return { output, kind: 'parked', reason: result.reason };
    const waitMs = backoffMs(retry, tries, random(), result.retryAfterMs);
    return { output, kind: 'retry', reason: result.reason, nextAttempt: at + Math.ceil(waitMs * 1000) };
  };

  const deliverTo = async (alert: Alert, due: Due): Promise<DeliveryOutcome> => {
    const started = performance.now();
    const outcome = outcomeOf(await trySafely(alert, due), due);
    measure(metrics, outcome, performance.now() - started);
    const fields = { alertId: alert.id, ruleName: alert.ruleName, output: due.output, attempt: due.tries };
    if (outcome.kind === 'sent') logger.debug('alert delivered', fields);
    else logger.warn(`alert not delivered, ${outcome.kind}`, { ...fields, reason: outcome.reason });
    return outcome;
  };

  return {
    async deliver(stored, onOutcome) {
      const alert = outgoing(stored.alert);
      const reports = dueOutputs(stored, clock.now()).map(async (due) => onOutcome(await deliverTo(alert, due)));
      const failed = (await Promise.allSettled(reports)).find((report) => report.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
  };
}

interface Due {
  readonly output: OutputName;
  /** Number of this try, from 1. */
  readonly tries: number;
}

function dueOutputs({ alert, deliveries }: StoredAlert, now: Micros): Due[] {
  const states = new Map(deliveries.map((state) => [state.output, state]));
  return ownOutputs(alert).flatMap((output) => {
    const state = states.get(output);
    const done = state?.sentAt !== undefined || state?.parked === true;
    return done || (state?.nextAttempt ?? 0) > now ? [] : [{ output, tries: (state?.attempts ?? 0) + 1 }];
  });
}

/** A frozen copy, as services and publishers share it, without what the classifier added to the record. */
function outgoing(alert: Alert): Alert {
  const { streamalert_normalization: _, ...record } = alert.record;
  return deepFreeze(structuredClone({ ...alert, record }));
}

const metricByOutcome = { sent: 'passed', retry: 'failed', parked: 'rejected' } as const;

function measure(metrics: Metrics, outcome: DeliveryOutcome, ms: number): void {
  const dimensions = { stage: 'deliver', output: outcome.output };
  metrics.count('received', 1, dimensions);
  metrics.count(metricByOutcome[outcome.kind], 1, dimensions);
  metrics.time('duration', ms, dimensions);
}
