import type { AlertKey, Clock, Dispatcher, Micros } from '@streamalert/core';

/** Options of {@link createDispatcher}. */
export interface DispatcherOptions {
  readonly clock: Clock;
  /** Keys that are due without anybody having dispatched them; asked when fewer keys wait than are wanted. */
  readonly due?: (now: Micros, limit: number) => Promise<readonly AlertKey[]>;
  /** A key that is not acknowledged for so long may be handed out again. Default 5 minutes. */
  readonly visibilityMs?: number;
}

/**
 * A {@link Dispatcher} in memory. Losing it with the process loses nothing: what is due stands in the alert store, which it
 * asks itself.
 */
export function createDispatcher({ clock, due, visibilityMs = 300_000 }: DispatcherOptions): Dispatcher {
  const waiting = new Map<string, AlertKey>();
  const handedOut = new Map<string, Micros>();

  const onItsWay = (name: string, now: Micros): boolean => waiting.has(name) || (handedOut.get(name) ?? 0) > now;
  const add = (keys: readonly AlertKey[], now: Micros): void => {
    for (const key of keys) {
      const name = nameOf(key);
      if (!onItsWay(name, now)) waiting.set(name, { ruleName: key.ruleName, id: key.id });
    }
  };

  return {
    async dispatch(keys) {
      add(keys, clock.now());
    },
    async receive(limit) {
      const now = clock.now();
      // Those that were handed out may still be due, so as many more are asked for.
      if (waiting.size < limit && due !== undefined) add(await due(now, limit + handedOut.size), now);
      const taken = [...waiting].slice(0, limit);
      for (const [name] of taken) {
        waiting.delete(name);
        handedOut.set(name, now + visibilityMs * 1000);
      }
      return taken.map(([, key]) => key);
    },
    async acknowledge(keys) {
      for (const key of keys) handedOut.delete(nameOf(key));
    },
  };
}

const nameOf = ({ ruleName, id }: AlertKey): string => `${ruleName}\n${id}`;
