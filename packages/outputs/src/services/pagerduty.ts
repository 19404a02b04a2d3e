import type { HttpClient, JsonObject, Publication } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery, Output, OutputService, SendResult } from '../contract.ts';
import { addressField, optional, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { post } from '../exchange.ts';
import { plainText } from '../render/json-text.ts';
import { overridesOf } from '../render/overrides.ts';
import { takesNoSettings } from '../settings.ts';
import { defaultEventsUrl, type EventContent, eventContent, pagerdutyEvent } from './pagerduty/event.ts';

/** What is known of the service that was PagerDuty's Events API v1. */
export const pagerdutyService: OutputService = defineService({
  service: 'pagerduty',
  credentials: [
    secretField('service_key', 'the integration key of a service, 32 characters'),
    optional(addressField('url', `the address of the Events API, if it is not ${defaultEventsUrl}`)),
  ],
  idempotent: true,
  checkSettings: takesNoSettings,
});

/**
 * Triggers a PagerDuty alert by the Events API v2, which took the place of the v1 that 3.5 spoke, from the keys of 3.5:
 * `service_key`, and `@pagerduty.description`, `.details`, `.client_url`, `.contexts`.
 *
 * @see https://developer.pagerduty.com/docs/events-api-v2-overview
 */
export function pagerduty({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(pagerdutyService, async (delivery) => {
    const { service_key: key = '', url = defaultEventsUrl } = delivery.credentials;
    const json = pagerdutyEvent(delivery, key, v1Content(delivery));
    return explained(await post(http, delivery, { url, json }));
  });
}

/** A key of an Events API v1 integration is not one of v2. */
function explained(result: SendResult): SendResult {
  if (result.kind !== 'permanent' || !result.reason.startsWith('400')) return result;
  const hint = 'the service_key must be that of an Events API v2 integration';
  return { ...result, reason: `${result.reason} (${hint})` };
}

function v1Content(delivery: Delivery): EventContent {
  const { publication } = delivery;
  const overrides = overridesOf(publication, 'pagerduty');
  const content = eventContent({ ...delivery, publication: {} });
  const details = overrides.value('details');
  return {
    ...content,
    summary: overrides.text('description', content.summary),
    details: details === undefined ? content.details : isJsonObject(details) ? details : plainText(details),
    clientUrl: overrides.text('client_url', ''),
    links: contexts(publication).flatMap(({ type, href, text }) =>
      type === 'link' && typeof href === 'string' ? [{ href, text: plainText(text) || href }] : [],
    ),
    images: contexts(publication).flatMap(({ type, src }) =>
      type === 'image' && typeof src === 'string' ? [{ src, href: '', alt: '' }] : [],
    ),
  };
}

/** `{ type: 'link', href, text }` or `{ type: 'image', src }`; anything else is left out, as in 3.5. */
function contexts(publication: Publication): readonly JsonObject[] {
  const given = publication['@pagerduty.contexts'];
  return Array.isArray(given) ? given.filter(isJsonObject) : [];
}
