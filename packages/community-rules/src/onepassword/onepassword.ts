import type { JsonObject, Match } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/**
 * A match on an event of 1Password, whichever of its three logs it is of; the title ends with who it was, from where.
 *
 * @see https://developer.1password.com/docs/events-api/reference/
 */
export function byPerson(record: JsonObject, what: string): Match {
  const actor = ['actor_details.email', 'target_user.email', 'user.email', 'actor_uuid']
    .map((path) => textAt(record, path))
    .find(Boolean);
  const address = textAt(record, 'session.ip') || textAt(record, 'client.ip_address');
  return alertOn(`${what} by ${actor ?? 'somebody'} from ${address || 'an unknown address'}`, {
    actor,
    source_ip: address,
    country: textAt(record, 'location.country') || textAt(record, 'country'),
    client: textAt(record, 'client.app_name'),
    object: textAt(record, 'object_uuid'),
  });
}
