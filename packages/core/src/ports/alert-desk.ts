import type { AlertKey } from '../alert.ts';
import type { Micros } from '../clock.ts';
import type { StoredAlert } from './alert-store.ts';

/** A row that is no alert: damaged, or its record is missing from the blob store. */
export interface UnreadableAlert extends AlertKey {
  readonly reason: string;
}

/** Options of {@link AlertDesk.retry}. */
export interface RetryOptions {
  /** Absent: every alert. */
  readonly key?: AlertKey;
  readonly now: Micros;
  /** Parked outputs too, and rows that could not be read. */
  readonly parked?: boolean;
}

/**
 * What an operator does about alerts that wait, beside whoever delivers them. May look at every row, which the {@link AlertStore} never does.
 */
export interface AlertDesk {
  /** Everything that is not done yet and can be read, oldest first. */
  waiting(): AsyncIterable<StoredAlert>;
  /** Rows that were set aside, because they cannot be read. */
  unreadable(): AsyncIterable<UnreadableAlert>;
  /** Makes outputs that back off due now. @returns How many alerts became due. */
  retry(options: RetryOptions): Promise<number>;
  /** Gives up what was not sent yet: the alert leaves for a receipt, without being merged. @returns Whether there was one. */
  drop(key: AlertKey): Promise<boolean>;
  /**
   * Takes over rows that have no due time, as 3.5 writes them: what they sent stays sent, the rest becomes due, a minute after they were last
   * dispatched. One sweep over the table.
   *
   * @returns How many there were.
   */
  adopt(now: Micros): Promise<number>;
}
