import type { JsonObject, Match } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/**
 * A match on an entry of Slack's audit log; the title ends with who did it, from where.
 *
 * @see https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference
 */
export function byMember(record: JsonObject, what: string): Match {
  const actor = textAt(record, 'actor.user.email') || textAt(record, 'actor.user.name') || 'somebody';
  const address = textAt(record, 'context.ip_address');
  return alertOn(`${what} by ${actor} from ${address || 'an unknown address'}`, {
    actor,
    source_ip: address,
    user_agent: textAt(record, 'context.ua'),
    workspace: textAt(record, 'context.location.name'),
    target: ['user', 'channel', 'app', 'file', 'workspace', 'enterprise']
      .map((kind) => textAt(record, `entity.${kind}.name`))
      .find(Boolean),
  });
}
