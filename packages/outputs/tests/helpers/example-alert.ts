import { type Alert, historyOutput, parseTimestamp } from '@streamalert/core';
import { defaultPublication } from '@streamalert/rules-sdk/publishers';
import type { Delivery } from '../../src/index.ts';
import { makeDelivery } from './factories.ts';

/** The alert of the pages in docs/outputs, with everything a rule can say. */
export const exampleAlert: Alert = {
  id: '5f0c1a52-8d3e-4b7a-9c41-2f6d7e8a9b10',
  ruleName: 'cloudtrail_logging_stopped',
  record: {
    eventName: 'StopLogging',
    eventTime: '2026-03-01T09:00:00Z',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '198.51.100.7',
    userIdentity: { type: 'IAMUser', userName: 'mallory', accountId: '123456789012' },
  },
  outputs: [historyOutput],
  created: parseTimestamp('2026-03-01T09:00:12.345678Z') ?? 0,
  cluster: 'prod',
  logSource: 'cloudtrail:events',
  logType: 'json',
  sourceService: 's3',
  sourceEntity: 'acme-cloudtrail',
  ruleDescription: 'Somebody stopped a trail.',
  context: {},
  publishers: {},
  mergeByKeys: [],
  mergeWindowMinutes: 0,
  staged: false,
  severity: 'high',
  tags: ['aws', 'persistence'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.008' }],
  references: ['https://attack.mitre.org/techniques/T1562/008/'],
  runbook: 'Start the trail again, then ask who did it.',
};

/** A delivery of {@link exampleAlert}, or of a variation, to `service:soc`. */
export function exampleDelivery(service: string, changes: Partial<Delivery> = {}): Delivery {
  const alert = changes.alert ?? { ...exampleAlert, outputs: [historyOutput, `${service}:soc` as const] };
  return makeDelivery({
    alert,
    publication: defaultPublication(alert),
    idempotencyKey: `${alert.id}:${service}:soc`,
    ...changes,
  });
}
