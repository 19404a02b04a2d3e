import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpClient, Json, JsonObject } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery, Output, OutputService, SendResult } from '../contract.ts';
import { addressField, optional, plainField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { type Call, exchange, joinUrl, post } from '../exchange.ts';
import { cutText } from '../render/cut.ts';
import { plainText } from '../render/json-text.ts';
import { overridesOf } from '../render/overrides.ts';
import { takesNoSettings } from '../settings.ts';
import { dedupKey, defaultEventsUrl, eventContent, pagerdutyEvent } from './pagerduty/event.ts';

const defaultApi = 'https://api.pagerduty.com';
/** An incident is there a moment after its event was taken. */
const lookupTries = 5;
const defaultResponderMessage = 'An incident was reported that requires your attention.';
/** @see https://developer.pagerduty.com/api-reference/b0cf4a93c9d1b-create-a-note-on-an-incident */
const maxNote = 25_000;

/** What is known of PagerDuty incidents without sending. */
export const pagerdutyIncidentService: OutputService = defineService({
  service: 'pagerduty-incident',
  credentials: [
    secretField('token', 'the REST API key'),
    optional(plainField('service_name', 'the name of the service, which is not used')),
    plainField('service_id', 'the id of the service that incidents belong to'),
    optional(plainField('escalation_policy', 'the name of the escalation policy, which is not used')),
    plainField('escalation_policy_id', 'the id of the escalation policy'),
    plainField('email_from', 'the e-mail address of a PagerDuty user, for whom incidents are changed'),
    secretField('integration_key', "the integration key of the service's Events API v2 integration"),
    optional(addressField('api', `the address of the REST API, if it is not ${defaultApi}`)),
    optional(addressField('url', `the address of the Events API, if it is not ${defaultEventsUrl}`)),
  ],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/**
 * Opens an incident by an event, then sets title, priority, assignment and urgency, asks responders and adds notes, as
 * the context `pagerduty-incident` says. Once the incident is as it should be the alert counts as delivered: what fails
 * after that is told in a note, as repeating it would ask people twice.
 *
 * @param options.pauseMs Between looks for an incident whose event was just taken.
 * @see https://developer.pagerduty.com/api-reference/
 */
export function pagerdutyIncident({
  http,
  pauseMs = 1000,
}: {
  readonly http: HttpClient;
  readonly pauseMs?: number;
}): Output {
  return defineOutput(pagerdutyIncidentService, async (delivery) => {
    const api = restApi(http, delivery);
    const from = delivery.credentials['email_from'] ?? '';
    const user = await api.find('users', from, 'email');
    if (user.failed) return user.failed;
    if (user.id === undefined) return { kind: 'permanent', reason: 'email_from is no user of this PagerDuty account' };
    const opened = await openIncident(http, delivery);
    if (opened.kind !== 'sent') return opened;
    const incident = await findIncident(api, delivery, pauseMs);
    if (incident.failed) return incident.failed;
    const changed = await changeIncident(api, delivery, incident.id);
    if (changed.kind !== 'sent') return changed;
    await inviteAndNote(api, delivery, incident.id, user.id);
    return changed;
  });
}

type Failed = Exclude<SendResult, { kind: 'sent' }>;
type Found =
  | { readonly failed: Failed; readonly id?: undefined }
  | { readonly failed?: undefined; readonly id: string | undefined };

interface RestApi {
  call(call: Omit<Call, 'url'> & { readonly path: string }): Promise<Awaited<ReturnType<typeof exchange>>>;
  /** The id of the user or priority that has exactly this e-mail address or name. */
  find(list: 'users' | 'priorities', value: string, key: 'email' | 'name'): Promise<Found>;
}

function restApi(http: HttpClient, delivery: Delivery): RestApi {
  const { api = defaultApi, token = '', email_from: from = '' } = delivery.credentials;
  const headers = {
    accept: 'application/vnd.pagerduty+json;version=2',
    authorization: `Token token=${token}`,
    from,
  };
  const call: RestApi['call'] = ({ path, ...rest }) =>
    exchange(http, delivery, { ...rest, url: joinUrl(api, path), headers });
  return {
    call,
    async find(list, value, key) {
      const query = list === 'users' ? `?query=${encodeURIComponent(value)}` : '';
      const { failed, json } = await call({ method: 'GET', path: `${list}${query}` });
      if (failed) return { failed };
      // The search is fuzzy: its first hit may be somebody else.
      const exact = itemsOf(json, list).find((item) => plainText(item[key]).toLowerCase() === value.toLowerCase());
      return { id: exact === undefined ? undefined : plainText(exact['id']) };
    },
  };
}

function openIncident(http: HttpClient, delivery: Delivery): Promise<SendResult> {
  const { integration_key: key = '', url = defaultEventsUrl } = delivery.credentials;
  const withRecord = contextOf(delivery)['with_record'] !== false;
  return post(http, delivery, { url, json: pagerdutyEvent(delivery, key, eventContent(delivery, withRecord)) });
}

async function findIncident(
  api: RestApi,
  delivery: Delivery,
  pauseMs: number,
): Promise<
  { readonly failed: Failed; readonly id?: undefined } | { readonly failed?: undefined; readonly id: string }
> {
  const path = `incidents?incident_key=${encodeURIComponent(dedupKey(delivery))}`;
  for (let attempt = 1; attempt <= lookupTries; attempt++) {
    if (attempt > 1) await sleep(Math.min(pauseMs, delivery.timeLeftMs()), undefined, { signal: delivery.signal });
    const { failed, json } = await api.call({ method: 'GET', path });
    if (failed) return { failed };
    const id = plainText(itemsOf(json, 'incidents')[0]?.['id']);
    if (id !== '') return { id };
  }
  return { failed: { kind: 'retry', reason: 'PagerDuty took the event and has not opened the incident yet' } };
}

async function changeIncident(api: RestApi, delivery: Delivery, id: string): Promise<SendResult> {
  const { alert, publication, credentials } = delivery;
  const context = contextOf(delivery);
  const overrides = overridesOf(publication, 'pagerduty-incident');
  const details = overrides.text('incident_body', alert.ruleDescription);
  const urgency = overrides.text('urgency', '');
  const incident = {
    type: 'incident',
    title: cutText(overrides.text('incident_title', `StreamAlert Incident - Rule triggered: ${alert.ruleName}`), 1024),
    service: { id: credentials['service_id'] ?? '', type: 'service_reference' },
    body: { type: 'incident_body', details },
    ...(await priorityOf(api, context)),
    ...(await assigneeOf(api, context, credentials['escalation_policy_id'] ?? '')),
    ...((urgency === 'low' || urgency === 'high') && { urgency }),
  };
  const { failed } = await api.call({ method: 'PUT', path: `incidents/${id}`, json: { incident } });
  return failed ?? { kind: 'sent' };
}

async function priorityOf(api: RestApi, context: JsonObject): Promise<JsonObject> {
  const name = plainText(context['incident_priority']);
  const { id } = name === '' ? { id: undefined } : await api.find('priorities', name, 'name');
  return id === undefined ? {} : { priority: { id, type: 'priority_reference' } };
}

async function assigneeOf(api: RestApi, context: JsonObject, policy: string): Promise<JsonObject> {
  const email = plainText(context['assigned_user']);
  const { id } = email === '' ? { id: undefined } : await api.find('users', email, 'email');
  if (id !== undefined) return { assignments: [{ assignee: { id, type: 'user_reference' } }] };
  const policyId = plainText(context['assigned_policy_id']) || policy;
  return { escalation_policy: { id: policyId, type: 'escalation_policy_reference' } };
}

/** Nothing here fails the delivery; what did not work stands in a last note. */
async function inviteAndNote(api: RestApi, delivery: Delivery, id: string, requester: string): Promise<void> {
  const context = contextOf(delivery);
  const troubles: string[] = [];
  for (const email of textsOf(context['responders'])) {
    const trouble = await invite(api, delivery, { id, email, requester }).catch(() => 'no answer');
    if (trouble !== undefined) troubles.push(`${email}: ${trouble}`);
  }
  const note = overridesOf(delivery.publication, 'pagerduty-incident').text('note', plainText(context['note']));
  const addNote = (content: string) =>
    api.call({ path: `incidents/${id}/notes`, json: { note: { content: cutText(content, maxNote) } } });
  if (note !== '') {
    const failed = await addNote(note).then(
      (answer) => answer.failed,
      () => ({ reason: 'no answer' }),
    );
    if (failed) troubles.push(`a note: ${failed.reason}`);
  }
  if (troubles.length > 0)
    await addNote(`StreamAlert could not do everything:\n${troubles.join('\n')}`).catch(() => undefined);
}

async function invite(
  api: RestApi,
  delivery: Delivery,
  { id, email, requester }: { readonly id: string; readonly email: string; readonly requester: string },
): Promise<string | undefined> {
  const user = await api.find('users', email, 'email');
  if (user.failed) return user.failed.reason;
  if (user.id === undefined) return 'no PagerDuty user has this address';
  const target = { id: user.id, type: 'user_reference' };
  const message = plainText(contextOf(delivery)['responder_message']) || defaultResponderMessage;
  const json = { requester_id: requester, message, responder_request_targets: [{ responder_request_target: target }] };
  const { failed } = await api.call({ path: `incidents/${id}/responder_requests`, json });
  return failed?.reason;
}

function contextOf({ alert }: Delivery): JsonObject {
  const context = alert.context['pagerduty-incident'];
  return isJsonObject(context) ? context : {};
}

function textsOf(value: Json | undefined): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function itemsOf(json: Json | undefined, key: string): JsonObject[] {
  const items = isJsonObject(json) ? json[key] : undefined;
  return Array.isArray(items) ? items.filter(isJsonObject) : [];
}
