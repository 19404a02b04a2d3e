import type { HttpClient, JsonObject, Severity } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery, Output, OutputService, SendResult } from '../contract.ts';
import { addressField, optional, plainField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { basicAuth, exchange, joinUrl, unexpectedAnswer } from '../exchange.ts';
import { cutText } from '../render/cut.ts';
import { prettyJson } from '../render/json-text.ts';
import { overridesOf } from '../render/overrides.ts';
import { alertFacts, alertTitle } from '../render/title.ts';
import { object, takesObject, text } from '../settings.ts';

/** Lengths of the columns in a new instance. */
const maxShortDescription = 160;
const maxDescription = 4000;

/** Urgency and impact go from 1, high, to 3, low. */
const levels: Readonly<Record<Severity, string>> = { critical: '1', high: '1', medium: '2', low: '3', info: '3' };

/** What is known of ServiceNow without sending. */
export const servicenowService: OutputService = defineService({
  service: 'servicenow',
  credentials: [
    addressField('url', 'the address of the instance, e.g. https://acme.service-now.com'),
    optional(plainField('username', 'the user, unless a token is used')),
    optional(secretField('password', "the user's password, unless a token is used")),
    optional(secretField('token', 'an OAuth access token')),
  ],
  idempotent: true,
  checkSettings: takesObject({ table: text, fields: object }),
});

/**
 * Creates a row in a table of ServiceNow, `incident` unless the settings name another, e.g. `sn_si_incident`. The alert's
 * id is its `correlation_id`, which is looked for first, so that a repetition makes no second row.
 *
 * @see https://www.servicenow.com/docs/bundle/zurich-api-reference/page/integrate/inbound-rest/concept/c_TableAPI.html
 */
export function servicenow({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(servicenowService, async (delivery) => {
    const { url = '', username, password = '', token } = delivery.credentials;
    if (token === undefined && username === undefined) return missingLogin;
    const authorization = token === undefined ? basicAuth(username ?? '', password) : `Bearer ${token}`;
    const { table = 'incident' } = settingsOf(delivery);
    const rows = joinUrl(url, `api/now/table/${encodeURIComponent(table)}`);
    const query = new URLSearchParams({
      sysparm_query: `correlation_id=${delivery.alert.id}`,
      sysparm_fields: 'sys_id',
      sysparm_limit: '1',
    });
    const found = await exchange(http, delivery, {
      method: 'GET',
      url: `${rows}?${query}`,
      headers: { authorization },
    });
    if (found.failed) return found.failed;
    const existing = isJsonObject(found.json) ? found.json['result'] : undefined;
    if (!Array.isArray(existing)) return unexpectedAnswer('list of rows; an instance that sleeps answers like this');
    if (existing.length > 0) return { kind: 'sent' };
    const created = await exchange(http, delivery, { url: rows, headers: { authorization }, json: row(delivery) });
    return created.failed ?? { kind: 'sent' };
  });
}

const missingLogin: SendResult = { kind: 'permanent', reason: 'credentials need a token, or username and password' };

const settingsOf = ({ settings }: Delivery) =>
  (settings ?? {}) as { readonly table?: string; readonly fields?: JsonObject };

function row(delivery: Delivery): JsonObject {
  const { alert, publication } = delivery;
  const overrides = overridesOf(publication, 'servicenow');
  const facts = alertFacts(alert).map(([name, value]) => `${name}: ${value}`);
  const description = [alert.ruleDescription, facts.join('\n'), prettyJson(alert.record)].join('\n\n');
  const level = alert.severity === undefined ? '2' : levels[alert.severity];
  return {
    short_description: cutText(overrides.text('short_description', alertTitle(alert)), maxShortDescription),
    description: cutText(overrides.text('description', description), maxDescription),
    urgency: level,
    impact: level,
    correlation_id: alert.id,
    correlation_display: 'StreamAlert',
    ...settingsOf(delivery).fields,
    ...overrides.object('fields'),
  };
}
