import { setTimeout as wait } from 'node:timers/promises';

/** How long and how often to try again what a service did not take. */
export interface Backoff {
  /** In all, the first one included. Default 8. */
  readonly attempts?: number;
  /** The longest pause after the first try; it doubles with each try. Default 50. */
  readonly baseMs?: number;
  /** No pause is longer. Default 5,000. */
  readonly capMs?: number;
  /** A number from 0 to 1 by which each pause is multiplied, so that many callers do not come back at once. Default `Math.random`. */
  readonly random?: () => number;
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** Pauses before the second try, the third, and so on: exponential, with full jitter. */
export function* pauses({ attempts = 8, baseMs = 50, capMs = 5000, random = Math.random }: Backoff): Generator<number> {
  for (let attempt = 0; attempt < attempts - 1; attempt++) yield random() * Math.min(capMs, baseMs * 2 ** attempt);
}

/**
 * Sends items until all are taken or the tries are used up. The SDK retries calls that fail; what a call that succeeded has not
 * taken is ours to send again.
 *
 * @param send Returns those that were not taken and may be taken later.
 * @returns Those that were never taken.
 */
export async function sendUntilTaken<T>(
  items: readonly T[],
  send: (items: readonly T[]) => Promise<readonly T[]>,
  backoff: Backoff = {},
): Promise<readonly T[]> {
  const sleep = backoff.sleep ?? wait;
  let left = await send(items);
  for (const pause of pauses(backoff)) {
    if (left.length === 0) break;
    await sleep(pause);
    left = await send(left);
  }
  return left;
}
