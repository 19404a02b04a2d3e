import { type Matcher, valueAt } from '@streamalert/rules-sdk';

/** A row that was not there before. */
export const isAdded: Matcher = ({ record }) => record['action'] === 'added';

/** Names in the login table that stand for no person. */
const systemNames: ReadonlySet<unknown> = new Set(['', 'LOGIN', 'reboot', 'shutdown', 'runlevel']);

/**
 * A person signed in to the host, as the query `last` of the pack `incident-response` tells it.
 *
 * @see https://osquery.io/schema/ `last.type` is that of utmp(5): 7 is a user process
 */
export const isUserLogin: Matcher = ({ record }) => {
  if (record['name'] !== 'pack_incident-response_last') return false;
  const username = valueAt(record, 'columns.username');
  const type = valueAt(record, 'columns.type');
  const isNumber = typeof type === 'number' || (typeof type === 'string' && /^\s*[+-]?\d+\s*$/.test(type));
  return username !== undefined && !systemNames.has(username) && isNumber && Math.trunc(Number(type)) === 7;
};
