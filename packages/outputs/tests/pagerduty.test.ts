import { describe, expect, it } from 'vitest';
import { pagerduty } from '../src/services/pagerduty.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeHttpOutput('pagerduty', {
  make: (http) => pagerduty({ http }),
  credentials: (origin, secret) => ({ service_key: secret, url: `${origin}/v2/enqueue?${encodeURIComponent(secret)}` }),
  success: answerWith(202, '{"status":"success"}'),
  page: {
    title: 'PagerDuty, the configuration of 3.5',
    about:
      'Triggers an alert of a PagerDuty service. In StreamAlert 3.5 this service spoke the Events API v1; it now speaks v2 with the same configuration. New configurations use `pagerduty-v2`.',
    vendor: ['https://developer.pagerduty.com/docs/events-api-v2-overview'],
    origin: 'https://events.pagerduty.com',
    setup: [
      '`service_key` must be the key of an integration "Events API V2"; PagerDuty refuses that of another with 400, which is then shown with this advice.',
    ],
    overrides: {
      '@pagerduty.description': 'the title',
      '@pagerduty.details': 'an object or text in place of description and record',
      '@pagerduty.client_url': 'where the client name leads',
      '@pagerduty.contexts': 'a list of `{ type: "link", href, text }` and `{ type: "image", src }`',
    },
    limits: ['An event has at most 512 KB: what is too large in the details is cut.'],
    repeats: '`dedup_key` is the descriptor and the id of the alert: a repetition opens no second incident.',
  },
});

describe('pagerduty', () => {
  const bench = outputBench(
    () => pagerduty({ http: fetchHttpClient }),
    (origin) => ({ service_key: 'k', url: origin }),
  );

  it('sends the keys of 3.5 as an event of v2', async () => {
    await bench.send({
      publication: {
        '@pagerduty.description': 'D',
        '@pagerduty.details': { d: 1 },
        '@pagerduty.contexts': [
          { type: 'link', href: 'https://x.example/', text: 'X', more: 1 },
          { type: 'image', src: 'https://x.example/a.png' },
          { type: 'sound' },
        ],
      },
    });
    expect(bench.body()).toMatchObject({
      routing_key: 'k',
      event_action: 'trigger',
      payload: { summary: 'D', custom_details: { d: 1 } },
      links: [{ href: 'https://x.example/', text: 'X' }],
      images: [{ src: 'https://x.example/a.png' }],
    });
  });

  it('leaves contexts out that are no list', async () => {
    await bench.send({ publication: { '@pagerduty.contexts': 'x' } });
    expect(bench.body()).toMatchObject({ links: [], images: [] });
  });

  it('says what to change when the key is not one of v2', async () => {
    bench.answer(answerWith(400, 'invalid routing key'));
    expect(await bench.send()).toStrictEqual({
      kind: 'permanent',
      reason: '400 Bad Request: invalid routing key (the service_key must be that of an Events API v2 integration)',
    });
  });
});
