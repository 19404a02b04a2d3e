import { describe, expect, it } from 'vitest';
import { demisto } from '../src/services/demisto.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeHttpOutput('demisto', {
  make: (http) => demisto({ http }),
  credentials: (origin, secret) => ({ url: `${origin}/${encodeURIComponent(secret)}`, token: secret, auth_id: secret }),
  success: answerWith(201, '{"id":"1"}'),
  page: {
    title: 'Cortex XSOAR (Demisto)',
    about: 'Creates an incident in Cortex XSOAR 6, or in version 8 where the API key has an id.',
    vendor: [
      'https://docs-cortex.paloaltonetworks.com/r/Cortex-XSOAR-8-API/Create-or-update-an-incident',
      'https://docs-cortex.paloaltonetworks.com/r/Cortex-XSOAR-6-API/Create-single-incident',
    ],
    origin: 'https://api-acme.paloaltonetworks.com',
    setup: [
      'Version 6: `POST {url}/incident`, without `auth_id`. Certificates are verified: give Node a private authority by `NODE_EXTRA_CA_CERTS`.',
    ],
    overrides: {
      '@demisto.incident_type': 'the type, `Unclassified` unless set',
      '@demisto.incident_name': 'the name',
      '@demisto.playbook': 'the id of a playbook',
      '@demisto.severity': '`informational`, `low`, `medium`, `high` or `critical`; else that of the rule',
      '@demisto.owner': 'the owner',
      '@demisto.details': 'the details',
      '@demisto.label_data': 'an object whose values become the labels, in place of the publication',
    },
    limits: ['Labels hold at most 1 MB; what is longer is cut.'],
    repeats:
      'XSOAR has no key by which it recognises a repetition: a crash between its answer and the note of it creates a second incident.',
  },
});

describe('demisto', () => {
  const bench = outputBench(
    () => demisto({ http: fetchHttpClient }),
    (origin) => ({ url: `${origin}/`, token: 't' }),
  );

  it('creates an incident in version 6', async () => {
    await bench.send({
      publication: { rule_name: 'r', record: { ids: [7, true, null], none: [] }, '@demisto.owner': 'mia' },
    });

    expect(bench.requests()[0]).toMatchObject({ method: 'POST', path: '/incident', headers: { authorization: 't' } });
    expect(bench.body()).toStrictEqual({
      type: 'Unclassified',
      name: 'cloudtrail_logging_stopped',
      owner: 'mia',
      severity: 3,
      labels: [
        { type: 'record.ids[0]', value: '7' },
        { type: 'record.ids[1]', value: 'true' },
        { type: 'record.ids[2]', value: 'null' },
        { type: 'rule_name', value: 'r' },
      ],
      customFields: {},
      details: 'Somebody stopped a trail.',
      createInvestigation: true,
    });
  });

  it('names the playbook as the API documents it', async () => {
    await bench.send({ publication: { '@demisto.playbook': 'phishing' } });
    expect(bench.body()).toMatchObject({ playbookId: 'phishing' });
  });

  it.each([
    ['URGENT', 0],
    ['informational', 0.5],
    ['Low', 1],
    ['med', 2],
    ['HIGH', 3],
    ['critical', 4],
    [3, 0],
  ])('sends the severity %s as %d (edge case 39)', async (severity, expected) => {
    await bench.send({ alert: exampleAlert, publication: { '@demisto.severity': severity } });
    expect(bench.body()['severity']).toBe(expected);
  });
});
