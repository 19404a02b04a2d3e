import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { type GuardSettings, readGuarded } from './guard-process.ts';

/** The thread that ends the process when a rule never returns: the main thread cannot do anything any more. */
const { shared, limitMs } = workerData as GuardSettings;
const everyMs = 250;
let last = -1;
let looks = 0;

// Looks are counted, not time: a process that was stopped for a while has looked less often.
setInterval(() => {
  const { call, name } = readGuarded(shared);
  looks = name !== '' && call === last ? looks + 1 : 0;
  last = call;
  if (looks * everyMs < limitMs) return;
  writeSync(2, `streamalert: ${name} did not return within ${limitMs / 1000} s; the events behind it did not run.\n`);
  process.kill(process.pid, 'SIGKILL');
}, everyMs);
