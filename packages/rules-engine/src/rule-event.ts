import { type ClassifiedRecord, type Micros, payloadId, stringifyJson } from '@streamalert/core';
import type { Json, RuleEvent } from '@streamalert/rules-sdk';
import { normalizedValues } from './normalized.ts';

/** What rules are shown of a classified record. */
export function createRuleEvent(classified: ClassifiedRecord, now: Micros): RuleEvent {
  return {
    logType: classified.log_schema_type,
    record: classified.record,
    id: classified.id === '' ? contentId(classified) : classified.id,
    cluster: classified.cluster,
    service: classified.service,
    resource: classified.resource,
    now,
    normalized: (type: string): readonly Json[] => normalizedValues(classified.record, type),
  };
}

/** Messages of 3.5 carry no id; the content stands in, so that a redelivery still is the same record. */
function contentId(classified: ClassifiedRecord): string {
  const { cluster, log_schema_type, service, resource, record } = classified;
  return payloadId('content', cluster, log_schema_type, service, resource, stringifyJson(record));
}
