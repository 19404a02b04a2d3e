import type { Json, JsonObject, RuleEvent } from '../../src/index.ts';

/** What a rule is shown of a record; without normalized values. */
export function ruleEvent(record: JsonObject, logType = 'vpn:login'): RuleEvent {
  return {
    logType,
    record,
    id: 'payload.0.0',
    cluster: 'prod',
    service: 's3',
    resource: 'acme.logs',
    now: 1_700_000_000_000_000,
    sampled: () => true,
    normalized: () => [],
    intel: () => [],
    lookup: async (_table: string, _key: string, fallback?: Json) => fallback as Json,
  };
}
