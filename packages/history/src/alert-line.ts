import { type Alert, formatTimestamp, type JsonObject, stringifyJson } from '@streamalert/core';

/**
 * An alert as history stores it, one line of JSON without a line break: the keys of the default publication of 3.5,
 * then those that the rule has of severity, tags, title, attack, references, runbook and owner. Never changed by
 * publishers. The record is without `streamalert_normalization`; integers are exact.
 */
export function alertLine(alert: Alert): string {
  return stringifyJson({
    cluster: alert.cluster,
    context: alert.context,
    created: formatTimestamp(alert.created),
    id: alert.id,
    log_source: alert.logSource,
    log_type: alert.logType,
    outputs: [...alert.outputs].sort(),
    publishers: alert.publishers,
    record: withoutNormalization(alert.record),
    rule_description: alert.ruleDescription,
    rule_name: alert.ruleName,
    source_entity: alert.sourceEntity,
    source_service: alert.sourceService,
    staged: alert.staged,
    severity: alert.severity,
    tags: alert.tags,
    title: alert.title,
    attack: alert.attack,
    references: alert.references,
    runbook: alert.runbook,
    owner: alert.owner,
  });
}

function withoutNormalization(record: JsonObject): JsonObject {
  const { streamalert_normalization: _removed, ...rest } = record;
  return rest;
}
