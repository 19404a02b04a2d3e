import type { JsonObject, Match } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/** The name that was asked for, in small letters and without the dot at its end. */
export function queryName(record: JsonObject): string {
  return textAt(record, 'query_name').toLowerCase().replace(/\.$/, '');
}

/** True for a domain itself and every name below it: `a.example.com` is below `example.com`, `anexample.com` is not. */
export function isBelow(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/** A match on a query to the resolver of a network; the title ends with the name and who asked. */
export function onQuery(record: JsonObject, what: string): Match {
  const asker = textAt(record, 'srcids.instance') || textAt(record, 'srcaddr');
  return alertOn(`${what}: ${queryName(record)} asked for by ${asker || 'a host'}`, {
    query: queryName(record),
    query_type: textAt(record, 'query_type'),
    source_ip: textAt(record, 'srcaddr'),
    instance: textAt(record, 'srcids.instance'),
    network: textAt(record, 'vpc_id'),
    account: textAt(record, 'account_id'),
  });
}
