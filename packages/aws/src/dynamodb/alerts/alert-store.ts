import type { DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type {
  Alert,
  AlertDesk,
  AlertKey,
  AlertStore,
  ClaimOptions,
  Clock,
  DeliveryOutcome,
  DueOptions,
  MergeGroupOptions,
  SettleOptions,
  SilenceStore,
  StoredAlert,
} from '@streamalert/core';
import type { RowSpill } from '@streamalert/core/wire';
import type { Backoff } from '../../backoff.ts';
import { AwsError } from '../../errors.ts';
import { inParallel } from '../../in-parallel.ts';
import type { Table } from '../batches.ts';
import { transact } from '../transact.ts';
import { createAlertDesk } from './alert-desk.ts';
import { type AlertProgress, stageOf } from './alert-progress.ts';
import { AlertRows, type RowState, toState } from './alert-rows.ts';
import { noteOutcome } from './deliveries.ts';
import { DueIndex } from './due-index.ts';
import { isLimited, Limits, silence } from './limits.ts';
import { findMembers, type GroupLimits } from './members.ts';
import { type NewAlert, prepareAlert, putNew } from './new-alert.ts';
import { type AlertReceipt, Receipts } from './receipts.ts';
import { createDynamoSilenceStore } from './silence-store.ts';

/** Options of {@link createDynamoAlertStore}. */
export interface DynamoAlertStoreOptions {
  readonly client: DynamoDBClient;
  /** Tables with the keys and indexes of `storeTables` of `@streamalert/core/wire`. */
  readonly tables: { readonly alerts: string; readonly receipts: string; readonly state: string };
  /** Where records go that are too large for a row. */
  readonly spill: RowSpill;
  readonly clock: Clock;
  /** For what DynamoDB did not take, and for rows that others change at the same time. */
  readonly backoff?: Backoff;
}

/** The {@link AlertStore} on DynamoDB, its desk and its silences. */
export interface DynamoAlertStore extends AlertStore, AlertDesk {
  readonly silences: SilenceStore;
  receipt(key: AlertKey): Promise<AlertReceipt | undefined>;
}

/** Alerts of one transaction, two actions each; and bytes, below the 4 MB that one takes. */
const perTransaction = { alerts: 40, bytes: 3_000_000 } as const;
/** Members of one merge, each an action of its transaction. */
const mostMembers = 90;
const parallelCalls = 16;
/** How often a row is read again that others change at the same time. */
const changes = 20;
const rememberedLeases = 10_000;

const nameOf = ({ ruleName, id }: AlertKey): string => `${ruleName}\n${id}`;
const toKey = ({ ruleName, id }: AlertKey): AlertKey => ({ ruleName, id });

/**
 * The alerts table of 3.5 with attributes and indexes of ours, a table of receipts, and counts of limits in the state table. Every change
 * of a row is conditional on what it was, so any number of processes may work on one table; what belongs together is one
 * transaction. Nothing but the desk scans.
 *
 * Its indexes are eventually consistent: what was put a moment ago may be due in the next sweep only.
 */
export function createDynamoAlertStore(options: DynamoAlertStoreOptions): DynamoAlertStore {
  return new Store(options);
}

class Store implements DynamoAlertStore {
  readonly silences: SilenceStore;
  readonly waiting: AlertDesk['waiting'];
  readonly unreadable: AlertDesk['unreadable'];
  readonly retry: AlertDesk['retry'];
  readonly drop: AlertDesk['drop'];
  readonly adopt: AlertDesk['adopt'];
  readonly #alerts: Table;
  readonly #receipts: Receipts;
  readonly #rows: AlertRows;
  readonly #index: DueIndex;
  readonly #limits: Limits;
  readonly #spill: RowSpill;
  readonly #clock: Clock;
  /** Rows as this store leased them, so that settling one does not read it again. */
  readonly #leased = new Map<string, RowState>();
  /** The rules whose turn it was last. */
  #lastClaimed = '';
  #lastMerged = '';

  constructor({ client, tables, spill, clock, backoff = {} }: DynamoAlertStoreOptions) {
    const tableOf = (table: string): Table => ({ client, table, backoff });
    this.#alerts = tableOf(tables.alerts);
    this.#receipts = new Receipts(tableOf(tables.receipts));
    this.#rows = new AlertRows(this.#alerts, this.#receipts, spill);
    this.#index = new DueIndex(this.#alerts);
    this.#limits = new Limits(tableOf(tables.state));
    this.#spill = spill;
    this.#clock = clock;
    this.silences = createDynamoSilenceStore(tableOf(tables.state));
    const desk = createAlertDesk({ rows: this.#rows, clock });
    this.waiting = desk.waiting;
    this.unreadable = desk.unreadable;
    this.retry = desk.retry;
    this.drop = desk.drop;
    this.adopt = desk.adopt;
  }

  async put(alerts: readonly Alert[]): Promise<readonly AlertKey[]> {
    const unique = [...new Map(alerts.map((alert) => [nameOf(alert), alert])).values()];
    if (unique.length === 0) return [];
    const now = this.#clock.now();
    const silences = await this.silences.list();
    const admitted = unique.map((alert) => ({ alert, silenced: silence(alert, silences, now) }));
    const isCounted = ({ alert, silenced }: (typeof admitted)[number]) =>
      isLimited(alert) && silenced.suppressed === undefined;
    const plain = admitted.filter((one) => !isCounted(one)).map(({ silenced }) => silenced);
    // Limits of one rule are applied in the order of its alerts.
    const counted = [...Map.groupBy(admitted.filter(isCounted), ({ alert }) => alert.ruleName).values()];
    const stored = await Promise.all([
      this.#putAll(await inParallel(plain, parallelCalls, (alert) => prepareAlert(alert, this.#spill, { now }))),
      inParallel(counted, parallelCalls, async (ofRule) => {
        const names: string[] = [];
        for (const { alert } of ofRule) if (await this.#putCounted(alert)) names.push(nameOf(alert));
        return names;
      }),
    ]);
    const isNew = new Set(stored.flat(2));
    return unique.filter((alert) => isNew.has(nameOf(alert))).map(toKey);
  }

  /** @returns Names of those that were new. */
  async #putAll(alerts: readonly NewAlert[]): Promise<readonly string[]> {
    const parts = await inParallel(inTransactions(alerts), parallelCalls, async (part) => {
      let left = part;
      while (left.length > 0) {
        const failed = await transact(
          this.#alerts,
          left.flatMap((alert) => this.#putActions(alert)),
        );
        if (failed.length === 0) break;
        const known = new Set(failed.map((action) => Math.floor(action / 2)));
        left = left.filter((_alert, index) => !known.has(index));
      }
      const isNew = new Set(left);
      await this.#removeBlobs(part.filter((alert) => alert.spilled && !isNew.has(alert)));
      return left.map(({ key }) => nameOf(key));
    });
    return parts.flat();
  }

  /** Two actions: on condition that there is neither a row nor a receipt. */
  #putActions(alert: NewAlert): TransactWriteItem[] {
    if ('item' in alert) return [this.#receipts.isAbsent(alert.key), putNew(this.#alerts.table, alert.item)];
    return [this.#receipts.writeNew(alert.receipt), this.#rows.isAbsent(alert.key)];
  }

  /** Alerts that were known leave nothing in the blob store, unless their row points there. */
  async #removeBlobs(alerts: readonly NewAlert[]): Promise<void> {
    for (const { key } of alerts) if ((await this.#rows.state(key)) === undefined) await this.#spill.remove(key);
  }

  /** @returns Whether the alert was new. */
  async #putCounted(alert: Alert): Promise<boolean> {
    let withNotice = true;
    for (let attempt = 0; attempt < changes; attempt++) {
      const { alert: admitted, windowEnds, notice, counted } = await this.#limits.admit(alert);
      const now = this.#clock.now();
      const stored = await prepareAlert(admitted, this.#spill, {
        now,
        ...(windowEnds !== undefined && { windowEnds }),
      });
      const noticed =
        notice !== undefined && withNotice ? this.#putActions(await prepareAlert(notice, this.#spill, { now })) : [];
      const failed = await transact(this.#alerts, [...this.#putActions(stored), ...noticed, ...counted]);
      if (failed.length === 0) return true;
      if (failed.some((action) => action < 2)) {
        if (stored.spilled) await this.#removeBlobs([stored]);
        return false;
      }
      // Either the notice is known, or somebody else counted meanwhile.
      if (failed.some((action) => action < 2 + noticed.length)) withNotice = false;
    }
    throw contended(alert);
  }

  async get(key: AlertKey): Promise<StoredAlert | undefined> {
    const item = await this.#rows.item(key);
    return item === undefined ? undefined : this.#rows.stored(item);
  }

  async due({ now, limit }: DueOptions): Promise<readonly AlertKey[]> {
    return (await this.#index.available(now, limit, this.#lastClaimed)).map(toKey);
  }

  async claim({ now, leasedUntil, owner, limit, keys }: ClaimOptions): Promise<readonly StoredAlert[]> {
    const wanted = keys ?? (await this.#index.available(now, limit, this.#lastClaimed));
    const leased = [];
    // Others may have taken some of them meanwhile, and of given keys any number may not be due.
    for (let from = 0; from < wanted.length && leased.length < limit; ) {
      const part = wanted.slice(from, from + limit - leased.length);
      from += part.length;
      const items = await inParallel(part, parallelCalls, (key) => this.#rows.lease(key, { now, leasedUntil, owner }));
      leased.push(...items.filter((item) => item !== undefined));
    }
    this.#lastClaimed = wanted.at(-1)?.ruleName ?? '';
    return this.#rows.readAll(leased, async (item) => {
      const stored = await this.#rows.stored(item);
      this.#remember(toState(item));
      return stored;
    });
  }

  #remember(state: RowState): void {
    const oldest = this.#leased.keys().next();
    if (this.#leased.size >= rememberedLeases && oldest.done !== true) this.#leased.delete(oldest.value);
    this.#leased.set(nameOf(state.key), state);
  }

  async settle(key: AlertKey, outcomes: readonly DeliveryOutcome[], settling: SettleOptions): Promise<void> {
    const { owner, more = false } = settling;
    let before = this.#leased.get(nameOf(key));
    for (let attempt = 0; attempt < changes; attempt++) {
      before ??= await this.#rows.state(key);
      const progress = before?.progress;
      if (before === undefined || progress === undefined || before.setAside) return;
      const { leasedUntil, leasedBy, ...rest } = progress;
      const isHeld = more || (leasedBy !== undefined && leasedBy !== owner);
      const after: AlertProgress = {
        ...rest,
        revision: progress.revision + 1,
        deliveries: outcomes.reduce(noteOutcome, progress.deliveries),
        ...(isHeld && leasedUntil !== undefined && { leasedUntil }),
        ...(isHeld && leasedBy !== undefined && { leasedBy }),
      };
      const isSaved = await this.#rows.save(before, after, this.#clock.now());
      this.#leased.delete(nameOf(key));
      if (isSaved) {
        if (more && stageOf(after).kind === 'sending') this.#remember({ ...before, progress: after });
        return;
      }
      before = undefined;
    }
    throw contended(key);
  }

  async mergeGroup({
    now,
    maxAlerts,
    maxBytes,
    except = [],
  }: MergeGroupOptions): Promise<readonly Alert[] | undefined> {
    const limits = {
      now: Math.min(now, Number.MAX_SAFE_INTEGER),
      maxAlerts: Math.min(maxAlerts, mostMembers),
      maxBytes: Math.min(maxBytes, perTransaction.bytes),
      except: new Set(except.map(({ id }) => id)),
    };
    const outOfReach: unknown[] = [];
    for (const rule of await this.#index.dueRules('merge', limits.now, this.#lastMerged)) {
      const alerts = await this.#mergeGroupOf(rule, limits, outOfReach);
      if (alerts === undefined) continue;
      this.#lastMerged = rule;
      return alerts;
    }
    if (outOfReach.length > 0) throw outOfReach[0];
    return undefined;
  }

  /**
   * A group of one rule: heads that a lagging index still shows, and members that cannot be read, are passed over.
   *
   * @param outOfReach Gets the errors of groups that nobody can read for now; those behind them are merged all the same.
   */
  async #mergeGroupOf(rule: string, limits: GroupLimits, outOfReach: unknown[]): Promise<readonly Alert[] | undefined> {
    const seen = new Set(limits.except);
    for (;;) {
      const heads = await this.#index.ofRule('merge', rule, limits.now, seen.size + 1);
      const head = heads.find(({ id }) => !seen.has(id));
      if (head === undefined) return undefined;
      seen.add(head.id);
      const group = (await this.#rows.item(head))?.['MergeGroup']?.S;
      if (group === undefined) continue;
      const members = await findMembers(this.#alerts, group, limits);
      const items = await this.#rows.items(members);
      const current = items.filter((item) => item['MergeGroup']?.S === group);
      const alerts = await this.#rows
        .readAll(current, (item) => this.#rows.alert(item))
        .catch((error: unknown): Alert[] => {
          outOfReach.push(error);
          for (const { id } of members) seen.add(id);
          return [];
        });
      if (alerts.length > 0) return alerts.sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
    }
  }

  async replace(members: readonly AlertKey[], merged: Alert): Promise<boolean> {
    const states = (await this.#rows.items(members)).map(toState);
    if (!(await this.#isKnown(merged))) {
      const areMembers = states.every(({ progress }) => progress !== undefined && stageOf(progress).kind === 'member');
      if (states.length < members.length || !areMembers) return false;
      const made = await this.#merge(states, merged);
      if (made !== undefined) return made;
    }
    // It was stored before; what is left of its members goes now.
    const now = this.#clock.now();
    for (const state of states) await this.#rows.finish(state, now, state.progress?.revision, merged.id);
    return true;
  }

  async #isKnown(key: AlertKey): Promise<boolean> {
    return (await this.#rows.state(key)) !== undefined || (await this.#receipts.get(key)) !== undefined;
  }

  /** @returns `undefined` when the merged alert turned out to be known. */
  async #merge(states: readonly RowState[], merged: Alert): Promise<boolean | undefined> {
    const now = this.#clock.now();
    const alert = silence(merged, await this.silences.list(), now);
    const stored = await prepareAlert(alert, this.#spill, { now });
    // They come first, as one transaction has no room for them: with row and receipt a member is as known as with one of them.
    await this.#receipts.writeAll(
      states.map(({ key, created, progress }) => ({
        key,
        created,
        at: now,
        deliveries: progress?.deliveries ?? new Map(),
        mergedInto: merged.id,
      })),
    );
    const failed = await transact(this.#alerts, [
      ...this.#putActions(stored),
      ...states.map(({ key, progress }) => this.#rows.remove(key, progress?.revision)),
    ]);
    if (failed.length > 0) {
      if (stored.spilled) await this.#removeBlobs([stored]);
      return failed.some((action) => action < 2) ? undefined : false;
    }
    for (const { key, progress } of states) if (progress?.spilled === true) await this.#spill.remove(key);
    return true;
  }

  receipt(key: AlertKey): Promise<AlertReceipt | undefined> {
    return this.#receipts.get(key);
  }
}

/** Alerts in parts that one transaction takes each. */
function inTransactions(alerts: readonly NewAlert[]): (readonly NewAlert[])[] {
  const parts: { alerts: NewAlert[]; bytes: number }[] = [];
  for (const alert of alerts) {
    const last = parts.at(-1);
    const fits = last !== undefined && last.alerts.length < perTransaction.alerts;
    if (fits && last.bytes + alert.bytes <= perTransaction.bytes) {
      last.alerts.push(alert);
      last.bytes += alert.bytes;
    } else {
      parts.push({ alerts: [alert], bytes: alert.bytes });
    }
  }
  return parts.map((part) => part.alerts);
}

function contended({ ruleName, id }: AlertKey): AwsError {
  return new AwsError(`alert ${id} of ${ruleName} was changed by others at each of ${changes} tries`, 'Contended', {
    retryable: true,
    place: { rule: ruleName },
  });
}
