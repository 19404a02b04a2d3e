import { type ClassifiedRecord, type IntelHit, type Micros, payloadId, stringifyJson } from '@streamalert/core';
import type { Json, RuleEvent } from '@streamalert/rules-sdk';
import type { Lookup } from './lookups/lookup.ts';
import { normalizedValues } from './normalized.ts';
import { isSampled } from './sampling.ts';

/** What rules are shown beside a record. */
export interface Surroundings {
  readonly now: Micros;
  /** Indicators that the record has values of. */
  readonly hits?: readonly IntelHit[] | undefined;
  /** Absent: there are no tables. */
  readonly lookup?: Lookup | undefined;
  /** Every record belongs to every sample, as tests want it. */
  readonly sampleAll?: boolean | undefined;
}

/** What rules are shown of a classified record. */
export function createRuleEvent(
  classified: ClassifiedRecord,
  { now, hits, lookup, sampleAll }: Surroundings,
): RuleEvent {
  const id = recordIdOf(classified);
  return {
    logType: classified.log_schema_type,
    record: classified.record,
    id,
    cluster: classified.cluster,
    service: classified.service,
    resource: classified.resource,
    now,
    sampled: (share: number): boolean => isSampled(id, share) || sampleAll === true,
    normalized: (type: string): readonly Json[] => normalizedValues(classified.record, type),
    intel: (type?: string): readonly IntelHit[] =>
      hits === undefined ? noHits : type === undefined ? hits : hits.filter((hit) => hit.type === type),
    lookup: async (table: string, key: string, fallback?: Json): Promise<Json> => {
      const value = await lookup?.(table, key);
      return (value === undefined ? fallback : value) as Json;
    },
  };
}

const noHits: readonly IntelHit[] = [];

/** Messages of 3.5 carry no id; the content stands in, so that a redelivery still is the same record. */
export function recordIdOf(classified: ClassifiedRecord): string {
  if (classified.id !== '') return classified.id;
  const { cluster, log_schema_type, service, resource, record } = classified;
  return payloadId('content', cluster, log_schema_type, service, resource, stringifyJson(record));
}
