import { type Json, type JsonObject, type Match, valueAt } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { textAt } from '../text-at.ts';

/** A match on a request that AWS WAF logged; the title ends with the request and who made it. */
export function onRequest(
  record: JsonObject,
  what: string,
  facts: Readonly<Record<string, Json | undefined>> = {},
): Match {
  const [method, uri] = [textAt(record, 'httpRequest.httpMethod'), textAt(record, 'httpRequest.uri')];
  const address = textAt(record, 'httpRequest.clientIp');
  return alertOn(`${what}: ${method} ${uri} from ${address || 'an unknown address'}`, {
    source_ip: address,
    country: textAt(record, 'httpRequest.country'),
    uri,
    status: valueAt(record, 'responseCodeSent'),
    web_acl: textAt(record, 'webaclId'),
    ...facts,
  });
}
