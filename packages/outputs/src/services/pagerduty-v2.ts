import type { HttpClient } from '@streamalert/core';
import type { Output, OutputService } from '../contract.ts';
import { addressField, optional, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { post } from '../exchange.ts';
import { takesNoSettings } from '../settings.ts';
import { defaultEventsUrl, pagerdutyEvent } from './pagerduty/event.ts';

/** What is known of PagerDuty's Events API v2 without sending. */
export const pagerdutyV2Service: OutputService = defineService({
  service: 'pagerduty-v2',
  credentials: [
    secretField('routing_key', 'the integration key of a service, 32 characters'),
    optional(addressField('url', `the address of the Events API, if it is not ${defaultEventsUrl}`)),
  ],
  idempotent: true,
  checkSettings: takesNoSettings,
});

/**
 * Triggers a PagerDuty alert. The `dedup_key` is the descriptor and the alert's id, so that a repetition opens no second
 * incident. Publications change it with `@pagerduty-v2.summary` and the like.
 *
 * @see https://developer.pagerduty.com/api-reference/368ae3d938c9e-send-an-event-to-pager-duty
 */
export function pagerdutyV2({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(pagerdutyV2Service, (delivery) => {
    const { routing_key: key = '', url = defaultEventsUrl } = delivery.credentials;
    return post(http, delivery, { url, json: pagerdutyEvent(delivery, key) });
  });
}
