import type { AlertDesk, AlertKey, AlertStore, Micros, OutputName } from '@streamalert/core';
import type { ReadableAlertRow } from '@streamalert/core/wire';

/** What stays of an alert that is done, for 15 days. */
export interface AlertReceipt extends AlertKey {
  readonly created: Micros;
  /** When the alert was done. */
  readonly at: Micros;
  /** The merged alert it became part of. */
  readonly mergedInto?: string;
  /** In order of output. */
  readonly sent: readonly { readonly output: OutputName; readonly at: Micros }[];
}

/** How many alerts were made and sent. */
export interface AlertTally {
  /** By rule, without merged alerts, whose members are counted already. */
  readonly alerts: Readonly<Record<string, number>>;
  /** By output. */
  readonly deliveries: Readonly<Record<OutputName, number>>;
}

/** The {@link AlertStore} of one machine, with what a single process can tell beyond the port. */
export interface EmbeddedAlertStore extends AlertStore, AlertDesk {
  receipt(key: AlertKey): Promise<AlertReceipt | undefined>;
  /** Alerts created and deliveries made since then, done or not. */
  tally(since: Micros): Promise<AlertTally>;
  /** When {@link AlertStore.claim} next has something, and when the next merge window ends. */
  nextDue(): Promise<{ readonly send?: Micros; readonly merge?: Micros }>;
  /**
   * Stores rows of an alerts table as they are, for {@link AlertDesk.adopt}; those with a row or receipt are left out.
   *
   * @returns How many were new.
   */
  plant(rows: readonly ReadableAlertRow[]): Promise<number>;
  /** Removes receipts older than 15 days. @returns How many. */
  purge(now: Micros): Promise<number>;
}
