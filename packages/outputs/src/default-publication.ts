import { type Alert, formatTimestamp, type Json, type Publication } from '@streamalert/core';

/**
 * What an output receives when no publisher is named, and what history holds: the keys of 3.5 in its order, and after
 * them those that 3.5 did not have, where the alert has them.
 */
export function defaultPublication(alert: Alert): Publication {
  return {
    cluster: alert.cluster,
    context: alert.context,
    created: formatTimestamp(alert.created),
    id: alert.id,
    log_source: alert.logSource,
    log_type: alert.logType,
    outputs: [...alert.outputs].sort(),
    publishers: alert.publishers,
    record: alert.record,
    rule_description: alert.ruleDescription,
    rule_name: alert.ruleName,
    source_entity: alert.sourceEntity,
    source_service: alert.sourceService,
    staged: alert.staged,
    ...(alert.severity !== undefined && { severity: alert.severity }),
    ...(alert.title !== undefined && { title: alert.title }),
    ...(alert.tags !== undefined && { tags: alert.tags }),
    ...(alert.attack !== undefined && { attack: alert.attack as unknown as Json }),
    ...(alert.references !== undefined && { references: alert.references }),
    ...(alert.runbook !== undefined && { runbook: alert.runbook }),
    ...(alert.owner !== undefined && { owner: alert.owner }),
  };
}

/** Top-level keys that {@link defaultPublication} may have. */
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
  'title',
  'tags',
  'attack',
  'references',
  'runbook',
  'owner',
]);

/** The publication with the alert's id, whatever publishers did to it: receivers recognise a repetition by it. */
export function withAlertId(publication: Publication, alert: Alert): Publication {
  return { ...publication, id: alert.id };
}
