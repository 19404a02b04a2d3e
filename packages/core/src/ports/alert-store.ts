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
  /** Whole: a record that was spilled to the blob store is read back. */
  readonly alert: Alert;
  /** One for each of the alert's own outputs that was tried, in order of output. */
  readonly deliveries: readonly DeliveryState[];
  /** When somebody has to look at it next; absent when everything that is left is parked. */
  readonly due?: Micros;
  /** Held by `leasedBy` until then. */
  readonly leasedUntil?: Micros;
  readonly leasedBy?: string;
}

/** What came of sending one alert to one output. */
export type DeliveryOutcome =
  | { readonly output: OutputName; readonly kind: 'sent'; readonly at: Micros }
  | { readonly output: OutputName; readonly kind: 'retry'; readonly reason: string; readonly nextAttempt: Micros }
  | { readonly output: OutputName; readonly kind: 'parked'; readonly reason: string };

/** Options of {@link AlertStore.due}. */
export interface DueOptions {
  readonly now: Micros;
  readonly limit: number;
}

/** Options of {@link AlertStore.claim}. */
export interface ClaimOptions extends DueOptions {
  /** Who claims; different for each process, or each invocation. */
  readonly owner: string;
  /** The claimed alerts are nobody else's until then. */
  readonly leasedUntil: Micros;
  /** Claims none but these, where they are due. */
  readonly keys?: readonly AlertKey[];
}

/** Options of {@link AlertStore.settle}. */
export interface SettleOptions {
  /** The owner that claimed the alert. Its lease ends, unless `more`; another owner's does not. */
  readonly owner: string;
  /** More outcomes of the same claim follow. */
  readonly more?: boolean;
}

/** Options of {@link AlertStore.mergeGroup}. */
export interface MergeGroupOptions {
  /** Windows that end by then are over. In the far future: all are, so that nothing is left waiting at the end of a run. */
  readonly now: Micros;
  /** Most members; 50 as in 3.5. */
  readonly maxAlerts: number;
  /** Most bytes of the members' records as JSON; a single larger record is a group of its own. */
  readonly maxBytes: number;
  /** Members that are passed over, as those of a group that could not be merged, so that they hold no other group up. */
  readonly except?: readonly AlertKey[];
}

/**
 * Alerts from the rule's match to the last delivery, and receipts of those that are done.
 *
 * ```
 * put ─▶ due ─ claim, settle ─▶ receipt                                     not merge-enabled
 *          └── claim, settle ─▶ member ─ mergeGroup, replace ─▶ receipt      merge-enabled
 * ```
 *
 * An alert is due at once when put. Once its own outputs have it, one that is not merge-enabled leaves the store and
 * leaves a receipt; one that is stays as a member of a merge to come, due when its window ends. Every verb finds its alerts by an
 * index: none looks at alerts that it does not return. A row that cannot be read is set aside, for the {@link AlertDesk}, and
 * holds nobody up.
 */
export interface AlertStore {
  /**
   * Stores those alerts that have neither a row nor a receipt, so that a redelivery makes no second alert. Silences and
   * the alert's limits are applied first, once for each alert:
   *
   * 1. an alert that a {@link Silence} holds back is suppressed;
   * 2. `limits.dedup`: it is suppressed when an alert with its values was sent less than `minutes` before;
   * 3. `limits.maxPerHour`: it is suppressed when so many alerts of its rule were stored to be sent in its hour, and the first
   *    time a notice is stored beside it;
   * 4. `limits.sendFirst`: it is sent at once, unmerged, unless a window that such an alert opened still holds; otherwise it
   *    is merged when that window ends.
   *
   * Alerts of history alone are stored as they are.
   *
   * @returns The keys that were new, without notices.
   */
  put(alerts: readonly Alert[]): Promise<readonly AlertKey[]>;
  /** @throws AlertRowError when the row cannot be read. */
  get(key: AlertKey): Promise<StoredAlert | undefined>;
  /** Keys of what {@link claim} would give. */
  due(options: DueOptions): Promise<readonly AlertKey[]>;
  /**
   * Alerts with an output that is due, leased to the caller, those that were due first before others of their rule. Alerts leased to somebody
   * else are left out. When there are more than `limit`, every rule gets its turn: no rule waits for another one's backlog.
   */
  claim(options: ClaimOptions): Promise<readonly StoredAlert[]>;
  /**
   * Notes what came of some outputs, adding to what was noted before. When nothing is left to send, the alert leaves
   * for a receipt, or begins to wait for its merge.
   */
  settle(key: AlertKey, outcomes: readonly DeliveryOutcome[], options: SettleOptions): Promise<void>;
  /**
   * The next alerts to merge, oldest first: the oldest member of a rule whose window is over, and those behind it in its
   * window with the same keys and values, up to the limits. Rules take turns. `undefined` when no window is over.
   */
  mergeGroup(options: MergeGroupOptions): Promise<readonly Alert[] | undefined>;
  /**
   * In one step: stores `merged`, unless it is known, and turns its members' rows into receipts. Silences apply to `merged` as in {@link put}.
   *
   * @returns False, and nothing is changed, when a member has left for another merge meanwhile.
   */
  replace(members: readonly AlertKey[], merged: Alert): Promise<boolean>;
}
