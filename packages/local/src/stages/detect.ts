import type { Logger, QueueDelivery } from '@streamalert/core';
import type { EmbeddedState } from '@streamalert/embedded';
import {
  addIntelReports,
  addRuleMetrics,
  type BodiesEngine,
  type Evaluation,
  type IntelReport,
} from '@streamalert/rules-engine';
import type { ReachHandOver } from '../hand-over.ts';
import type { Staging } from '../staging.ts';
import { addTallies, type Tally } from '../totals.ts';
import { createWakeup } from '../wakeup.ts';

/** What the detect stage works with. */
export interface DetectOptions {
  readonly state: EmbeddedState;
  readonly engine: BodiesEngine;
  /** Where each rule stands, by its id. */
  readonly ruleFiles: ReadonlyMap<string, string>;
  readonly staging: Pick<Staging, 'current'>;
  readonly logger: Logger;
  readonly reach: ReachHandOver;
  /** Called when new alerts are durable. */
  readonly onAlerts: (count: number) => void;
  readonly onFailure: (error: unknown) => void;
}

/** The rules engine on the queue. */
export interface DetectStage {
  /** There may be something on the queue. */
  wake(): void;
  /** Resolves when at most `bodies` are waiting, so that a fast reader does not run away from the rules. */
  room(bodies: number): Promise<void>;
  /** No more will be sent: resolves when the queue is empty. */
  finish(): Promise<void>;
  /** Leaves what is on the queue to the next run. */
  stop(): Promise<void>;
  /** Errors by rule. */
  errors(): Readonly<Tally>;
  /** What each rule did. */
  metrics(): Evaluation['metrics'];
  /** What came of looking for indicators; absent when none are looked for. */
  intel(): IntelReport | undefined;
}

const bodiesPerCall = 8;
const callsInFlight = 3;
/** The engine bounds every rule by itself; this only matters for a body that was handed out and forgotten. */
const visibilityMs = 10 * 60 * 1000;
const pollMs = 1000;

/** Evaluates rules on what the queue holds: alerts are stored, and bodies acknowledged, in one transaction. */
export function startDetecting(options: DetectOptions): DetectStage {
  const { state, reach } = options;
  const wakeup = createWakeup();
  const taken = createWakeup();
  const errors = countErrors(options.logger, options.ruleFiles);
  const tellIntel = createIntelNotice(options.logger);
  let metrics: Evaluation['metrics'] = {};
  let intel: IntelReport | undefined;
  let finishing = false;
  let stopping = false;

  const evaluate = async (deliveries: readonly QueueDelivery[]): Promise<void> => {
    options.engine.stage(await options.staging.current());
    const evaluation = await options.engine.evaluateBodies(deliveries.map(({ id, text }) => ({ id, text })));
    reach('bodies-evaluated');
    errors.add(evaluation.failures);
    metrics = addRuleMetrics([metrics, evaluation.metrics]);
    tellIntel(evaluation.intel);
    intel = addIntelReports([intel, evaluation.intel]);
    const unreadable = new Set<string>();
    for (const { id, error } of evaluation.bodies) {
      if (error === undefined) continue;
      unreadable.add(id);
      options.logger.error('records cannot be evaluated and stay on the queue', { body: id, reason: error });
    }
    const stored = await state.atomically(() => {
      const put = state.alerts.put(evaluation.alerts);
      return [put, state.queue.acknowledge(receiptsOf(deliveries, unreadable))] as const;
    });
    reach('alerts-stored');
    if (stored[0].length > 0) options.onAlerts(stored[0].length);
  };

  const calls = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const check = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  const begin = (deliveries: readonly QueueDelivery[]): void => {
    const call = evaluate(deliveries)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .then(() => {
        calls.delete(call);
        wakeup.notify();
      });
    calls.add(call);
  };

  const loop = async (): Promise<void> => {
    while (!stopping) {
      check();
      const deliveries = await state.queue.receive({ limit: bodiesPerCall, visibilityMs });
      if (deliveries.length > 0) {
        reach('bodies-received');
        taken.notify();
        begin(deliveries);
        if (calls.size >= callsInFlight) await Promise.race(calls);
      } else if (finishing && calls.size === 0) return;
      // What comes while a call is under way does not wait for its end.
      else await wakeup.wait(pollMs);
    }
  };

  const done = loop().finally(async () => {
    await Promise.all(calls);
    check();
  });
  done.catch(options.onFailure);
  return {
    wake: wakeup.notify,
    errors: errors.byRule,
    metrics: () => metrics,
    intel: () => intel,
    async room(bodies) {
      while ((await state.queue.depth()).waiting > bodies) await Promise.race([taken.wait(pollMs), done]);
    },
    finish() {
      finishing = true;
      wakeup.notify();
      return done;
    },
    stop() {
      stopping = true;
      wakeup.notify();
      return done;
    },
  };
}

/** Bodies that cannot be read stay on the queue: what they hold is not lost, and the next version may read it. */
function receiptsOf(deliveries: readonly QueueDelivery[], unreadable: ReadonlySet<string>): string[] {
  return deliveries.filter(({ id }) => !unreadable.has(id)).map(({ receipt }) => receipt);
}

function countErrors(logger: Logger, files: ReadonlyMap<string, string>) {
  let byRule: Tally = {};
  return {
    byRule: () => byRule,
    add(failures: readonly { readonly rule: string; readonly recordId: string; readonly message: string }[]): void {
      for (const { rule, recordId, message } of failures) {
        // The first of each rule tells what is wrong; a rule that always throws would fill the screen.
        if (byRule[rule] === undefined) {
          logger.warn(`rule ${rule} failed: ${message}`, { file: files.get(rule), record: recordId });
        }
        byRule = addTallies(byRule, { [rule]: 1 });
      }
    },
  };
}

/** Says when indicators cannot be looked up, and when they can again; not for every batch in between. */
function createIntelNotice(logger: Logger) {
  let failing = false;
  return (report: IntelReport | undefined): void => {
    if (report === undefined) return;
    const { failed, asked, reason = 'unknown' } = report;
    if (report.reason !== undefined && !failing) {
      logger.error('indicators cannot be looked up: records are evaluated without them', { values: failed, reason });
    }
    if (report.reason === undefined && failing && asked > 0) logger.info('indicators are looked up again');
    failing = report.reason !== undefined || (failing && asked === 0);
  };
}
