import type { Json } from './json.ts';

/**
 * True when a Unix time (seconds, as number or digits) lies within the last `hours` before `now`. A time in the
 * future, zero, and what is not a time are false.
 *
 * @param now UTC microseconds: `event.now`.
 */
export function lastHour(unixSeconds: Json | undefined, now: number, hours = 1): boolean {
  if (typeof unixSeconds !== 'number' && typeof unixSeconds !== 'string') return false;
  const seconds = typeof unixSeconds === 'string' && unixSeconds.trim() === '' ? Number.NaN : Number(unixSeconds);
  if (!Number.isFinite(seconds) || seconds === 0) return false;
  const age = now / 1_000_000 - Math.trunc(seconds);
  return age >= 0 && age <= hours * 3600;
}
