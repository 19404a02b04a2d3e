import type { FeedConfig } from '@streamalert/config';
import type { Indicator, IndicatorStore, Micros } from '@streamalert/core';
import { canonicalValue } from './canonical-value.ts';
import type { FeedIndicator } from './types.ts';

/** Which indicators are kept. */
export type KeepOptions = Pick<FeedConfig, 'iocTypes' | 'iocFilters' | 'excludedSubTypes' | 'expiresDays'>;

/** What became of some indicators: received = stored + withdrawn + duplicates + filtered + invalid + expired. */
export interface KeptCounts {
  readonly received: number;
  readonly stored: number;
  /** Taken back by their feed. */
  readonly withdrawn: number;
  /** Of the same value as another; the one that counts longest is kept. */
  readonly duplicates: number;
  /** Of another type, source or kind than the configuration wants. */
  readonly filtered: number;
  /** Not a value of their type. */
  readonly invalid: number;
  readonly expired: number;
}

export const nothingKept: KeptCounts = {
  received: 0,
  stored: 0,
  withdrawn: 0,
  duplicates: 0,
  filtered: 0,
  invalid: 0,
  expired: 0,
};

/** Adds counts up. */
export function addKept(a: KeptCounts, b: KeptCounts): KeptCounts {
  const sums = Object.entries(a).map(([key, count]) => [key, count + b[key as keyof KeptCounts]]);
  return Object.fromEntries(sums) as unknown as KeptCounts;
}

const perWrite = 500;

/** Checks indicators, joins those of one value, and stores them under their canonical value. */
export async function keepIndicators(
  received: readonly FeedIndicator[],
  options: KeepOptions,
  { store, now }: { readonly store: Pick<IndicatorStore, 'put'>; readonly now: Micros },
): Promise<KeptCounts> {
  const counts = { ...nothingKept, received: received.length };
  const wanted = createFilter(options);
  const byValue = new Map<string, Indicator>();
  for (const indicator of received) {
    const { type, subType, source, withdrawn } = indicator;
    const value = canonicalValue(type, indicator.value);
    const expires = withdrawn === true ? now : (indicator.expires ?? now + options.expiresDays * 86_400_000_000);
    if (value === undefined) counts.invalid += 1;
    else if (!wanted(indicator)) counts.filtered += 1;
    else if (expires < now || (expires === now && withdrawn !== true)) counts.expired += 1;
    else {
      const other = byValue.get(value);
      if (other !== undefined) counts.duplicates += 1;
      if (other === undefined || other.expires < expires) byValue.set(value, { value, type, subType, source, expires });
    }
  }
  const kept = [...byValue.values()];
  for (let at = 0; at < kept.length; at += perWrite) await store.put(kept.slice(at, at + perWrite));
  const withdrawn = kept.filter(({ expires }) => expires === now).length;
  return { ...counts, stored: kept.length - withdrawn, withdrawn };
}

function createFilter({ iocTypes, iocFilters, excludedSubTypes }: KeepOptions): (indicator: FeedIndicator) => boolean {
  const types = new Set(iocTypes);
  const excluded = new Set(excludedSubTypes);
  const sources = iocFilters.map((filter) => filter.toLowerCase());
  return ({ type, subType, source }) =>
    (types.size === 0 || types.has(type)) &&
    !excluded.has(subType) &&
    (sources.length === 0 || sources.some((filter) => source.toLowerCase().includes(filter)));
}
