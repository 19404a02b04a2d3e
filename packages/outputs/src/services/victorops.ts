import type { HttpClient, Severity } from '@streamalert/core';
import type { Output, OutputService } from '../contract.ts';
import { optional, secretField, webhookUrlField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { joinUrl, post } from '../exchange.ts';
import { takesNoSettings } from '../settings.ts';

/** What is known of Splunk On-Call, once VictorOps, without sending. */
export const victoropsService: OutputService = defineService({
  service: 'victorops',
  credentials: [
    optional(secretField('victorops_api_id', 'the id of the public API, which this endpoint does not take')),
    optional(secretField('victorops_api_key', 'the key of the REST endpoint, if it is not in its address')),
    webhookUrlField(
      'the address of the REST endpoint, without the routing key: https://alert.victorops.com/integrations/generic/20131114/alert/…',
    ),
    secretField('routing_key', 'the routing key'),
  ],
  idempotent: true,
  checkSettings: takesNoSettings,
});

const messageTypes: Readonly<Record<Severity, string>> = {
  info: 'INFO',
  low: 'WARNING',
  medium: 'WARNING',
  high: 'CRITICAL',
  critical: 'CRITICAL',
};

/**
 * Opens an incident by the REST endpoint. Each alert is an entity of its own, so that a repetition opens no second
 * incident and two alerts are not folded into one.
 *
 * @see https://help.splunk.com/en/splunk-enterprise/alert-and-respond/splunk-on-call/integrations-with-splunk-on-call/rest-endpoint-integration-for-splunk-on-call
 */
export function victorops({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(victoropsService, (delivery) => {
    const { alert, publication, credentials } = delivery;
    const record = publication['record'];
    return post(http, delivery, {
      url: endpoint(credentials),
      json: {
        message_type: alert.severity === undefined ? 'CRITICAL' : messageTypes[alert.severity],
        entity_id: `streamalert/${alert.id}`,
        entity_display_name: alert.title ?? alert.ruleName,
        state_message: alert.ruleDescription,
        state_start_time: Math.floor(alert.created / 1_000_000),
        monitoring_tool: 'StreamAlert',
        ...(record !== undefined && { record }),
      },
    });
  });
}

/** The address as Splunk On-Call shows it holds the key: `…/alert/{key}`. */
function endpoint({
  url = '',
  victorops_api_key: key,
  routing_key: route = '',
}: Readonly<Record<string, string>>): string {
  const complete = /\/alert\/?$/.test(url) && key !== undefined ? joinUrl(url, encodeURIComponent(key)) : url;
  return joinUrl(complete.replace(/\/\$routing_key$/, ''), encodeURIComponent(route));
}
