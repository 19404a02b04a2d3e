import type { Alert, OutputName } from '@streamalert/rules-sdk';
import type { AlertKey } from '../alert.ts';
import type { Micros } from '../clock.ts';

/** How it stands between one alert and one output. */
export interface DeliveryState {
  readonly output: OutputName;
  /** Tries so far. */
  readonly attempts: number;
  /** When it was delivered; absent while it waits. */
  readonly sentAt?: Micros;
  /** Not tried again before this time. */
  readonly nextAttempt?: Micros;
  /** Why the last try failed. Holds no secret. */
  readonly lastError?: string;
  /** A permanent error: not tried again until somebody says so. */
  readonly parked?: boolean;
}

/** An alert as the store holds it. */
export interface StoredAlert {
  readonly alert: Alert;
  /** One for each of the alert's own outputs that was tried, in order of output. */
  readonly deliveries: readonly DeliveryState[];
  /** When somebody has to look at it next; absent when everything that is left is parked. */
  readonly due?: Micros;
  /** Held by a processor until then. */
  readonly leasedUntil?: Micros;
}

/** What came of sending one alert to one output. */
export type DeliveryOutcome =
  | { readonly output: OutputName; readonly kind: 'sent'; readonly at: Micros }
  | { readonly output: OutputName; readonly kind: 'retry'; readonly reason: string; readonly nextAttempt: Micros }
  | { readonly output: OutputName; readonly kind: 'parked'; readonly reason: string };

/** Options of {@link AlertStore.claim}. */
export interface ClaimOptions {
  readonly now: Micros;
  /** The claimed alerts are nobody else's until then. */
  readonly leasedUntil: Micros;
  readonly limit: number;
}

/**
 * Alerts from the rule's match to the last delivery, and receipts of those that are done.
 *
 * An alert is due at once when put. Once its own outputs have it, one that is not merge-enabled leaves the store and
 * leaves a receipt; one that is stays as a member of a merge to come, due when its window ends.
 */
export interface AlertStore {
  /**
   * Stores those alerts that have neither a row nor a receipt, so that a redelivery makes no second alert.
   *
   * @returns The keys that were new.
   */
  put(alerts: readonly Alert[]): Promise<readonly AlertKey[]>;
  get(key: AlertKey): Promise<StoredAlert | undefined>;
  /** Alerts with an output that is due, oldest first, leased to the caller. Alerts leased to somebody else are left out. */
  claim(options: ClaimOptions): Promise<readonly StoredAlert[]>;
  /**
   * Notes what came of some outputs, adding to what was noted before. When nothing is left to send, the alert leaves
   * for a receipt, or begins to wait for its merge. Ends the lease unless `more` outcomes follow.
   */
  settle(key: AlertKey, outcomes: readonly DeliveryOutcome[], options?: { readonly more?: boolean }): Promise<void>;
  /** Merge-enabled alerts of every rule that history has, oldest first within a rule. */
  mergeable(): AsyncIterable<readonly Alert[]>;
  /** In one step: stores `merged`, and turns its members' rows into receipts. A merged alert that is known is not stored again. */
  replace(members: readonly AlertKey[], merged: Alert): Promise<void>;
  /** Everything that is not done yet, oldest first. */
  waiting(): AsyncIterable<StoredAlert>;
  /** Makes outputs due now, parked ones too when `parked` is set. @returns How many alerts became due. */
  retry(filter: { readonly key?: AlertKey; readonly now: Micros; readonly parked?: boolean }): Promise<number>;
}
