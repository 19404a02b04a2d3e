/** How long an output waits between tries. */
export interface RetryPolicy {
  /** Longest wait after the first try. */
  readonly baseMs: number;
  /** Longest wait after any number of tries. */
  readonly capMs: number;
}

/** One second, doubled at each try, up to a quarter of an hour. */
export const defaultRetryPolicy: RetryPolicy = { baseMs: 1000, capMs: 15 * 60_000 };

/** A receiver's wish is respected up to a day, so that a wrong header cannot silence an output. */
const longestWishMs = 24 * 60 * 60_000;

/**
 * Milliseconds to wait after try number `attempt`: any length up to the exponential limit (full jitter, so that many
 * alerts that failed together do not come back together), and no less than the receiver asked for.
 *
 * @param random Between 0 and 1.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(policy: RetryPolicy, attempt: number, random: number, retryAfterMs = 0): number {
  const limit = Math.min(policy.capMs, policy.baseMs * 2 ** (attempt - 1));
  return Math.max(random * limit, Math.min(retryAfterMs, longestWishMs));
}
