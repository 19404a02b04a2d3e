import { describe, expect, it } from 'vitest';
import { komand } from '../src/services/komand.ts';
import { exampleDelivery } from './helpers/example-alert.ts';
import { describeHttpOutput } from './helpers/http-output.ts';

describeHttpOutput('komand', {
  make: (http) => komand({ http }),
  credentials: (origin, secret) => ({
    komand_auth_token: secret,
    url: `${origin}/v2/triggers/${encodeURIComponent(secret)}/events`,
  }),
  page: {
    title: 'Rapid7 InsightConnect (Komand)',
    about: 'Starts a workflow by its API trigger.',
    vendor: ['https://docs.rapid7.com/insight/api-overview/'],
    origin: 'https://komand.example.com',
    setup: [
      'InsightConnect in the cloud: the address of the API trigger at `https://{region}.api.insight.rapid7.com/…`, and an API key of the platform, sent as `X-Api-Key`.',
      'A self-hosted Komand, as in 3.5: the address of its trigger, and a token, sent as `Authorization`.',
    ],
    limits: ['None of its own.'],
    repeats:
      'InsightConnect has no key by which it recognises a repetition: a crash between its answer and the note of it starts the workflow twice.',
  },
});

describe('komand', () => {
  it.each([
    ['https://us.api.insight.rapid7.com/connect/v1/execute', { 'x-api-key': 'k' }],
    ['https://komand.example.com/v2/triggers/1/events', { authorization: 'k' }],
  ])('sends the key to %s in its place', async (url, expected) => {
    const headers: Record<string, string>[] = [];
    const http = {
      request: async (request: { headers?: Readonly<Record<string, string>> }) => {
        headers.push(request.headers ?? {});
        return { status: 200, headers: {}, body: '' };
      },
    };
    await komand({ http }).send(exampleDelivery('komand', { credentials: { url, komand_auth_token: 'k' } }));
    expect(headers).toMatchObject([expected]);
  });
});
