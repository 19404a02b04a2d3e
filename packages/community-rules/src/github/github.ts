import type { JsonObject, Match } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/**
 * A match on an entry of an audit log, of GitHub Enterprise Server or of github.com: the title ends with where it
 * happened and who did it, `branch protection removed in example/tools by jdoe`.
 */
export function byActor(record: JsonObject, what: string): Match {
  const actor = textAt(record, 'actor') || 'somebody';
  const place = textAt(record, 'repo') || textAt(record, 'org') || textAt(record, 'business') || textAt(record, 'user');
  return alertOn(`${what} ${place || 'GitHub'} by ${actor}`, {
    actor,
    source_ip: textAt(record, 'actor_ip'),
    user_agent: textAt(record, 'user_agent'),
    action: textAt(record, 'action'),
    organization: textAt(record, 'org'),
    repository: textAt(record, 'repo'),
  });
}
