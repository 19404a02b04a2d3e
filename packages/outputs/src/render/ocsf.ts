import { type Alert, type JsonObject, type Severity } from '@streamalert/core';

/** @see https://schema.ocsf.io/1.4.0/classes/detection_finding */
const version = '1.4.0';
const classUid = 2004;
const create = 1;

/** @see https://schema.ocsf.io/1.4.0/classes/detection_finding `severity_id` */
const severities: Readonly<Record<Severity, readonly [id: number, caption: string]>> = {
  info: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};
const unknownSeverity = [0, 'Unknown'] as const;

/**
 * An alert as an OCSF Detection Finding (class 2004, activity Create). `metadata.uid` and `finding_info.uid` are the
 * alert's id, the same at every delivery; times are milliseconds; the record stands under `evidences`.
 *
 * @see https://schema.ocsf.io/1.4.0/classes/detection_finding
 */
export function ocsfFinding(alert: Alert): JsonObject {
  const [severityId, severity] = alert.severity === undefined ? unknownSeverity : severities[alert.severity];
  const time = Math.floor(alert.created / 1000);
  return {
    activity_id: create,
    activity_name: 'Create',
    category_name: 'Findings',
    category_uid: 2,
    class_name: 'Detection Finding',
    class_uid: classUid,
    type_name: 'Detection Finding: Create',
    type_uid: classUid * 100 + create,
    time,
    severity,
    severity_id: severityId,
    status: 'New',
    status_id: 1,
    is_alert: true,
    message: alert.title ?? alert.ruleName,
    metadata: {
      version,
      product: { name: 'StreamAlert', vendor_name: 'StreamAlert' },
      uid: alert.id,
      log_name: alert.logSource,
      log_provider: alert.sourceService,
      ...(alert.tags !== undefined && { labels: alert.tags }),
    },
    finding_info: {
      uid: alert.id,
      title: alert.title ?? alert.ruleName,
      desc: alert.ruleDescription,
      created_time: time,
      types: [alert.logSource],
      analytic: { name: alert.ruleName, uid: alert.ruleName, type: 'Rule', type_id: 1 },
      ...(alert.attack !== undefined && {
        attacks: alert.attack.map(({ tactic, technique }) => ({
          tactic: { uid: tactic },
          ...(technique !== undefined && { technique: { uid: technique } }),
        })),
      }),
    },
    evidences: [{ data: alert.record }],
    ...(alert.runbook !== undefined && {
      remediation: { desc: alert.runbook, ...(alert.references !== undefined && { references: alert.references }) },
    }),
    unmapped: {
      cluster: alert.cluster,
      context: alert.context,
      source_entity: alert.sourceEntity,
      staged: alert.staged,
      ...(alert.owner !== undefined && { owner: alert.owner }),
      ...(alert.runbook === undefined && alert.references !== undefined && { references: alert.references }),
    },
  };
}
