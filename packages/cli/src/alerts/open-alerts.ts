import { type AlertKey, createSystemClock, type StoredAlert } from '@streamalert/core';
import { type EmbeddedState, openState } from '@streamalert/embedded';
import { UsageError } from '../errors.ts';

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
export async function findAlert({ alerts }: EmbeddedState, wanted: string): Promise<FoundAlert> {
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
