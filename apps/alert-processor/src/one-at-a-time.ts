import { setImmediate } from 'node:timers/promises';

/**
 * Has items written one write after the other, each as soon as the one before it is done. What comes meanwhile, or in the same turn of
 * the event loop, is written together, so that two outputs that answer at once do not change one row at the same time.
 *
 * @returns Takes an item, and is done when it is written. Fails with the write it was part of.
 */
export function oneAtATime<T>(write: (items: readonly T[]) => Promise<void>): (item: T) => Promise<void> {
  let waiting: T[] = [];
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return (item) => {
    waiting.push(item);
    next ??= last.then(async () => {
      await setImmediate();
      const items = waiting;
      waiting = [];
      next = undefined;
      return write(items);
    });
    const written = next;
    last = written.catch(() => {});
    return written;
  };
}
