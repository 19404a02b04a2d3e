import type { HttpClient } from '@streamalert/core';
import type { Output, OutputService } from '../contract.ts';
import { secretField, webhookUrlField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { post } from '../exchange.ts';
import { takesNoSettings } from '../settings.ts';

/** What is known of Rapid7 InsightConnect, once Komand, without sending. */
export const komandService: OutputService = defineService({
  service: 'komand',
  credentials: [
    secretField('komand_auth_token', 'the API key of the Insight platform, or the token of a self-hosted server'),
    webhookUrlField("the address of the workflow's API trigger"),
  ],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/**
 * Starts a workflow with `{ "data": publication }`. Rapid7's own hosts take the key as `X-Api-Key`; a self-hosted
 * Komand takes it as `Authorization`, as in 3.5.
 *
 * @see https://docs.rapid7.com/insight/api-overview/
 */
export function komand({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(komandService, (delivery) => {
    const { url = '', komand_auth_token: token = '' } = delivery.credentials;
    const headers: Record<string, string> = isRapid7(url) ? { 'x-api-key': token } : { authorization: token };
    return post(http, delivery, { url, headers, json: { data: delivery.publication } });
  });
}

const isRapid7 = (url: string): boolean => URL.canParse(url) && new URL(url).hostname.endsWith('.rapid7.com');
