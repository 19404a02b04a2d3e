import type { Alert } from '../alert.ts';
import type { Json } from '../json.ts';
import { definePublisher, type Publication } from '../publisher.ts';

/**
 * What an output receives when no publisher is named, and what history holds: the keys of 3.5 in its order, and after
 * them those that 3.5 did not have, where the alert has them.
 */
export function defaultPublication(alert: Alert): Publication {
  return {
    cluster: alert.cluster,
    context: alert.context,
    created: timestamp(alert.created),
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
    ...(alert.suppressed !== undefined && {
      suppressed: { ...alert.suppressed, until: timestamp(alert.suppressed.until) },
    }),
  };
}

/** `2023-07-10T11:58:02.000123Z` of UTC microseconds. */
function timestamp(time: number): string {
  const millis = Math.floor(time / 1000);
  const micros = String(time - millis * 1000).padStart(3, '0');
  return `${new Date(millis).toISOString().slice(0, -1)}${micros}Z`;
}

/** What an output gets without publishers, as the first of several: the next ones start from it. */
export const defaultPublisher = definePublisher('streamalert.shared.publisher.DefaultPublisher', defaultPublication);
