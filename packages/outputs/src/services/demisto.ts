import type { HttpClient, Json, JsonObject, Severity } from '@streamalert/core';
import { isJsonObject } from '@streamalert/rules-sdk';
import type { Delivery, Output, OutputService } from '../contract.ts';
import { addressField, optional, plainField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { joinUrl, post } from '../exchange.ts';
import { fitJson } from '../render/cut.ts';
import { plainText } from '../render/json-text.ts';
import { overridesOf } from '../render/overrides.ts';
import { takesNoSettings } from '../settings.ts';

/** Far below what a server takes, far above what somebody reads. */
const maxLabelBytes = 1_000_000;

/** What is known of Cortex XSOAR, once Demisto, without sending. */
export const demistoService: OutputService = defineService({
  service: 'demisto',
  credentials: [
    addressField(
      'url',
      'the address of the server: https://xsoar.example.com, or of version 8 https://api-….paloaltonetworks.com',
    ),
    secretField('token', 'the API key of the server'),
    optional(plainField('auth_id', 'the id of the API key; only version 8 has one')),
  ],
  idempotent: false,
  checkSettings: takesNoSettings,
});

/**
 * Creates an incident in Cortex XSOAR 6, or in version 8 where the key has an id.
 *
 * @see https://docs-cortex.paloaltonetworks.com/r/Cortex-XSOAR-6-API/Create-single-incident
 * @see https://docs-cortex.paloaltonetworks.com/r/Cortex-XSOAR-8-API/Create-or-update-an-incident
 */
export function demisto({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(demistoService, (delivery) => {
    const { url = '', token = '', auth_id: authId } = delivery.credentials;
    return post(http, delivery, {
      url: joinUrl(url, authId === undefined ? 'incident' : 'xsoar/public/v1/incident'),
      headers: { authorization: token, ...(authId !== undefined && { 'x-xdr-auth-id': authId }) },
      json: incident(delivery),
    });
  });
}

function incident({ alert, publication }: Delivery): JsonObject {
  const overrides = overridesOf(publication, 'demisto');
  const playbook = overrides.text('playbook', '');
  return {
    type: overrides.text('incident_type', 'Unclassified'),
    name: overrides.text('incident_name', alert.ruleName),
    owner: overrides.text('owner', 'StreamAlert'),
    // 3.5 sent "Unknown" under a name that the API does not have; a playbook that does not exist would stop the incident.
    ...(playbook !== '' && playbook !== 'Unknown' && { playbookId: playbook }),
    severity: severityNumber(overrides.value('severity') ?? alert.severity),
    labels: labelsOf(overrides.value('label_data') ?? withoutOverrides(publication)),
    customFields: {},
    details: overrides.text('details', alert.ruleDescription),
    createInvestigation: true,
  };
}

const severityNumbers: Readonly<Record<Severity | 'informational' | 'med', number>> = {
  info: 0.5,
  informational: 0.5,
  low: 1,
  med: 2,
  medium: 2,
  high: 3,
  critical: 4,
};

/** 0 is "unknown". */
function severityNumber(value: Json | undefined): number {
  const name = typeof value === 'string' ? value.toLowerCase() : '';
  return Object.hasOwn(severityNumbers, name) ? severityNumbers[name as Severity] : 0;
}

const withoutOverrides = (publication: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(publication).filter(([key]) => !key.startsWith('@')));

/** `{ type: 'record.ids[0]', value: '7' }`, one for each value at any depth, in order of their paths. */
function labelsOf(data: Json): JsonObject[] {
  return leaves(fitJson(data, maxLabelBytes), '')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([type, value]) => ({ type, value: value === null ? 'null' : plainText(value) }));
}

function leaves(value: Json, path: string): [string, Json][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item as Json, `${path}[${index}]`));
  if (!isJsonObject(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}
