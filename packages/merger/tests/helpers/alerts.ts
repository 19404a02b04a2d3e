import { type Alert, parseTimestamp } from '@streamalert/core';

export const minute = 60_000_000;

/** 2026-03-01T09:00:00Z */
export const start = parseTimestamp('2026-03-01T09:00:00Z') as number;

let count = 0;

/** An alert that is merged by `user` within five minutes. */
export function alert(overrides: Partial<Alert> = {}): Alert {
  count += 1;
  return {
    id: `alert-${String(count).padStart(4, '0')}`,
    ruleName: 'odd_login',
    record: { user: 'mia' },
    outputs: ['aws-firehose:alerts', 'slack:soc'],
    created: start,
    cluster: 'prod',
    logSource: 'vpn:login',
    logType: 'json',
    sourceService: 's3',
    sourceEntity: 'acme.logs',
    ruleDescription: 'Odd login.',
    context: {},
    publishers: {},
    mergeByKeys: ['user'],
    mergeWindowMinutes: 5,
    staged: false,
    ...overrides,
  };
}
