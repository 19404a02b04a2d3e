import { describe, expect, it } from 'vitest';
import { splunkHec } from '../src/services/splunk-hec.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeHttpOutput('splunk-hec', {
  make: (http) => splunkHec({ http }),
  credentials: (origin, secret) => ({ url: `${origin}/?${encodeURIComponent(secret)}`, token: secret }),
  settings: { index: 'security' },
  success: answerWith(200, '{"text":"Success","code":0}'),
  page: {
    title: 'Splunk, HTTP Event Collector',
    about: 'Sends the publication as one event.',
    vendor: [
      'https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/format-events-for-http-event-collector',
      'https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/troubleshoot-http-event-collector',
    ],
    conf: { soc: { index: 'security' } },
    settings: {
      index: 'absent: the default of the token',
      sourcetype: '`streamalert:alert` unless set',
      source: '`streamalert` unless set',
      host: 'text',
      channel: 'a GUID, for a token with indexer acknowledgement',
    },
    origin: 'https://http-inputs-acme.splunkcloud.com',
    limits: [
      'An event has 1 MB; a longer one is cut. Let `TRUNCATE` of the source type allow that, 10,000 bytes are its default.',
    ],
    repeats: 'Splunk keeps a repetition; `fields.alert_id` tells it: `| dedup alert_id`.',
  },
});

describe('splunk-hec', () => {
  const bench = outputBench(
    () => splunkHec({ http: fetchHttpClient }),
    (origin) => ({ url: `${origin}/`, token: 't' }),
  );

  it('sends one event with the time of the alert', async () => {
    await bench.send({
      publication: { n: 9007199254740993n },
      settings: { channel: '5f0c1a52-8d3e-4b7a-9c41-2f6d7e8a9b10', host: 'h' },
    });
    expect(bench.requests()[0]).toMatchObject({
      path: '/services/collector/event',
      headers: { authorization: 'Splunk t', 'x-splunk-request-channel': '5f0c1a52-8d3e-4b7a-9c41-2f6d7e8a9b10' },
    });
    expect(bench.requests()[0]?.body).toBe(
      `{"time":1772355612.346,"source":"streamalert","sourcetype":"streamalert:alert","host":"h","event":{"n":9007199254740993,"id":"${exampleAlert.id}"},"fields":{"alert_id":"${exampleAlert.id}","rule_name":"cloudtrail_logging_stopped","severity":"high"}}`,
    );
  });
});
