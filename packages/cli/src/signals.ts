/** Watches for Ctrl-C and a polite request to end. */
export interface Interruption {
  readonly signal: AbortSignal;
  dispose(): void;
}

/** Aborts at the first SIGINT or SIGTERM; a second one ends the process at once, which loses nothing either. */
export function untilInterrupted(onFirst: () => void): Interruption {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM'] as const;
  const handle = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) process.exit(name === 'SIGINT' ? 130 : 143);
    onFirst();
    controller.abort();
  };
  for (const name of names) process.on(name, handle);
  return {
    signal: controller.signal,
    dispose() {
      for (const name of names) process.off(name, handle);
    },
  };
}
