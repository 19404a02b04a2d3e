import { formatTimestamp, type HttpClient, type JsonObject, stringifyJson } from '@streamalert/core';
import type { Delivery, Output, OutputService, SendResult } from '../contract.ts';
import { addressField, optional, plainField, secretField } from '../credential-fields.ts';
import { defineOutput, defineService } from '../define.ts';
import { basicAuth, type Exchange, exchange, joinUrl } from '../exchange.ts';
import { withAlertId } from '../publication-keys.ts';
import { fitJson } from '../render/cut.ts';
import { takesObject } from '../settings.ts';

const defaultIndex = 'streamalert-alerts';
/** The server's own limit is 100 MB (`http.max_content_length`); a document that large helps nobody. */
const maxBytes = 10_000_000;

/** Answers that say that the document does not fit the fields of the index. */
const mappingConflict = /document_parsing_exception|mapper_parsing_exception|illegal_argument_exception/;

/** What is known of Elasticsearch and OpenSearch without sending. */
export const elasticsearchService: OutputService = defineService({
  service: 'elasticsearch',
  credentials: [
    addressField('url', 'the address of the cluster, e.g. https://acme.es.eu-west-1.aws.elastic.cloud'),
    optional(secretField('api_key', 'an API key, encoded, that may create documents')),
    optional(plainField('username', 'the user, if there is no API key')),
    optional(secretField('password', "the user's password, if there is no API key")),
  ],
  idempotent: true,
  checkSettings: takesObject({ index: indexName }),
});

/**
 * Creates a document for each alert in an index or data stream. Its id is the alert's, so that a repetition is answered
 * with a conflict and changes nothing. A record that does not fit the fields of the index is sent as text.
 *
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-create
 */
export function elasticsearch({ http }: { readonly http: HttpClient }): Output {
  return defineOutput(elasticsearchService, async (delivery) => {
    const document = alertDocument(delivery);
    const created = await create(http, delivery, document);
    if (created.response.status !== 400 || !mappingConflict.test(created.response.body)) return resultOf(created);
    const { record, ...rest } = document;
    return resultOf(await create(http, delivery, { ...rest, record_text: stringifyJson(record) }));
  });
}

function resultOf({ failed, response }: Exchange): SendResult {
  return failed === undefined || response.status === 409 ? { kind: 'sent' } : failed;
}

function create(http: HttpClient, delivery: Delivery, json: JsonObject): Promise<Exchange> {
  const { url = '', api_key: key, username, password = '' } = delivery.credentials;
  const { index = defaultIndex } = (delivery.settings ?? {}) as { readonly index?: string };
  const path = `${encodeURIComponent(index)}/_create/${encodeURIComponent(delivery.alert.id)}`;
  const authorization = key === undefined ? username && basicAuth(username, password) : `ApiKey ${key}`;
  const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
  return exchange(http, delivery, { method: 'PUT', url: joinUrl(url, path), headers, json });
}

function alertDocument({ alert, publication }: Delivery): JsonObject {
  return fitJson({ '@timestamp': formatTimestamp(alert.created), ...withAlertId(publication, alert) }, maxBytes);
}

/** @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-create the rules for names */
function indexName(value: unknown): string | undefined {
  const accepted = typeof value === 'string' && /^[^-_+.A-Z\\/*?"<>| ,#:][^A-Z\\/*?"<>| ,#:]*$/.test(value);
  return accepted ? undefined : 'must be the lower-case name of an index or data stream';
}
