import type { AlertKey, Clock, DeliveryOutcome, Micros, StoredAlert } from '@streamalert/core';
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
  readonly onFailure: (error: unknown) => void;
  /** Called when an outcome is durable. */
  readonly onOutcome?: (key: AlertKey, outcome: DeliveryOutcome) => void;
}

/** Delivery of due alerts. */
export interface DeliverStage {
  /** There may be an alert that is due. */
  wake(): void;
  /**
   * Waits until no delivery is left that is due by `until`. After that time it gives up once nothing gets through any
   * more; the alerts that wait then stay in the store.
   */
  drain(until: Micros): Promise<void>;
  /** Stops after the deliveries under way. */
  stop(): Promise<void>;
}

/** Alerts under way at once, without those that are slow. */
const quickInFlight = 64;
/** An alert that is so long under way hangs at some output, and makes room for those of other outputs. */
const slowMs = 1000;
/** With the slow ones: bounds memory. */
const mostInFlight = 1024;
/** Longer than any output's deadline, so that no alert is ever with two deliveries at once. */
const leaseMicros = 5 * 60 * 1_000_000;
/** Nobody else delivers from a state directory. */
const owner = 'run';
const pollMs = 500;
/** As long as an output may take: when nothing came through for that time, nothing will. */
const stalledMicros = 15 * 1_000_000;

/** Delivers due alerts as they come, each outcome recorded as soon as it is known. */
export function startDelivering(options: DeliverOptions): DeliverStage {
  const { state, processor, clock, reach } = options;
  const wakeup = createWakeup();
  const settled = createWakeup();
  const inFlight = new Set<Promise<void>>();
  let slow = 0;
  /** Between the lease, after which an alert is not due, and its delivery. */
  let claiming = false;
  let stopping = false;
  let lastSent: Micros = 0;
  let failure: { readonly error: unknown } | undefined;

  const check = (): void => {
    if (failure !== undefined) throw failure.error;
  };

  const deliver = async (stored: StoredAlert): Promise<void> => {
    const key = { ruleName: stored.alert.ruleName, id: stored.alert.id };
    let allSent = true;
    await processor.deliver(stored, async (outcome) => {
      if (outcome.kind !== 'sent') allSent = false;
      reach('output-sent');
      await state.alerts.settle(key, [outcome], { owner, more: true });
      if (outcome.kind === 'sent') lastSent = outcome.at;
      reach('outcome-settled');
      options.onOutcome?.(key, outcome);
    });
    // With its last delivery an alert left already, or waits for its merge; otherwise it is given back.
    const given = stored.deliveries.every(({ sentAt }) => sentAt !== undefined);
    if (!allSent || !given) await state.alerts.settle(key, [], { owner });
  };

  const begin = async (stored: StoredAlert): Promise<void> => {
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      slow += 1;
      wakeup.notify();
    }, slowMs);
    try {
      await deliver(stored);
    } catch (error) {
      failure ??= { error };
    } finally {
      clearTimeout(timer);
      if (isSlow) slow -= 1;
    }
  };

  /** @returns How many alerts it was. */
  const claim = async (limit: number): Promise<number> => {
    const now = clock.now();
    claiming = true;
    const claimed = await state.alerts.claim({ now, owner, leasedUntil: now + leaseMicros, limit });
    if (claimed.length > 0) reach('alerts-claimed');
    for (const stored of claimed) {
      const delivery = begin(stored).then(() => {
        inFlight.delete(delivery);
        wakeup.notify();
        settled.notify();
      });
      inFlight.add(delivery);
    }
    claiming = false;
    return claimed.length;
  };

  const loop = async (): Promise<void> => {
    while (!stopping) {
      check();
      const { send = Number.POSITIVE_INFINITY } = await state.alerts.nextDue();
      const room = Math.min(quickInFlight + slow, mostInFlight) - inFlight.size;
      const waitMs = room > 0 ? Math.ceil((send - clock.now()) / 1000) : pollMs;
      if (waitMs > 0) await wakeup.wait(Math.min(waitMs, pollMs));
      // What is due and cannot be had is somebody else's: asked for at once it would be asked for without end.
      else if ((await claim(room)) === 0) await wakeup.wait(pollMs);
    }
  };

  const done = loop().finally(async () => {
    await Promise.all(inFlight);
    check();
  });
  done.catch((error: unknown) => {
    failure ??= { error };
    settled.notify();
    options.onFailure(error);
  });
  return {
    wake: wakeup.notify,
    async drain(until) {
      const begun = clock.now();
      for (;;) {
        check();
        const { send = Number.POSITIVE_INFINITY } = await state.alerts.nextDue();
        if (!claiming && inFlight.size === 0 && send > until) return;
        if (clock.now() > Math.max(until, Math.max(begun, lastSent) + stalledMicros)) return;
        wakeup.notify();
        await settled.wait(pollMs);
      }
    },
    stop() {
      stopping = true;
      wakeup.notify();
      return done;
    },
  };
}
