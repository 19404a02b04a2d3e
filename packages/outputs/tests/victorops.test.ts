import { describe, expect, it } from 'vitest';
import { victorops } from '../src/services/victorops.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { outputBench } from './helpers/sent-by.ts';

describeHttpOutput('victorops', {
  make: (http) => victorops({ http }),
  credentials: (origin, secret) => ({
    victorops_api_id: secret,
    victorops_api_key: secret,
    url: `${origin}/integrations/generic/20131114/alert`,
    routing_key: secret,
  }),
  page: {
    title: 'Splunk On-Call (VictorOps)',
    about:
      'Opens an incident by the REST endpoint. The configuration of 3.5 keeps working; the headers of the public API, which this endpoint never took, are gone.',
    vendor: [
      'https://help.splunk.com/en/splunk-enterprise/alert-and-respond/splunk-on-call/integrations-with-splunk-on-call/rest-endpoint-integration-for-splunk-on-call',
    ],
    origin: 'https://alert.victorops.com',
    setup: [
      'Integrations, "REST – Generic" shows the address: give it up to the key as `url`, and the last part as `routing_key`. The key may also stand in `victorops_api_key`.',
    ],
    limits: ['None of its own.'],
    repeats: '`entity_id` is the id of the alert: a repetition belongs to the incident that is open.',
  },
});

describe('victorops', () => {
  const bench = outputBench(
    () => victorops({ http: fetchHttpClient }),
    (origin) => ({ url: `${origin}/alert/key-in-address/`, routing_key: 'soc team' }),
  );

  it('is one incident per alert', async () => {
    await bench.send();
    expect(bench.requests()[0]?.path).toBe('/alert/key-in-address/soc%20team');
    expect(bench.body()).toStrictEqual({
      message_type: 'CRITICAL',
      entity_id: `streamalert/${exampleAlert.id}`,
      entity_display_name: 'cloudtrail_logging_stopped',
      state_message: 'Somebody stopped a trail.',
      state_start_time: 1772355612,
      monitoring_tool: 'StreamAlert',
      record: exampleAlert.record,
    });
  });

  it('delivers a publication without a record (edge case 28)', async () => {
    expect(await bench.send({ publication: {} })).toStrictEqual({ kind: 'sent' });
    expect(bench.body()).not.toHaveProperty('record');
  });

  it('does not page for a rule of low severity', async () => {
    await bench.send({ alert: { ...exampleAlert, severity: 'low' } });
    expect(bench.body()['message_type']).toBe('WARNING');
  });
});
