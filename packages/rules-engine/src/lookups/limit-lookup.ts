import { LookupError } from '../errors.ts';
import { withTimeLimit } from '../time-limit.ts';
import type { Lookup } from './lookup.ts';

/** Of a rule's time, so that a table that does not answer fails the rule once and does not park it. */
const shareOfLimit = 0.8;

/**
 * A lookup that fails instead of keeping a rule waiting.
 *
 * @param ruleLimitMs How long one call of a rule may take.
 */
export function limitLookup(lookup: Lookup, ruleLimitMs: number): Lookup {
  const limitMs = ruleLimitMs * shareOfLimit;
  return async (table, key) => {
    try {
      return await withTimeLimit(lookup(table, key), limitMs);
    } catch (cause) {
      if (cause instanceof LookupError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new LookupError(`lookup table "${table}" ${reason}`, table, { cause, retryable: true });
    }
  };
}
