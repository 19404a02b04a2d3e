import {
  type AlertDesk,
  type AlertKey,
  type Clock,
  type DeliveryOutcome,
  type Micros,
  parseTimestamp,
  type UnreadableAlert,
} from '@streamalert/core';
import { AlertRowError, decodeRowProgress, encodeAlertRow, isSpilled } from '@streamalert/core/wire';
import { chunks } from '../../in-parallel.ts';
import type { Item } from '../attribute-value.ts';
import { scanPages } from '../pages.ts';
import { toAlertRow } from './alert-item.ts';
import { changingAttributes, fixedAttributes, progressAttributes, stageOf } from './alert-progress.ts';
import { type AlertRows, projection, type RowState, revisionOf, toState } from './alert-rows.ts';
import { noteOutcome, wake } from './deliveries.ts';
import { firstProgress } from './new-alert.ts';

/** What {@link createAlertDesk} works on. */
export interface AlertDeskOptions {
  readonly rows: AlertRows;
  readonly clock: Clock;
}

/** Rows that are read at once: as many of the largest as one answer holds. */
const rowsPerRead = 40;
const minute = 60_000_000;
const nameOf = ({ ruleName, id }: AlertKey): string => `${ruleName}\n${id}`;

/** The {@link AlertDesk} of the alerts table. It scans; operators call it, nothing of the pipeline does. */
export function createAlertDesk({ rows, clock }: AlertDeskOptions): AlertDesk {
  const scan = (filter: string, names?: readonly string[]) =>
    scanPages(rows.table, {
      ConsistentRead: true,
      FilterExpression: filter,
      ...(names !== undefined && projection(names)),
    });

  /** @returns Whether something became due. */
  const retryOne = async (read: RowState, now: Micros, parked: boolean): Promise<boolean> => {
    for (let state: RowState | undefined = read; state !== undefined; state = await rows.state(read.key)) {
      const { progress } = state;
      if (progress === undefined) return parked && rows.readAgain(state.key);
      const { unreadable, ...rest } = progress;
      if (unreadable !== undefined && !parked) return false;
      const deliveries = wake(progress.deliveries, now, parked);
      const changes = [...deliveries].some(([output, after]) => progress.deliveries.get(output) !== after);
      if (!changes && unreadable === undefined) return false;
      if (await rows.save(state, { ...rest, revision: progress.revision + 1, deliveries }, now)) return true;
    }
    return false;
  };

  /** @returns Whether it was still there to be adopted. */
  const adoptOne = async (item: Item, now: Micros): Promise<boolean> => {
    const row = toAlertRow(item);
    const alert = await rows.alert(item);
    const { dispatched = 0, outputsSent = [] } = decodeRowProgress(row);
    const first = firstProgress(alert, {
      // Whoever it was handed to last may be at it still.
      due: Math.max(Math.min(alert.created, now), dispatched + minute),
      recordBytes: encodeAlertRow(alert).Record.length,
      spilled: isSpilled(row),
    });
    const at = dispatched === 0 ? alert.created : dispatched;
    const sent = outputsSent.map((output): DeliveryOutcome => ({ output, kind: 'sent', at }));
    const progress = { ...first, deliveries: sent.reduce(noteOutcome, first.deliveries) };
    const state = toState(item);
    if (stageOf(progress).kind === 'done') return rows.finish({ ...state, progress }, clock.now(), undefined);
    return rows.update(state, { ...fixedAttributes(progress), ...changingAttributes(state, progress) });
  };

  const desk: AlertDesk = {
    async *waiting() {
      const keys: (AlertKey & { readonly created: Micros })[] = [];
      const names = ['RuleName', 'AlertID', 'Created'];
      for await (const page of scan('attribute_exists(Rev) AND attribute_not_exists(Unreadable)', names)) {
        keys.push(...page.map(toState).map(({ key, created }) => ({ ...key, created: parseTimestamp(created) ?? 0 })));
      }
      keys.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
      for (const part of chunks(keys, rowsPerRead)) {
        const items = new Map((await rows.items(part)).map((item) => [nameOf(toState(item).key), item]));
        for (const key of part) {
          const item = items.get(nameOf(key));
          const stored = item === undefined ? undefined : await rows.stored(item).catch(skipUnreadable);
          if (stored !== undefined) yield stored;
        }
      }
    },
    async *unreadable() {
      for await (const page of scan('attribute_exists(Unreadable)', ['RuleName', 'AlertID', 'Unreadable'])) {
        for (const item of page) {
          const reason = item['Unreadable']?.S ?? '';
          yield { ...toState(item).key, reason } satisfies UnreadableAlert;
        }
      }
    },
    async retry({ key, now, parked = false }) {
      let retried = 0;
      if (key !== undefined) {
        const state = await rows.state(key);
        if (state !== undefined && (await retryOne(state, now, parked))) retried++;
      } else {
        for await (const page of scan('attribute_exists(Rev) OR attribute_exists(Unreadable)', progressAttributes)) {
          for (const item of page) if (await retryOne(toState(item), now, parked)) retried++;
        }
      }
      if (parked) await desk.adopt(now);
      return retried;
    },
    async drop(key) {
      for (;;) {
        const state = await rows.state(key);
        if (state === undefined) return false;
        if (await rows.finish(state, clock.now(), revisionOf(state))) return true;
      }
    },
    async adopt(now) {
      let adopted = 0;
      for await (const page of scan('attribute_not_exists(Rev) AND attribute_not_exists(Unreadable)')) {
        adopted += (await rows.readAll(page, (item) => adoptOne(item, now))).filter(Boolean).length;
      }
      return adopted;
    },
  };
  return desk;
}

function skipUnreadable(error: unknown): undefined {
  if (!(error instanceof AlertRowError)) throw error;
}
