import type { Alert, Json, Publication } from '@streamalert/rules-sdk';
import { formatTimestamp } from './clock.ts';

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
    ...(alert.tags !== undefined && { tags: alert.tags }),
    ...(alert.title !== undefined && { title: alert.title }),
    ...(alert.attack !== undefined && { attack: alert.attack as unknown as Json }),
    ...(alert.references !== undefined && { references: alert.references }),
    ...(alert.runbook !== undefined && { runbook: alert.runbook }),
    ...(alert.owner !== undefined && { owner: alert.owner }),
  };
}
