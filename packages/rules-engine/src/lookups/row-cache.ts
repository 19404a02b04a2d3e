import type { Clock, Json, LookupSource, Micros } from '@streamalert/core';
import { LRUCache } from 'lru-cache';

/** Options of {@link cacheRows}. */
export interface RowCacheOptions {
  readonly source: LookupSource;
  /** How long a key is kept, also one that the table does not have. */
  readonly refreshMinutes: number;
  /** How many keys are kept, those that the table does not have included; 0 is no limit. The key used longest ago goes. */
  readonly maximumKeyCount: number;
  readonly clock: Clock;
  /** Told when a key cannot be read again, and its former value is used. */
  readonly onProblem: (message: string) => void;
}

interface Row {
  readonly value: Json | undefined;
  readonly until: Micros;
}

/** Keeps rows of a table that is read key by key. */
export function cacheRows({
  source,
  refreshMinutes,
  maximumKeyCount,
  clock,
  onProblem,
}: RowCacheOptions): LookupSource {
  const rows = new LRUCache<string, Row>(
    maximumKeyCount === 0 ? { maxSize: Number.MAX_SAFE_INTEGER, sizeCalculation: () => 1 } : { max: maximumKeyCount },
  );
  return {
    async get(key) {
      const known = rows.get(key);
      const now = clock.now();
      if (known !== undefined && known.until > now) return known.value;
      try {
        const value = await source.get(key);
        rows.set(key, { value, until: now + refreshMinutes * 60_000_000 });
        return value;
      } catch (error) {
        if (known === undefined) throw error;
        onProblem(`${(error as Error).message}; the value from before is still used`);
        return known.value;
      }
    },
    async put(key, value) {
      await source.put(key, value);
      rows.delete(key);
    },
    keys: () => source.keys(),
  };
}
