import { describe, expect, it } from 'vitest';
import { pagerdutyV2 } from '../src/services/pagerduty-v2.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeHttpOutput('pagerduty-v2', {
  make: (http) => pagerdutyV2({ http }),
  credentials: (origin, secret) => ({ routing_key: secret, url: `${origin}/v2/enqueue?${encodeURIComponent(secret)}` }),
  success: answerWith(202, '{"status":"success"}'),
  page: {
    title: 'PagerDuty, Events API v2',
    about: 'Triggers an alert of a PagerDuty service.',
    vendor: [
      'https://developer.pagerduty.com/docs/events-api-v2-overview',
      'https://developer.pagerduty.com/api-reference/368ae3d938c9e-send-an-event-to-pager-duty',
    ],
    origin: 'https://events.pagerduty.com',
    setup: [
      'Add an integration "Events API V2" to the service; its integration key is the `routing_key`.',
      'An account in Europe also needs `url`: `https://events.eu.pagerduty.com/v2/enqueue`.',
    ],
    overrides: {
      '@pagerduty-v2.summary': 'the title',
      '@pagerduty-v2.custom_details': 'an object or text in place of description and record',
      '@pagerduty-v2.severity': '`info`, `warning`, `error` or `critical`; else that of the rule, else `critical`',
      '@pagerduty-v2.client_url': 'where the client name leads',
      '@pagerduty-v2.images': 'a list of `{ src, href, alt }`',
      '@pagerduty-v2.links': 'a list of `{ href, text }`',
      '@pagerduty-v2.component': 'text',
      '@pagerduty-v2.group': 'text',
      '@pagerduty-v2.class': 'text',
    },
    limits: [
      'An event has at most 512 KB: what is too large in `custom_details` is cut. A summary has 1024 characters.',
    ],
    repeats: '`dedup_key` is the descriptor and the id of the alert: a repetition opens no second incident.',
  },
});

describe('pagerduty-v2', () => {
  const bench = outputBench(
    () => pagerdutyV2({ http: fetchHttpClient }),
    (origin) => ({ routing_key: 'r', url: origin }),
  );

  it('sends the same dedup_key again (edge case 35)', async () => {
    await bench.send();
    await bench.send({ attempt: 2 });
    expect([bench.body(0)['dedup_key'], bench.body(1)['dedup_key']]).toStrictEqual([
      `soc:${exampleAlert.id}`,
      `soc:${exampleAlert.id}`,
    ]);
  });

  it('takes what publishers set, and leaves out what they do not', async () => {
    await bench.send({
      publication: {
        '@pagerduty-v2.summary': 'S'.repeat(1025),
        '@pagerduty-v2.custom_details': { a: 1 },
        '@pagerduty-v2.severity': 'Warning',
        '@pagerduty-v2.client_url': 'https://x.example/',
        '@pagerduty-v2.images': [{ src: 'https://x.example/a.png' }, { alt: 'no source' }],
        '@pagerduty-v2.links': [{ href: 'https://x.example/' }],
        '@pagerduty-v2.component': 'db',
      },
    });

    const { payload, ...rest } = bench.body() as { payload: Record<string, unknown> };
    expect(payload).toStrictEqual({
      summary: `${'S'.repeat(988)}… [1025 characters, the rest is cut]`,
      source: 'cloudtrail:events',
      severity: 'warning',
      timestamp: '2026-03-01T09:00:12.345678Z',
      component: 'db',
      custom_details: { a: 1 },
    });
    expect(rest).toMatchObject({
      client_url: 'https://x.example/',
      images: [{ src: 'https://x.example/a.png', href: '', alt: '' }],
      links: [{ href: 'https://x.example/', text: 'https://x.example/' }],
    });
  });

  it.each([
    [undefined, 'critical'],
    ['info', 'info'],
    ['medium', 'warning'],
    ['critical', 'critical'],
  ] as const)('sends a rule of severity %s as %s', async (severity, expected) => {
    const { severity: _, ...alert } = exampleAlert;
    await bench.send({ alert: { ...alert, ...(severity !== undefined && { severity }) }, publication: {} });
    expect(bench.body()).toMatchObject({ payload: { severity: expected } });
  });

  it('cuts a record of 1 MB to an event of 512 KB', async () => {
    await bench.send({
      alert: { ...exampleAlert, record: { kept: 'small', large: 'x'.repeat(1e6) } },
      publication: {},
    });
    const text = bench.requests()[0]?.body ?? '';
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(512 * 1024);
    expect(Buffer.byteLength(text)).toBeGreaterThan(500 * 1024);
    expect(text).toContain('"kept":"small"');
    expect(text).toContain('[1000002 bytes, the rest is cut]');
  });
});
