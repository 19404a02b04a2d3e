import type { HttpClient, JsonObject, Severity } from '@streamalert/core';
import type { Delivery, Output, OutputService } from '../contract.ts';
import { addressField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { exchange, joinUrl } from '../exchange.ts';
import { cutText } from '../render/cut.ts';
import { fencedRecord } from '../render/markdown.ts';
import { overridesOf } from '../render/overrides.ts';
import { alertFacts, alertTitle } from '../render/title.ts';
import { oneOf, takesObject, text } from '../settings.ts';

const maxTitle = 512;
/** @see https://docs.strangebee.com/thehive/api-docs/ `description`, at most 1,048,576 characters */
const maxDescription = 1_048_576;

const severities: Readonly<Record<Severity, number>> = { info: 1, low: 1, medium: 2, high: 3, critical: 4 };

/** What is known of TheHive without sending. */
export const thehiveService: OutputService = defineService({
  service: 'thehive',
  credentials: [
    addressField('url', 'the address of TheHive 5, e.g. https://thehive.example.com'),
    secretField('api_key', 'the API key of a user who may create alerts'),
  ],
  idempotent: true,
  checkSettings: takesObject({ tlp: oneOf(0, 1, 2, 3, 4), pap: oneOf(0, 1, 2, 3), organisation: text }),
});

/**
 * Creates an alert in TheHive 5. Its `sourceRef` is the alert's id; TheHive refuses a second one with the same, which
 * means that it is there.
 *
 * @see https://docs.strangebee.com/thehive/api-docs/#operation/Create%20alert
 */
export function thehive({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(thehiveService, async (delivery) => {
    const { url = '', api_key: key = '' } = delivery.credentials;
    const { organisation } = settingsOf(delivery);
    const { failed, response } = await exchange(http, delivery, {
      url: joinUrl(url, 'api/v1/alert'),
      headers: {
        authorization: `Bearer ${key}`,
        ...(organisation !== undefined && { 'x-organisation': organisation }),
      },
      json: hiveAlert(delivery),
    });
    const exists = response.status === 400 && /already exist/i.test(response.body);
    return failed === undefined || exists ? { kind: 'sent' } : failed;
  });
}

const settingsOf = ({ settings }: Delivery) =>
  (settings ?? {}) as { readonly tlp?: number; readonly pap?: number; readonly organisation?: string };

function hiveAlert(delivery: Delivery): JsonObject {
  const { alert, publication } = delivery;
  const overrides = overridesOf(publication, 'thehive');
  const { tlp, pap } = settingsOf(delivery);
  const facts = alertFacts(alert).map(([name, value]) => `- **${name}**: ${value}`);
  const head = `${alert.ruleDescription}\n\n${facts.join('\n')}\n\n`;
  const description = head + fencedRecord(alert.record, maxDescription - head.length);
  return {
    type: 'streamalert',
    source: 'StreamAlert',
    sourceRef: alert.id,
    title: cutText(overrides.text('title', alertTitle(alert)), maxTitle),
    description: cutText(overrides.text('description', description), maxDescription),
    severity: alert.severity === undefined ? 2 : severities[alert.severity],
    date: Math.floor(alert.created / 1000),
    tags: overrides.value('tags') ?? alert.tags ?? [],
    ...(tlp !== undefined && { tlp }),
    ...(pap !== undefined && { pap }),
    observables: overrides.objects('observables') ?? [],
  };
}
