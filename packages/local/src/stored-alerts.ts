import type { Alert, AlertKey, Clock, DeliveryOutcome } from '@streamalert/core';
import type { EmbeddedState } from '@streamalert/embedded';
import type { AlertProcessor } from '@streamalert/outputs';
import { startDelivering } from './stages/deliver.ts';
import { endOfTime, mergeNext } from './stages/merge.ts';

/** Options of {@link deliverStored}. */
export interface DeliverStoredOptions {
  readonly state: EmbeddedState;
  readonly processor: AlertProcessor;
  readonly clock: Clock;
  /** How long to keep trying outputs that fail. */
  readonly drainMs: number;
  /** Called when an outcome is durable. */
  readonly onOutcome: (key: AlertKey, outcome: DeliveryOutcome) => void;
}

/** Delivers everything in a store that is due, and what backs off too, without reading any input. */
export async function deliverStored({ drainMs, ...options }: DeliverStoredOptions): Promise<void> {
  const { state, clock } = options;
  await state.alerts.retry({ now: clock.now() });
  const delivering = startDelivering({ ...options, reach: () => {}, onFailure: () => {} });
  try {
    await delivering.drain(clock.now() + drainMs * 1000);
  } finally {
    await delivering.stop();
  }
}

/** Options of {@link mergeStored}. */
export interface MergeStoredOptions {
  readonly state: EmbeddedState;
  readonly clock: Clock;
  /** Treat every window as over. */
  readonly closeWindows: boolean;
  /** Called when a merged alert is durable. */
  readonly onMerged: (merged: Alert, members: number) => void;
}

/** Merges everything in a store whose window is over, and that history has. */
export async function mergeStored({ closeWindows, ...options }: MergeStoredOptions): Promise<void> {
  const now = closeWindows ? endOfTime : options.clock.now();
  while (await mergeNext(options, now));
}
