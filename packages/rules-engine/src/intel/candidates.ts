import type { ClassifiedRecord } from '@streamalert/core';
import { canonicalValue, hashFamily, isHashType } from '@streamalert/threat-intel';
import { normalizedValues } from '../normalized.ts';
import type { IsExcluded } from './exclusions.ts';
import type { MatcherSettings } from './matcher-settings.ts';

/** A value of a record that may be an indicator. */
export interface IntelCandidate {
  /** Position of the record in its batch. */
  readonly position: number;
  /** The indicator type that the value is found as. */
  readonly type: string;
  /** As the record has it. */
  readonly found: string;
  /** As it is looked up. */
  readonly value: string;
}

/** The values of records that are looked up: of the clusters that want it, and not excluded. */
export function findCandidates(
  records: readonly ClassifiedRecord[],
  { clusters, indicatorTypes }: MatcherSettings,
  isExcluded: IsExcluded,
): IntelCandidate[] {
  const candidates: IntelCandidate[] = [];
  for (const [position, { cluster, record }] of records.entries()) {
    if (!clusters.has(cluster)) continue;
    for (const [normalizedType, indicatorType] of indicatorTypes) {
      for (const found of normalizedValues(record, normalizedType)) {
        if (typeof found !== 'string') continue;
        const value = canonicalValue(indicatorType, found);
        if (value === undefined) continue;
        // One normalized type holds hashes of any function; which one is told by the value.
        const type = isHashType(indicatorType) ? (hashFamily(value) ?? indicatorType) : indicatorType;
        if (!isExcluded(type, value)) candidates.push({ position, type, found, value });
      }
    }
  }
  return candidates;
}
