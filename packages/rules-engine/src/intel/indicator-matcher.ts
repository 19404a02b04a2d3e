import type { ClassifiedRecord, Clock, IntelHit } from '@streamalert/core';
import { indicatorKey, type JsonObject } from '@streamalert/rules-sdk';
import { isAddressType } from '@streamalert/threat-intel';
import { recordIdOf } from '../rule-event.ts';
import { findCandidates, type IntelCandidate } from './candidates.ts';
import { createExclusions } from './exclusions.ts';
import { type IndicatorAnswers, IndicatorCache, type IndicatorReader } from './indicator-cache.ts';
import type { MatcherSettings } from './matcher-settings.ts';

/** What looking up the values of some records came to. */
export interface IntelReport {
  /** Values that are looked up, each once a record. */
  readonly values: number;
  /** Different values that the store was asked for; the answers to the others were remembered. */
  readonly asked: number;
  /** Hits: indicators found, each once a record. */
  readonly matched: number;
  /** Different values that the store did not answer for: records that have them were evaluated without. */
  readonly failed: number;
  /** Why, of the first that failed. */
  readonly reason?: string;
}

/** A record with indicators. */
export interface EnrichedRecord {
  /** A copy that also holds `streamalert:ioc`: the values found, by indicator type. */
  readonly classified: ClassifiedRecord;
  readonly hits: readonly IntelHit[];
}

/** What came of matching a batch. */
export interface IntelMatches {
  /** By position in the batch; records without indicators are absent. */
  readonly enriched: ReadonlyMap<number, EnrichedRecord>;
  readonly report: IntelReport;
}

/** Finds indicators of compromise among the normalized values of records. */
export interface IndicatorMatcher {
  /**
   * Never rejects because of the store: what it did not answer for is counted, and the records go on without.
   * The records themselves are not changed.
   */
  match(records: readonly ClassifiedRecord[]): Promise<IntelMatches>;
}

/** Options of {@link createIndicatorMatcher}. */
export interface IndicatorMatcherOptions {
  readonly settings: MatcherSettings;
  readonly store: IndicatorReader;
  readonly clock: Clock;
}

/** Makes a matcher. It keeps what the store answered for `cacheMinutes`, that there is nothing included. */
export function createIndicatorMatcher({ settings, store, clock }: IndicatorMatcherOptions): IndicatorMatcher {
  const isExcluded = createExclusions(settings.excluded);
  const cache = new IndicatorCache(store, clock, settings.cacheMinutes);
  return {
    async match(records) {
      const candidates = findCandidates(records, settings, isExcluded);
      if (candidates.length === 0) return { enriched: new Map(), report: nothingFound };
      const answers = await cache.ask(candidates.flatMap(spellings));
      const hits = new Map<number, IntelHit[]>();
      let matched = 0;
      for (const candidate of candidates) {
        const hit = hitOf(candidate, answers);
        if (hit === undefined) continue;
        matched += 1;
        const ofRecord = hits.get(candidate.position) ?? [];
        hits.set(candidate.position, ofRecord);
        ofRecord.push(hit);
      }
      const enriched = [...hits].map(([position, found]) => {
        const classified = withIndicators(records[position] as ClassifiedRecord, found);
        return [position, { classified, hits: found }] as const;
      });
      const { asked, failed, reason } = answers;
      const report = { values: candidates.length, asked, matched, failed, ...(reason !== undefined && { reason }) };
      return { enriched: new Map(enriched), report };
    },
  };
}

export const nothingFound: IntelReport = { values: 0, asked: 0, matched: 0, failed: 0 };

/** Tables that 3.5 filled hold values as their feed spelled them. */
const spellings = ({ found, value }: IntelCandidate): string[] => (found === value ? [value] : [value, found]);

function hitOf(candidate: IntelCandidate, { exact, networks }: IndicatorAnswers): IntelHit | undefined {
  const { type, found, value } = candidate;
  const indicator = exact.get(value) ?? exact.get(found) ?? (isAddressType(type) ? networks.find(value)[0] : undefined);
  return indicator === undefined ? undefined : { ...indicator, type, found };
}

function withIndicators(classified: ClassifiedRecord, hits: readonly IntelHit[]): ClassifiedRecord {
  const byType = new Map<string, Set<string>>();
  for (const { type, found } of hits) byType.set(type, (byType.get(type) ?? new Set()).add(found));
  const indicators: JsonObject = Object.fromEntries([...byType].map(([type, values]) => [type, [...values]]));
  // The id of a message without one is that of its content, which must not depend on what is known today.
  return { ...classified, id: recordIdOf(classified), record: { ...classified.record, [indicatorKey]: indicators } };
}

/** Adds reports of parts up. */
export function addIntelReports(reports: readonly (IntelReport | undefined)[]): IntelReport | undefined {
  const given = reports.filter((report) => report !== undefined);
  if (given.length === 0) return undefined;
  const sum = (key: 'values' | 'asked' | 'matched' | 'failed') =>
    given.reduce((total, report) => total + report[key], 0);
  const reason = given.find((report) => report.reason !== undefined)?.reason;
  return {
    values: sum('values'),
    asked: sum('asked'),
    matched: sum('matched'),
    failed: sum('failed'),
    ...(reason !== undefined && { reason }),
  };
}
