import type { HttpClient } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery, Output, OutputService, SendResult } from '../contract.ts';
import { addressField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { type Exchange, exchange, joinUrl } from '../exchange.ts';
import { takesNoSettings } from '../settings.ts';

/** What is known of Carbon Black EDR without sending. */
export const carbonblackService: OutputService = defineService({
  service: 'carbonblack',
  credentials: [
    addressField('url', 'the address of the EDR server, e.g. https://cb.example.com'),
    secretField('token', 'the API token of a user who may ban hashes'),
  ],
  idempotent: true,
  checkSettings: takesNoSettings,
});

/**
 * Bans a binary in Carbon Black EDR: a rule's context says which, `{ carbonblack: { action: 'ban', value: md5 } }`. It
 * acts, and shows nothing of the alert.
 *
 * @see https://developer.carbonblack.com/reference/enterprise-response/latest/rest-api/
 */
export function carbonblack({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(carbonblackService, async (delivery) => {
    const asked = readAction(delivery);
    if (asked.refused) return asked.refused;
    const { md5 } = asked;
    const binary = await call(http, delivery, `api/v1/binary/${md5.toUpperCase()}/summary`);
    if (binary.failed)
      return binary.response.status === 404 ? permanent(`Carbon Black has no binary ${md5}`) : binary.failed;
    const ban = await call(http, delivery, `api/v1/banning/blacklist/${md5}`);
    const banned = !ban.failed && isJsonObject(ban.json);
    if (ban.failed && ![404, 409].includes(ban.response.status)) return ban.failed;
    if (banned && ban.json['enabled'] === true) return { kind: 'sent' };
    const set = await call(http, delivery, 'api/v1/banning/blacklist', {
      md5hash: md5,
      text: 'Banned from StreamAlert',
      enabled: true,
    });
    // Somebody else may have banned it in between.
    return set.failed && set.response.status !== 409 ? set.failed : { kind: 'sent' };
  });
}

const permanent = (reason: string): SendResult => ({ kind: 'permanent', reason });

type Asked =
  | { readonly refused: SendResult; readonly md5?: undefined }
  | { readonly refused?: undefined; readonly md5: string };

function readAction({ alert }: Delivery): Asked {
  const context = alert.context['carbonblack'];
  if (!isJsonObject(context)) return { refused: permanent("the rule's context has no carbonblack: { action, value }") };
  if (context['action'] !== 'ban') return { refused: permanent('the only action of carbonblack is "ban"') };
  const { value } = context;
  const isMd5 = typeof value === 'string' && /^[\da-f]{32}$/i.test(value);
  return isMd5
    ? { md5: value.toLowerCase() }
    : { refused: permanent('carbonblack.value must be an MD5, 32 hexadecimal digits') };
}

function call(http: HttpClient, delivery: Delivery, path: string, json?: unknown): Promise<Exchange> {
  const { url = '', token = '' } = delivery.credentials;
  const method = json === undefined ? 'GET' : 'POST';
  const headers = { 'x-auth-token': token };
  return exchange(http, delivery, { method, url: joinUrl(url, path), headers, ...(json !== undefined && { json }) });
}
