import type { Alert, Publication, Publisher } from '../../src/index.ts';

/** An alert as the engine makes it; fields given replace its own. */
export function makeAlert(more: Partial<Alert> = {}): Alert {
  return {
    id: '7f3a0000-0000-4000-8000-000000000001',
    ruleName: 'odd_login',
    record: { user: 'mia', address: '192.0.2.1' },
    outputs: ['aws-firehose:alerts', 'slack:soc'],
    created: 1_688_990_400_000_123,
    cluster: 'prod',
    logSource: 'vpn:login',
    logType: 'json',
    sourceService: 's3',
    sourceEntity: 'acme.logs',
    ruleDescription: 'Somebody logged in from an odd place.',
    context: {},
    publishers: {},
    mergeByKeys: [],
    mergeWindowMinutes: 0,
    staged: false,
    ...more,
  };
}

/** What publishers make of an alert one after the other, the first of them from nothing. */
export function publish(publishers: readonly Publisher[], more: Partial<Alert> = {}): Publication {
  const alert = makeAlert(more);
  return publishers.reduce<Publication>((before, { publish: next }) => next(alert, before), {});
}
