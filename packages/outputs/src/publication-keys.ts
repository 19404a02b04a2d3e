import type { Alert, Publication } from '@streamalert/core';

/** Top-level keys that the default publication may have. */
export const publicationKeys: ReadonlySet<string> = new Set([
  'cluster',
  'context',
  'created',
  'id',
  'log_source',
  'log_type',
  'outputs',
  'publishers',
  'record',
  'rule_description',
  'rule_name',
  'source_entity',
  'source_service',
  'staged',
  'severity',
  'tags',
  'title',
  'attack',
  'references',
  'runbook',
  'owner',
  'suppressed',
]);

/** The publication with the alert's id, whatever publishers did to it: receivers recognise a repetition by it. */
export function withAlertId(publication: Publication, alert: Alert): Publication {
  return { ...publication, id: alert.id };
}
