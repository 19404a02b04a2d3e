import type { Delivery, SendResult } from './contract.ts';

/** The time limits of one delivery. */
export type Limits = Pick<Delivery, 'signal' | 'timeLeftMs'>;

/** Runs a send; one that is not done in time is left behind, told by its signal, and counts as `retry`. */
export async function withDeadline(ms: number, send: (limits: Limits) => Promise<SendResult>): Promise<SendResult> {
  const stop = new AbortController();
  const end = performance.now() + ms;
  const limits: Limits = {
    signal: stop.signal,
    timeLeftMs: () => Math.max(1, Math.ceil(end - performance.now())),
  };
  const { promise: expired, resolve } = Promise.withResolvers<SendResult>();
  const timer = setTimeout(() => {
    stop.abort();
    resolve({ kind: 'retry', reason: `not done within ${ms / 1000} s` });
  }, ms);
  try {
    return await Promise.race([send(limits), expired]);
  } finally {
    clearTimeout(timer);
  }
}
