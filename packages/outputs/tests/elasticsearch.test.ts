import { describe, expect, it } from 'vitest';
import { elasticsearch, elasticsearchService } from '../src/services/elasticsearch.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeHttpOutput('elasticsearch', {
  make: (http) => elasticsearch({ http }),
  credentials: (origin, secret) => ({
    url: `${origin}/?${encodeURIComponent(secret)}`,
    api_key: secret,
    username: secret,
    password: secret,
  }),
  settings: { index: 'logs-streamalert.alerts-prod' },
  success: answerWith(201, '{"result":"created"}'),
  page: {
    title: 'Elasticsearch and OpenSearch',
    about: 'Creates a document for each alert in an index or data stream: the publication, with `@timestamp`.',
    vendor: ['https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-create'],
    conf: { soc: { index: 'logs-streamalert.alerts-prod' } },
    settings: { index: 'name of the index or data stream, `streamalert-alerts` unless set' },
    origin: 'https://acme.es.eu-west-1.aws.elastic.cloud',
    setup: [
      '`api_key` is the encoded key, with the privileges `create_doc` and `auto_configure` for the index; or `username` and `password`.',
    ],
    limits: [
      'A document has 10 MB; a larger one is cut.',
      'A record that does not fit the fields of the index (another type, too many fields) is sent as the text `record_text`.',
    ],
    repeats: 'The id of the document is that of the alert: a repetition is answered with 409, which counts as sent.',
  },
});

describe('elasticsearch', () => {
  const bench = outputBench(
    () => elasticsearch({ http: fetchHttpClient }),
    (origin) => ({ url: `${origin}/`, username: 'u', password: 'p' }),
  );

  it('creates a document under the id of the alert', async () => {
    await bench.send({ publication: { a: 1 } });
    expect(bench.requests()[0]).toMatchObject({
      method: 'PUT',
      path: `/streamalert-alerts/_create/${exampleAlert.id}`,
      headers: { authorization: `Basic ${btoa('u:p')}` },
    });
    expect(bench.body()).toStrictEqual({ '@timestamp': '2026-03-01T09:00:12.345678Z', a: 1, id: exampleAlert.id });
  });

  it('counts a document that is there as sent', async () => {
    bench.answer(answerWith(409, '{"error":{"type":"version_conflict_engine_exception"}}'));
    expect(await bench.send()).toStrictEqual({ kind: 'sent' });
  });

  it('sends a record that does not fit the index as text', async () => {
    bench.answer((request, response) => {
      const refused = request.body.includes('"record":');
      answerWith(refused ? 400 : 201, refused ? '{"error":{"type":"document_parsing_exception"}}' : '{}')(
        request,
        response,
      );
    });
    expect(await bench.send({ publication: { record: { a: 1 } } })).toStrictEqual({ kind: 'sent' });
    expect(bench.body()).toMatchObject({ record_text: '{"a":1}' });
  });

  it('refuses names that no index has', () => {
    expect(elasticsearchService.checkSettings({ index: 'Alerts' })).toStrictEqual([
      { path: ['index'], message: 'must be the lower-case name of an index or data stream', severity: 'error' },
    ]);
  });
});
