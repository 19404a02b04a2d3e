import type { JsonObject, Match } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/** The command line of a row, whichever table it is of: `process_events` and `processes`, or `shell_history` and `crontab`. */
export function commandOf(record: JsonObject): string {
  return textAt(record, 'columns.cmdline') || textAt(record, 'columns.command');
}

/** A match on a row of a query; the title ends with the host. */
export function onHost(record: JsonObject, what: string): Match {
  const host = textAt(record, 'hostIdentifier');
  return alertOn(`${what} on ${host || 'a host'}`, {
    host,
    query: textAt(record, 'name'),
    user: textAt(record, 'columns.username') || textAt(record, 'columns.uid') || textAt(record, 'decorations.username'),
    path: textAt(record, 'columns.path') || textAt(record, 'columns.target_path'),
    command: commandOf(record),
  });
}
