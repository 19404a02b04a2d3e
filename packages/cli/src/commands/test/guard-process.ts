import { writeSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Watches over a process in which rules run that nobody knows yet. */
export interface ProcessGuard {
  /** What begins now, for a person, e.g. `rule a (rules/a.ts) on event rules/a.json:2`; `undefined`: it has ended. */
  mark(running: string | undefined): void;
  /** What was watched has come to its end. */
  dispose(): Promise<void>;
}

/** What the two threads share: a number that counts calls, whether one is under way, and its name. */
const slots = { call: 0, length: 1 };
const headBytes = 2 * Int32Array.BYTES_PER_ELEMENT;
const longestName = 1000;

/**
 * Ends the process with a message when a call does not return, which only another thread can see, and makes an exit in
 * the middle of a call a failure, which would otherwise look like success.
 */
export function guardProcess(limitMs: number): ProcessGuard {
  const shared = new SharedArrayBuffer(headBytes + longestName);
  const head = new Int32Array(shared, 0, 2);
  const name = Buffer.from(shared, headBytes);
  let current: string | undefined;
  const onExit = (): void => {
    writeSync(2, `streamalert: ${current ?? 'something'} ended the process; the events behind it did not run.\n`);
    process.exitCode = 1;
  };
  process.on('exit', onExit);
  const file = `./guard-thread${extname(fileURLToPath(import.meta.url))}`;
  const thread = new Worker(new URL(file, import.meta.url), {
    workerData: { shared, limitMs } satisfies GuardSettings,
  });
  thread.unref();
  return {
    mark(running) {
      current = running;
      const length = running === undefined ? 0 : name.write(running);
      Atomics.store(head, slots.length, length);
      Atomics.add(head, slots.call, 1);
    },
    async dispose() {
      process.off('exit', onExit);
      await thread.terminate();
    },
  };
}

/** What the thread that watches is started with. */
export interface GuardSettings {
  readonly shared: SharedArrayBuffer;
  readonly limitMs: number;
}

/** Reads what the other thread is doing; `name` is empty while it does nothing that is watched. */
export function readGuarded(shared: SharedArrayBuffer): { readonly call: number; readonly name: string } {
  const head = new Int32Array(shared, 0, 2);
  const length = Atomics.load(head, slots.length);
  return { call: Atomics.load(head, slots.call), name: Buffer.from(shared, headBytes, length).toString() };
}
