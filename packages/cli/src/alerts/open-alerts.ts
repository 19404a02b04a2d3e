import {
  type AlertDesk,
  type AlertKey,
  createSystemClock,
  type Micros,
  type SilenceStore,
  type StoredAlert,
} from '@streamalert/core';
import type { ReadableAlertRow } from '@streamalert/core/wire';
import { type EmbeddedState, openState } from '@streamalert/embedded';
import type { Context } from '../context.ts';
import { connect, openDeployment } from '../deploy/open-deployment.ts';
import { UsageError } from '../errors.ts';

/** Whose alerts a command is about. */
export interface AlertsOptions {
  readonly state: string;
  readonly conf: string;
  /** Those of the deployment on AWS, in place of those in the state. */
  readonly deployed?: boolean;
  readonly format: 'text' | 'json';
}

/** Alerts and silences of a state or of a deployment. */
export interface AlertOffice {
  readonly alerts: AlertDesk;
  readonly silences: SilenceStore;
  /** What sends alerts that are due, for a sentence. */
  readonly sender: string;
  /** Adds rows that are not there yet. @returns How many were new. */
  plant(rows: readonly ReadableAlertRow[]): Promise<number>;
  /** Whether there ever was an alert of the rule; `undefined` where that would take a look at all there were. */
  hadAlertOf(rule: string): Promise<boolean | undefined>;
}

/**
 * Opens the alerts of a state or of a deployment for `work`.
 *
 * @param change What is changed, beside a run that may hold the state; absent: it is only looked at.
 * @returns `undefined` when `conf/` has errors, which are printed.
 */
export async function withAlerts<T>(
  { state: dir, conf, deployed = false }: AlertsOptions,
  { change, context }: { readonly change?: string; readonly context: Context },
  work: (office: AlertOffice) => Promise<T>,
): Promise<T | undefined> {
  if (deployed) {
    const deployment = await openDeployment(conf, context);
    if (deployment === undefined) return undefined;
    const alerts = (await connect(deployment)).alerts(deployment.prefix);
    return work({
      alerts,
      silences: alerts.silences,
      sender: 'the next sweep, within a minute,',
      plant: () => Promise.reject(new UsageError('rows of a file are adopted on this machine, without --deployed')),
      hadAlertOf: async () => undefined,
    });
  }
  return withState({ dir, ...(change !== undefined && { change }) }, ({ alerts, silences }) =>
    work({
      alerts,
      silences,
      sender: 'a run',
      plant: (rows) => alerts.plant(rows),
      hadAlertOf: async (rule) => Object.hasOwn((await alerts.tally(beginning)).alerts, rule),
    }),
  );
}

const beginning: Micros = 0;

/** Opens a state for `work`: to look at, or to change beside a run that may hold it. */
export async function withState<T>(
  { dir, change }: { readonly dir: string; readonly change?: string },
  work: (state: EmbeddedState) => Promise<T>,
): Promise<T> {
  const clock = createSystemClock();
  const state = await openState(
    change === undefined ? { dir, clock, readOnly: true } : { dir, clock, beside: true, owner: change },
  );
  try {
    return await work(state);
  } finally {
    await state.close();
  }
}

/** What is found by an id or the beginning of one. */
export type FoundAlert =
  | { readonly kind: 'alert'; readonly stored: StoredAlert; readonly key: AlertKey }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly key: AlertKey };

/**
 * Finds an alert that is not done.
 *
 * @param wanted Its id, or the beginning of it as `alerts list` shows.
 * @throws UsageError when there is none, or there are several.
 */
export async function findAlert(alerts: AlertDesk, wanted: string): Promise<FoundAlert> {
  const found: FoundAlert[] = [];
  for await (const stored of alerts.waiting()) {
    const { ruleName, id } = stored.alert;
    if (id.startsWith(wanted)) found.push({ kind: 'alert', stored, key: { ruleName, id } });
  }
  for await (const { reason, ...key } of alerts.unreadable()) {
    if (key.id.startsWith(wanted)) found.push({ kind: 'unreadable', reason, key });
  }
  const [first] = found;
  if (first === undefined) throw new UsageError(`no alert that is not done has an id that begins with "${wanted}"`);
  if (found.length > 1) throw new UsageError(`${found.length} alerts have an id that begins with "${wanted}"`);
  return first;
}
