import type { HttpClient, Json, JsonObject, Severity } from '@streamalert/core';
import type { Delivery, Output, OutputService } from '../contract.ts';
import { addressField, optional, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { joinUrl, post } from '../exchange.ts';
import { cutText, fitJson } from '../render/cut.ts';
import { plainText, prettyJson } from '../render/json-text.ts';
import { overridesOf } from '../render/overrides.ts';
import { alertFacts, alertTitle } from '../render/title.ts';
import { objects, oneOf, takesObject } from '../settings.ts';

const defaultUrl = 'https://api.atlassian.com/jsm/ops/integration';
/** @see https://docs.opsgenie.com/docs/alert-api#create-alert the limits of each field */
const limits = { message: 130, description: 15_000, source: 100, entity: 512, tag: 50, tags: 20, detailBytes: 7500 };

const priorities = ['P1', 'P2', 'P3', 'P4', 'P5'];
const priorityOf: Readonly<Record<Severity, string>> = {
  critical: 'P1',
  high: 'P2',
  medium: 'P3',
  low: 'P4',
  info: 'P5',
};

/** What is known of alerts in Jira Service Management, once Opsgenie, without sending. */
export const opsgenieService: OutputService = defineService({
  service: 'opsgenie',
  credentials: [
    secretField('api_key', 'the API key of an API integration'),
    optional(
      addressField(
        'url',
        `the address of the API, if it is not ${defaultUrl}: https://api.opsgenie.com until 2027-04-05`,
      ),
    ),
  ],
  idempotent: true,
  checkSettings: takesObject({ responders: objects, priority: oneOf(...priorities) }),
});

/**
 * Creates an alert in Jira Service Management, or in Opsgenie while it lasts. The `alias` is the alert's id, so that a
 * repetition is counted at the alert that is there.
 *
 * @see https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events
 */
export function opsgenie({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(opsgenieService, (delivery) => {
    const { api_key: key = '', url = defaultUrl } = delivery.credentials;
    const headers = { authorization: `GenieKey ${key}` };
    return post(http, delivery, { url: joinUrl(url, 'v2/alerts'), headers, json: opsgenieAlert(delivery) });
  });
}

function opsgenieAlert({ alert, publication, settings }: Delivery): JsonObject {
  const overrides = overridesOf(publication, 'opsgenie');
  const set = (settings ?? {}) as { readonly responders?: Json; readonly priority?: string };
  const responders = overrides.value('responders') ?? set.responders;
  const description = `${alert.ruleDescription}\n\n${prettyJson(alert.record)}`;
  const tags = (overrides.value('tags') ?? alert.tags ?? []) as Json;
  return {
    message: cutText(overrides.text('message', alertTitle(alert)), limits.message),
    alias: alert.id,
    description: cutText(overrides.text('description', description), limits.description),
    priority: overrides.text(
      'priority',
      set.priority ?? (alert.severity === undefined ? 'P3' : priorityOf[alert.severity]),
    ),
    source: cutText(`StreamAlert ${alert.cluster}`.trim(), limits.source),
    entity: cutText(overrides.text('entity', alert.sourceEntity), limits.entity),
    tags: (Array.isArray(tags) ? tags : [tags])
      .slice(0, limits.tags)
      .map((tag) => cutText(plainText(tag as Json), limits.tag)),
    details: fitJson(
      detailsOf(overrides.object('details') ?? Object.fromEntries(alertFacts(alert))),
      limits.detailBytes,
    ),
    ...(responders !== undefined && { responders }),
  };
}

/** Values of details are texts. */
const detailsOf = (details: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(details).map(([key, value]) => [key, plainText(value)] as const));
