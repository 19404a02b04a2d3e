import { type JsonObject, type Match, valueAt } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/**
 * A match on an event of Okta's system log; the title ends with who did it, from where: `API token made by jdoe@example.com
 * from 192.0.2.10`.
 *
 * @see https://developer.okta.com/docs/reference/api/system-log/
 */
export function byOktaActor(record: JsonObject, what: string): Match {
  const actor = textAt(record, 'actor.alternateId') || textAt(record, 'actor.displayName') || 'somebody';
  const address = textAt(record, 'client.ipAddress');
  return alertOn(`${what} by ${actor} from ${address || 'an unknown address'}`, {
    actor,
    source_ip: address,
    user_agent: textAt(record, 'client.userAgent.rawUserAgent'),
    country: textAt(record, 'client.geographicalContext.country'),
    target: targetsOf(record).join(', '),
    outcome: textAt(record, 'outcome.result'),
    reason: textAt(record, 'outcome.reason'),
  });
}

/** Names of what an event was done to: people, applications, policies. */
export function targetsOf(record: JsonObject): readonly string[] {
  const targets = valueAt(record, 'target');
  if (!Array.isArray(targets)) return [];
  return targets
    .map((target) => textAt(target, 'alternateId') || textAt(target, 'displayName'))
    .filter((name) => name !== '' && name !== 'unknown');
}
