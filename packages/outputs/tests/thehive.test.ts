import { describe, expect, it } from 'vitest';
import { thehive } from '../src/services/thehive.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeHttpOutput('thehive', {
  make: (http) => thehive({ http }),
  credentials: (origin, secret) => ({ url: `${origin}/?${encodeURIComponent(secret)}`, api_key: secret }),
  settings: { tlp: 2 },
  success: answerWith(201, '{"_id":"~1"}'),
  page: {
    title: 'TheHive 5',
    about: 'Creates an alert.',
    vendor: ['https://docs.strangebee.com/thehive/api-docs/'],
    conf: { soc: { tlp: 2 } },
    settings: { tlp: '0 to 4', pap: '0 to 3', organisation: 'of a user who belongs to several' },
    origin: 'https://thehive.example.com',
    overrides: {
      '@thehive.title': 'the title',
      '@thehive.description': 'the text, Markdown',
      '@thehive.tags': 'a list of texts',
      '@thehive.observables': 'a list of `{ dataType, data }`',
    },
    limits: ['A title has 512 characters, a description 1,048,576; what is longer is cut.'],
    repeats: '`sourceRef` is the id of the alert: TheHive refuses a second one with the same, which counts as sent.',
  },
});

describe('thehive', () => {
  const bench = outputBench(
    () => thehive({ http: fetchHttpClient }),
    (origin) => ({ url: `${origin}/`, api_key: 'k' }),
  );

  it('counts an alert that is there as sent', async () => {
    bench.answer(
      answerWith(
        400,
        '{"type":"CreateError","message":"Alert streamalert:StreamAlert:… already exist in organisation"}',
      ),
    );
    expect(await bench.send()).toStrictEqual({ kind: 'sent' });
  });

  it('sends observables, and the organisation', async () => {
    const observables = [{ dataType: 'ip', data: '198.51.100.7' }];
    await bench.send({ settings: { organisation: 'soc' }, publication: { '@thehive.observables': observables } });
    expect(bench.requests()[0]).toMatchObject({
      path: '/api/v1/alert',
      headers: { authorization: 'Bearer k', 'x-organisation': 'soc' },
    });
    expect(bench.body()).toMatchObject({ observables, sourceRef: exampleAlert.id, severity: 3, date: 1772355612345 });
  });
});
