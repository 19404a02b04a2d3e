/** Lets one loop sleep until another has work for it. A notification that nobody waits for is kept. */
export interface Wakeup {
  notify(): void;
  /** Resolves when notified, or after `ms` at the latest. */
  wait(ms: number): Promise<void>;
}

/** A {@link Wakeup} for one waiting loop. */
export function createWakeup(): Wakeup {
  let pending = false;
  let wake: (() => void) | undefined;
  return {
    notify() {
      pending = true;
      wake?.();
    },
    async wait(ms) {
      if (!pending) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      pending = false;
      wake = undefined;
    },
  };
}
