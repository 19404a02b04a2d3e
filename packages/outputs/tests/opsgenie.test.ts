import { describe, expect, it } from 'vitest';
import { opsgenie } from '../src/services/opsgenie.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const responders = [{ type: 'team', name: 'soc' }];

describeHttpOutput('opsgenie', {
  make: (http) => opsgenie({ http }),
  credentials: (origin, secret) => ({ api_key: secret, url: `${origin}/?${encodeURIComponent(secret)}` }),
  settings: { responders },
  success: answerWith(202, '{"result":"Request will be processed"}'),
  page: {
    title: 'Jira Service Management alerts (Opsgenie)',
    about:
      'Creates an alert in Jira Service Management. Opsgenie, whose API stops on 2027-04-05, takes the same: give `https://api.opsgenie.com` as `url`.',
    vendor: [
      'https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events',
      'https://docs.opsgenie.com/docs/alert-api',
    ],
    conf: { soc: { responders } },
    settings: {
      responders: 'a list of `{ type, id }` or `{ type, name }`; absent: whom the integration names',
      priority: '`P1` to `P5`, in place of that which follows from the severity of the rule',
    },
    origin: 'https://api.atlassian.com/jsm/ops/integration',
    overrides: {
      '@opsgenie.message': 'the title',
      '@opsgenie.description': 'the text',
      '@opsgenie.priority': '`P1` to `P5`',
      '@opsgenie.responders': 'as in the settings',
      '@opsgenie.tags': 'a list of texts',
      '@opsgenie.details': 'an object of texts',
      '@opsgenie.entity': 'text',
    },
    limits: ['A message has 130 characters, a description 15,000, details 8000 in all; 20 tags of 50 characters.'],
    repeats: '`alias` is the id of the alert: a repetition is counted at the alert that is open.',
  },
});

describe('opsgenie', () => {
  const bench = outputBench(
    () => opsgenie({ http: fetchHttpClient }),
    (origin) => ({ api_key: 'k', url: origin }),
  );

  it('takes what publishers set', async () => {
    await bench.send({
      publication: {
        '@opsgenie.message': 'M'.repeat(200),
        '@opsgenie.tags': ['a'],
        '@opsgenie.priority': 'P5',
        '@opsgenie.details': { n: 1 },
      },
    });
    expect(bench.requests()[0]?.headers['authorization']).toBe('GenieKey k');
    expect(bench.body()).toMatchObject({
      message: expect.stringMatching(/^M+… \[200 characters, the rest is cut\]$/),
      alias: exampleAlert.id,
      tags: ['a'],
      priority: 'P5',
      details: { n: '1' },
    });
  });

  it('keeps to the limits with a large record', async () => {
    await bench.send({ alert: { ...exampleAlert, record: { a: 'x'.repeat(100_000) }, runbook: 'r'.repeat(20_000) } });
    const { description, details } = bench.body() as { description: string; details: object };
    expect(description.length).toBeLessThanOrEqual(15_000);
    expect(JSON.stringify(details).length).toBeLessThanOrEqual(8000);
  });
});
