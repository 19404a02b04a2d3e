import type { Config } from '@streamalert/config';

/** What an {@link IndicatorMatcher} looks up; plain data, which can be sent to another thread. */
export interface MatcherSettings {
  /** Indicator type (`ip`) by normalized type (`ip_address`). */
  readonly indicatorTypes: ReadonlyMap<string, string>;
  /** Values that are never looked up, by indicator type; of addresses also networks. */
  readonly excluded: ReadonlyMap<string, readonly string[]>;
  /** Names of the clusters whose records are looked at. */
  readonly clusters: ReadonlySet<string>;
  /** How long an answer of the store holds, also that there is no such indicator. */
  readonly cacheMinutes: number;
}

/** What the configuration says is looked up; `undefined` when that is nothing, so that nothing is paid for. */
export function matcherSettings({ threatIntel, clusters }: Pick<Config, 'threatIntel' | 'clusters'>) {
  if (threatIntel?.enabled !== true || threatIntel.indicatorTypes.size === 0) return undefined;
  const enabled = [...clusters.values()].filter(({ enableThreatIntel }) => enableThreatIntel).map(({ name }) => name);
  if (enabled.length === 0) return undefined;
  const { indicatorTypes, excluded, cacheMinutes } = threatIntel;
  return { indicatorTypes, excluded, cacheMinutes, clusters: new Set(enabled) } satisfies MatcherSettings;
}
