import type { Logger } from '@streamalert/core';
import type { EmbeddedState } from '@streamalert/embedded';
import type { IsolatedEngine } from '@streamalert/rules-engine';
import type { ReachHandOver } from '../hand-over.ts';
import { addTallies, type Tally } from '../totals.ts';
import { createWakeup } from '../wakeup.ts';

/** What the detect stage works with. */
export interface DetectOptions {
  readonly state: EmbeddedState;
  readonly engine: IsolatedEngine;
  readonly logger: Logger;
  readonly reach: ReachHandOver;
  /** Called when new alerts are durable. */
  readonly onAlerts: (count: number) => void;
}

/** The rules engine on the queue. */
export interface DetectStage {
  /** There may be something on the queue. */
  wake(): void;
  /** No more will be sent: resolves when the queue is empty. */
  finish(): Promise<void>;
  /** Bodies sent and not yet evaluated; the ingest stage waits while there are many. */
  readonly failures: () => Readonly<Tally>;
}

const bodiesPerCall = 8;
const callsInFlight = 3;
/** The engine bounds every rule; this is for a process that goes on after its worker did not come back. */
const visibilityMs = 10 * 60 * 1000;

/** Evaluates rules on what the queue holds: alerts are stored, and the bodies acknowledged, in one transaction. */
export function startDetecting(options: DetectOptions): DetectStage {
  const { state, engine, logger, reach } = options;
  const wakeup = createWakeup();
  let finishing = false;
  let failures: Tally = {};

  const evaluate = async (deliveries: Awaited<ReturnType<typeof state.queue.receive>>): Promise<void> => {
    const evaluation = await engine.evaluateBodies(deliveries.map(({ id, text }) => ({ id, text })));
    reach('bodies-evaluated');
    for (const failure of evaluation.failures) {
      failures = addTallies(failures, { [failure.rule]: 1 });
      logger.warn(failure.message, { rule: failure.rule, record: failure.recordId });
    }
    const errors = new Map(evaluation.bodies.flatMap(({ id, error }) => (error === undefined ? [] : [[id, error]])));
    for (const [body, error] of errors) logger.error(`a queue body cannot be evaluated: ${error}`, { body });
    const receipts = deliveries.filter(({ id }) => !errors.has(id)).map(({ receipt }) => receipt);
    let stored = 0;
    await state.atomically(() => [
      state.alerts.put(evaluation.alerts).then((keys) => {
        stored = keys.length;
      }),
      state.queue.acknowledge(receipts),
    ]);
    reach('alerts-stored');
    if (stored > 0) options.onAlerts(stored);
  };

  const loop = async (): Promise<void> => {
    const inFlight = new Set<Promise<void>>();
    for (;;) {
      const deliveries = await state.queue.receive({ limit: bodiesPerCall, visibilityMs });
      if (deliveries.length > 0) {
        reach('bodies-received');
        const call = evaluate(deliveries).finally(() => inFlight.delete(call));
        inFlight.add(call);
        if (inFlight.size >= callsInFlight) await Promise.race(inFlight);
      } else if (inFlight.size > 0) await Promise.race(inFlight);
      else if (finishing) return;
      else await wakeup.wait(1000);
    }
  };

  const done = loop();
  // The failure is reported by finish(); until then it must not end the process as an unhandled rejection.
  done.catch(() => {});
  return {
    wake: wakeup.notify,
    failures: () => failures,
    finish() {
      finishing = true;
      wakeup.notify();
      return done;
    },
  };
}
