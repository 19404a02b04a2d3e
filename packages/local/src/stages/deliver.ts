import type { Clock, Micros, StoredAlert } from '@streamalert/core';
import type { EmbeddedState } from '@streamalert/embedded';
import type { AlertProcessor } from '@streamalert/outputs';
import type { ReachHandOver } from '../hand-over.ts';
import { createWakeup } from '../wakeup.ts';

/** What the deliver stage works with. */
export interface DeliverOptions {
  readonly state: EmbeddedState;
  readonly processor: AlertProcessor;
  readonly clock: Clock;
  readonly reach: ReachHandOver;
}

/** Delivery of due alerts. */
export interface DeliverStage {
  /** There may be an alert that is due. */
  wake(): void;
  /**
   * Waits until nothing is left that time alone would deliver, or `until` has come.
   *
   * @param until Wall-clock time to give up at; the alerts that wait then stay in the store.
   */
  drain(until: Micros): Promise<void>;
  /** Stops after the deliveries under way. */
  stop(): Promise<void>;
}

const alertsInFlight = 64;
/** Longer than any output's deadline, so that no alert is ever with two deliveries at once. */
const leaseMicros = 5 * 60 * 1_000_000;
const pollMs = 500;

/** Delivers due alerts as they come, each outcome recorded as soon as it is known. */
export function startDelivering(options: DeliverOptions): DeliverStage {
  const { state, processor, clock, reach } = options;
  const wakeup = createWakeup();
  const inFlight = new Set<Promise<void>>();
  let stopping = false;

  const deliver = async (stored: StoredAlert): Promise<void> => {
    const key = { ruleName: stored.alert.ruleName, id: stored.alert.id };
    await processor.deliver(stored, async (outcome) => {
      reach('output-sent');
      await state.alerts.settle(key, [outcome], { more: true });
      reach('outcome-settled');
    });
    await state.alerts.settle(key, []);
  };

  const claim = async (): Promise<number> => {
    const now = clock.now();
    const limit = alertsInFlight - inFlight.size;
    const claimed = await state.alerts.claim({ now, leasedUntil: now + leaseMicros, limit });
    if (claimed.length > 0) reach('alerts-claimed');
    for (const stored of claimed) {
      const delivery = deliver(stored).finally(() => {
        inFlight.delete(delivery);
        wakeup.notify();
      });
      inFlight.add(delivery);
      // A failure of the store surfaces in the loop below, which awaits what is in flight.
      delivery.catch(fail);
    }
    return claimed.length;
  };

  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
  };
  const check = (): void => {
    if (failure !== undefined) throw failure;
  };

  const loop = async (): Promise<void> => {
    while (!stopping) {
      check();
      const claimed = inFlight.size < alertsInFlight ? await claim() : 0;
      if (claimed === 0) await wakeup.wait(pollMs);
    }
    await Promise.all(inFlight);
    check();
  };

  const done = loop();
  done.catch(fail);
  return {
    wake: wakeup.notify,
    async drain(until) {
      for (;;) {
        check();
        const { send } = await state.alerts.nextDue();
        if (inFlight.size === 0 && (send === undefined || send > until)) return;
        if (clock.now() > until) return;
        wakeup.notify();
        await Promise.race([...inFlight, new Promise((resolve) => setTimeout(resolve, 20))]);
      }
    },
    stop() {
      stopping = true;
      wakeup.notify();
      return done;
    },
  };
}
