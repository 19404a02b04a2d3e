import {
  type Alert,
  capNotice,
  cappedAt,
  findSilence,
  hourOf,
  isMergeEnabled,
  isNotified,
  keyedValues,
  type Micros,
  repeatOf,
  sha256,
  silencedBy,
  suppress,
  withoutLimits,
} from '@streamalert/core';
import { getFirstKey, getKeys } from '@streamalert/rules-sdk';
import type { Database } from '../sqlite/database.ts';
import type { SilenceTable } from './silence-table.ts';

/** What becomes of an alert that is new. */
export interface Admitted {
  readonly alert: Alert;
  /** When its merge window ends, where that is not its own window. */
  readonly windowEnds?: Micros;
  /** To be stored beside it. */
  readonly notice?: Alert;
}

type HoldKind = 'repeat' | 'first';

const minute = 60_000_000;
/** Longer than any queue keeps a message, so that a late redelivery is not taken for the first of its kind. */
const kept = 15 * 24 * 60 * minute;

/** Applies silences and limits to alerts as they are stored. Every call belongs into the transaction that stores the alert. */
export class LimitTable {
  readonly #silences: SilenceTable;
  readonly #sql;

  constructor(db: Database, silences: SilenceTable) {
    this.#silences = silences;
    this.#sql = {
      holder: db.prepare<{ holder: string; until: Micros }>(
        'SELECT holder, until FROM holds WHERE rule = ? AND kind = ? AND key = ?',
      ),
      hold: db.prepare('INSERT OR REPLACE INTO holds (rule, kind, key, holder, until) VALUES (?, ?, ?, ?, ?)'),
      count: db.prepare<{ alerts: number }>(
        `INSERT INTO hourly_alerts (rule, hour, alerts) VALUES (?, ?, 1)
         ON CONFLICT (rule, hour) DO UPDATE SET alerts = alerts + 1 RETURNING alerts`,
      ),
      purgeHolds: db.prepare('DELETE FROM holds WHERE until < ?'),
      purgeHours: db.prepare('DELETE FROM hourly_alerts WHERE hour < ?'),
    };
  }

  /** Whether {@link admit} may have something to do, so that an alert has to be known to be new before. */
  concerns(alert: Alert, now: Micros): boolean {
    return isNotified(alert) && (alert.limits !== undefined || this.#silences.active(now).length > 0);
  }

  /** Counts an alert that is new, and says what it becomes. */
  admit(alert: Alert, now: Micros): Admitted {
    if (!isNotified(alert)) return { alert: withoutLimits(alert) };
    const silenced = this.silence(alert, now);
    if (silenced !== alert) return { alert: silenced };
    const repeated = this.#repeated(alert);
    if (repeated !== undefined) return { alert: suppress(alert, repeatOf(repeated.holder, repeated.until)) };
    return this.#cap(alert) ?? this.#sendFirst(alert);
  }

  /** The alert, suppressed when a silence holds it back. */
  silence(alert: Alert, now: Micros): Alert {
    const found = findSilence(alert, this.#silences.active(now), now, getKeys);
    return found === undefined || !isNotified(alert) ? alert : suppress(alert, silencedBy(found));
  }

  /** Forgets what is too old to matter. */
  purge(now: Micros): void {
    this.#sql.purgeHolds.run(now - kept);
    this.#sql.purgeHours.run(now - kept);
  }

  #repeated(alert: Alert): { readonly holder: string; readonly until: Micros } | undefined {
    const { dedup } = alert.limits ?? {};
    if (dedup === undefined) return undefined;
    const key = keyedValues(alert.record, dedup.by, getFirstKey);
    return this.#hold(alert, 'repeat', key, Math.round(dedup.minutes * minute));
  }

  #cap(alert: Alert): Admitted | undefined {
    const { maxPerHour } = alert.limits ?? {};
    if (maxPerHour === undefined) return undefined;
    const { from, until } = hourOf(alert.created);
    const count = this.#sql.count.get(alert.ruleName, from)?.alerts ?? 0;
    if (count <= maxPerHour) return undefined;
    return {
      alert: suppress(alert, cappedAt(maxPerHour, until)),
      ...(count === maxPerHour + 1 && { notice: capNotice(alert, maxPerHour) }),
    };
  }

  #sendFirst(alert: Alert): Admitted {
    const rest = withoutLimits(alert);
    if (alert.limits?.sendFirst !== true || !isMergeEnabled(alert)) return { alert: rest };
    const key = keyedValues(alert.record, alert.mergeByKeys, getFirstKey);
    const opened = this.#hold(alert, 'first', key, Math.round(alert.mergeWindowMinutes * minute));
    if (opened === undefined) return { alert: { ...rest, mergeByKeys: [], mergeWindowMinutes: 0 } };
    return { alert: rest, windowEnds: opened.until };
  }

  /** Who holds the key at the time of the alert; nobody else did, and the alert does from now on, when it is `undefined`. */
  #hold(alert: Alert, kind: HoldKind, values: string, length: Micros) {
    const key = sha256(values);
    const held = this.#sql.holder.get(alert.ruleName, kind, key);
    if (held !== undefined && alert.created <= held.until) return held;
    this.#sql.hold.run(alert.ruleName, kind, key, alert.id, alert.created + length);
    return undefined;
  }
}
