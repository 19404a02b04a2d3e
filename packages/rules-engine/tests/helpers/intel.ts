import type { ClassifiedRecord, Indicator, JsonObject } from '@streamalert/core';
import type { IndicatorReader, MatcherSettings } from '../../src/index.ts';
import { classified } from './records.ts';

/** An indicator that has not expired at any time of a test. */
export function indicator(value: string, overrides: Partial<Indicator> = {}): Indicator {
  return { value, type: 'ip', subType: 'c2_ip', source: 'feed.example.com', expires: 1e15, ...overrides };
}

/** Addresses, domains and hashes of cluster `prod`. */
export const settings: MatcherSettings = {
  indicatorTypes: new Map([
    ['ip_address', 'ip'],
    ['host', 'domain'],
    ['file_hash', 'md5'],
  ]),
  excluded: new Map([['ip', ['10.0.0.0/8']]]),
  clusters: new Set(['prod']),
  cacheMinutes: 10,
};

/** An indicator store in memory that keeps what it was asked for. */
export function indicatorStore(...indicators: readonly Indicator[]) {
  const asked: string[][] = [];
  const store: IndicatorReader = {
    async find(values, now) {
      asked.push([...values]);
      const live = indicators.filter(({ value, expires }) => values.includes(value) && expires > now);
      return new Map(live.map((one) => [one.value, one]));
    },
    networks: async () => indicators.filter(({ type, value }) => type === 'ip' && value.includes('/')),
  };
  return { store, asked };
}

/** A record with values of normalized types, as the classifier writes them. */
export function normalizedRecord(
  values: Readonly<Record<string, readonly string[]>>,
  overrides: Partial<ClassifiedRecord> = {},
): ClassifiedRecord {
  const entries = Object.entries(values).map(([type, found]) => [type, [{ function: 'source', values: found }]]);
  const normalization = Object.fromEntries(entries) as JsonObject;
  return classified({ user: 'mia', streamalert_normalization: normalization }, overrides);
}
