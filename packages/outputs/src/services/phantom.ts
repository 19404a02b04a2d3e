import type { HttpClient, Json } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery, Output, OutputService, SendResult } from '../contract.ts';
import { addressField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { type Exchange, exchange, joinUrl, unexpectedAnswer } from '../exchange.ts';
import { plainText } from '../render/json-text.ts';
import { takesNoSettings } from '../settings.ts';

/** What is known of Splunk SOAR, once Phantom, without sending. */
export const phantomService: OutputService = defineService({
  service: 'phantom',
  credentials: [
    secretField('ph_auth_token', 'the token of an automation user'),
    { ...addressField('url', 'the address of Splunk SOAR, e.g. https://soar.example.com'), mask: true },
  ],
  idempotent: true,
  checkSettings: takesNoSettings,
});

/**
 * Adds each alert as an artifact to the container of its rule, which is created when there is none. The artifact's
 * `source_data_identifier` is the alert's id, by which Splunk SOAR recognises a repetition.
 *
 * @see https://docs.splunk.com/Documentation/SOAR/current/PlatformAPI/RESTContainers
 * @see https://docs.splunk.com/Documentation/SOAR/current/PlatformAPI/RESTArtifacts
 */
export function phantom({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(phantomService, async (delivery) => {
    const container = await findOrCreate(http, delivery);
    if (container.failed) return container.failed;
    const { alert, publication } = delivery;
    const added = await call(http, delivery, 'rest/artifact', {
      cef: alert.record,
      container_id: container.id,
      data: publication,
      name: 'Phantom Artifact',
      label: 'Alert',
      source_data_identifier: alert.id,
    });
    // A repetition is answered with 400 and the artifact that is there.
    if (numberAt(added.json, 'existing_artifact_id') !== undefined) return { kind: 'sent' };
    return (
      added.failed ?? (numberAt(added.json, 'id') === undefined ? unexpectedAnswer('artifact id') : { kind: 'sent' })
    );
  });
}

type Container =
  | { readonly failed: SendResult; readonly id?: undefined }
  | { readonly failed?: undefined; readonly id: number };

async function findOrCreate(http: HttpClient, delivery: Delivery): Promise<Container> {
  const { ruleName, ruleDescription } = delivery.alert;
  const filter = new URLSearchParams({ _filter_name: `"${ruleName}"`, page_size: '1' });
  const found = await call(http, delivery, `rest/container?${filter}`);
  if (found.failed) return { failed: found.failed };
  const items = isJsonObject(found.json) ? found.json['data'] : undefined;
  const existing = Array.isArray(items) ? numberAt(items[0] as Json | undefined, 'id') : undefined;
  if (existing !== undefined) return { id: existing };
  const created = await call(http, delivery, 'rest/container', {
    name: ruleName,
    description: ruleDescription,
    source_data_identifier: `streamalert-${ruleName}`,
  });
  const id = numberAt(created.json, 'existing_container_id') ?? numberAt(created.json, 'id');
  if (id !== undefined) return { id };
  return { failed: created.failed ?? unexpectedAnswer('container id') };
}

function call(http: HttpClient, { ...delivery }: Delivery, path: string, json?: unknown): Promise<Exchange> {
  const { url = '', ph_auth_token: token = '' } = delivery.credentials;
  const method = json === undefined ? 'GET' : 'POST';
  const headers = { 'ph-auth-token': token };
  return exchange(http, delivery, { method, url: joinUrl(url, path), headers, ...(json !== undefined && { json }) });
}

function numberAt(json: Json | undefined, key: string): number | undefined {
  const value = isJsonObject(json) ? Number(plainText(json[key]) || Number.NaN) : Number.NaN;
  return Number.isInteger(value) ? value : undefined;
}
