import type { JsonObject, Match } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/** A match on an action of an administrator; the title ends with whom it was done to, and by whom. */
export function byAdministrator(record: JsonObject, what: string): Match {
  const [administrator, object] = [textAt(record, 'username'), textAt(record, 'object')];
  return alertOn(`${what} ${object || 'somebody'} by ${administrator || 'an administrator'}`, {
    actor: administrator,
    target: object,
    details: textAt(record, 'description'),
  });
}

/** A match on an authentication, in the form of either version of Duo's log; the title ends with who it was, from where. */
export function byDuoUser(record: JsonObject, what: string): Match {
  const user = textAt(record, 'username') || textAt(record, 'user.name') || 'somebody';
  const address = textAt(record, 'ip') || textAt(record, 'access_device.ip');
  return alertOn(`${what}: ${user} from ${address || 'an unknown address'}`, {
    actor: user,
    source_ip: address,
    application: textAt(record, 'integration') || textAt(record, 'application.name'),
    factor: textAt(record, 'factor'),
    reason: textAt(record, 'reason'),
  });
}
