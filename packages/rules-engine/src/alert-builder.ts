import {
  type Alert,
  type AlertLimits,
  alertId,
  type ClassifiedRecord,
  type Micros,
  type OutputName,
} from '@streamalert/core';
import type { Match, Rule, RuleEvent } from '@streamalert/rules-sdk';
import { publisherNames } from './outputs.ts';

/** What an alert is made of. */
export interface AlertParts {
  readonly rule: Rule;
  readonly event: RuleEvent;
  readonly classified: ClassifiedRecord;
  readonly match: Match;
  readonly outputs: readonly OutputName[];
  readonly staged: boolean;
  readonly created: Micros;
}

/** The alert of one rule on one record; its id derives from both. */
export function buildAlert({ rule, event, classified, match, outputs, staged, created }: AlertParts): Alert {
  const ofRule = alertPartsOf(rule);
  const severity = match.severity ?? rule.severity;
  return {
    id: alertId(rule.id, event.id),
    ruleName: rule.id,
    record: classified.record,
    outputs,
    created,
    cluster: classified.cluster,
    logSource: classified.log_schema_type,
    logType: classified.data_type,
    sourceService: classified.service,
    sourceEntity: classified.resource,
    ruleDescription: rule.description,
    context: match.context ?? {},
    publishers: publisherNames(rule.publishers, outputs),
    staged,
    ...ofRule,
    ...(severity !== undefined && { severity }),
    ...(match.title !== undefined && { title: match.title }),
  };
}

/** What all alerts of a rule have alike. */
type RuleParts = Pick<
  Alert,
  'mergeByKeys' | 'mergeWindowMinutes' | 'tags' | 'attack' | 'references' | 'runbook' | 'owner' | 'limits'
>;

const known = new WeakMap<Rule, RuleParts>();

function alertPartsOf(rule: Rule): RuleParts {
  let parts = known.get(rule);
  if (parts === undefined) {
    const limits = limitsOf(rule);
    parts = {
      mergeByKeys: rule.merge?.by ?? [],
      mergeWindowMinutes: rule.merge?.windowMinutes ?? 0,
      ...(rule.tags !== undefined && { tags: rule.tags }),
      ...(rule.attack !== undefined && { attack: rule.attack }),
      ...(rule.references !== undefined && { references: rule.references }),
      ...(rule.runbook !== undefined && { runbook: rule.runbook }),
      ...(rule.owner !== undefined && { owner: rule.owner }),
      ...(limits !== undefined && { limits }),
    };
    known.set(rule, parts);
  }
  return parts;
}

function limitsOf({ merge, dedup, maxAlertsPerHour }: Rule): AlertLimits | undefined {
  const limits: AlertLimits = {
    ...(merge?.sendFirst === true && { sendFirst: true }),
    ...(dedup !== undefined && { dedup: { by: dedup.by, minutes: dedup.minutes } }),
    ...(maxAlertsPerHour !== undefined && { maxPerHour: maxAlertsPerHour }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}
