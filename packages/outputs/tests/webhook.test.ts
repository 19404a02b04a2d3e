import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Delivery, defaultPublication, webhook, webhookService } from '../src/index.ts';
import { renderTemplate } from '../src/services/webhook/template.ts';
import { makeAlert, makeDelivery } from './helpers/factories.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith, type HttpReceiver, neverAnswer, startHttpReceiver } from './helpers/http-receiver.ts';

describeHttpOutput('webhook', {
  make: (http) => webhook({ http }),
  credentials: (origin, secret) => ({
    url: `${origin}/in?token=${encodeURIComponent(secret)}`,
    secret,
    headers: JSON.stringify({ Authorization: `Bearer ${secret}` }),
  }),
  page: {
    title: 'Webhook',
    about:
      'Sends the publication as JSON to any HTTPS receiver. With the credential `secret`, `X-StreamAlert-Signature` is `v1=` and the hex HMAC-SHA256 of `X-StreamAlert-Timestamp`, a dot, and the body; compare it in constant time, and refuse old timestamps.',
    vendor: ['https://www.rfc-editor.org/rfc/rfc9110'],
    settings: {
      method: '`POST` (default), `PUT` or `PATCH`',
      headers: 'names and texts; secret ones belong into the credential `headers`',
      body: 'any JSON in which `{{path.to.field}}` stands for a value of the publication; absent: the publication',
      timeout_ms: 'of one request, 1 to 60000',
    },
    origin: 'https://receiver.example.com',
    limits: ['None of its own.'],
    repeats: 'Every try carries the same `Idempotency-Key`, the id of the alert and the output.',
  },
});

describe('webhook', () => {
  let receiver: HttpReceiver;
  beforeAll(async () => {
    receiver = await startHttpReceiver();
  });
  afterAll(() => receiver[Symbol.asyncDispose]());
  beforeEach(() => {
    receiver.requests.length = 0;
    receiver.answer = answerWith(200);
  });
  const alert = makeAlert({ record: { serial: 9007199254740993n } });
  const send = (changes: Partial<Delivery> = {}) =>
    webhook({ http: fetchHttpClient }).send(
      makeDelivery({
        alert,
        publication: defaultPublication(alert),
        idempotencyKey: `${alert.id}:webhook:soc`,
        ...changes,
        credentials: { url: `${receiver.origin}/in`, ...changes.credentials },
      }),
    );

  it('posts the publication as compact JSON with integers exact', async () => {
    expect(await send()).toStrictEqual({ kind: 'sent' });

    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/in' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': `${alert.id}:webhook:soc`,
    });
    expect(request?.headers).not.toHaveProperty('x-streamalert-signature');
    expect(request?.body).toContain('"record":{"serial":9007199254740993}');
    expect(Object.keys(JSON.parse(request?.body ?? ''))).toStrictEqual(Object.keys(defaultPublication(alert)));
  });

  it('adds the id that publishers left out', async () => {
    await send({ publication: { text: 'hello' } });
    expect(receiver.requests[0]?.body).toBe(`{"text":"hello","id":"${alert.id}"}`);
  });

  it('sends method, headers and body as configured, secret headers included', async () => {
    await send({
      settings: {
        method: 'PUT',
        headers: { 'Content-Type': 'application/vnd.acme+json', 'X-Team': 'soc' },
        body: { event: '{{record}}', title: '{{rule_name}}!' },
      },
      credentials: { headers: '{"Authorization":"Bearer abc"}' },
    });

    const [request] = receiver.requests;
    expect(request?.method).toBe('PUT');
    expect(request?.headers).toMatchObject({
      'content-type': 'application/vnd.acme+json',
      'x-team': 'soc',
      authorization: 'Bearer abc',
    });
    expect(request?.body).toBe('{"event":{"serial":9007199254740993},"title":"cloudtrail_root_account_usage!"}');
  });

  it('signs time and body with the secret', async () => {
    await send({ credentials: { secret: 'k3y' } });

    const [request] = receiver.requests;
    const digest = createHmac('sha256', 'k3y').update(`1688990400.${request?.body}`).digest('hex');
    expect(request?.headers).toMatchObject({
      'x-streamalert-timestamp': '1688990400',
      'x-streamalert-signature': `v1=${digest}`,
    });
  });

  it('waits no longer than timeout_ms', async () => {
    receiver.answer = neverAnswer;
    await expect(send({ settings: { timeout_ms: 50 }, timeLeftMs: () => 10_000 })).rejects.toThrow('failed');
  });
});

describe('renderTemplate', () => {
  const publication = { id: 'a', n: 2, list: [{ x: null }], '@slack.text': 'hi', record: { 'a.b': { c: 1 } } };

  it.each([
    ['a value itself for a text that is one placeholder', '{{ list }}', [{ x: null }]],
    ['text inside a longer text', '{{id}}/{{n}}', 'a/2'],
    ['JSON inside a longer text', 'see {{list}}', 'see [{"x":null}]'],
    ['an item by position', '{{list.0.x}}', null],
    ['"" for a path that leads nowhere', '{{nope.x}}', ''],
    ['"" for the length of a list', '{{list.length}}', ''],
    ['"" for what objects inherit', '{{record.constructor}}', ''],
    ['keys that hold dots', '{{record.a.b.c}}{{@slack.text}}', '1hi'],
    ['other values as they are', [1, true, null, {}], [1, true, null, {}]],
  ])('gives %s', (_case, template, expected) => {
    expect(renderTemplate(template as never, publication)).toStrictEqual(expected);
  });
});

describe('webhookService', () => {
  it('reports every wrong setting at its place', () => {
    const settings = {
      method: 'GET',
      headers: { Host: 'x', 'X-Ok': '1' },
      timeout_ms: 0,
      retries: 3,
      body: ['{{recrod}}'],
    };
    expect(webhookService.checkSettings(settings)).toStrictEqual([
      { path: ['retries'], message: 'is not known; there are method, headers, body, timeout_ms', severity: 'error' },
      { path: ['method'], message: 'must be one of POST, PUT, PATCH', severity: 'error' },
      { path: ['headers', 'Host'], message: 'is set by this output itself', severity: 'error' },
      { path: ['timeout_ms'], message: 'must be a whole number of milliseconds from 1 to 60000', severity: 'error' },
      {
        path: ['body', 0],
        message: '{{recrod}} is empty unless a publisher adds it: an alert has no such key',
        severity: 'warning',
      },
    ]);
  });

  it.each([
    ['url', 'not a url', 'must be a URL, e.g. https://hooks.example.com/…'],
    ['url', 'http://hooks.example.com/x', 'must begin with https:// (http:// is accepted for this machine only)'],
    ['url', 'https://a:b@hooks.example.com/x', 'must not hold a user name or password'],
    ['url', 'https://hooks.example.com/x', undefined],
    ['headers', '{"X-A":"b\\n"}', 'must be a JSON object of headers'],
    ['headers', 'X-A: b', 'must be a JSON object of headers'],
    ['headers', '{"X-A":"b"}', undefined],
  ])('checks the credential %s: %s', (name, value, problem) => {
    const field = webhookService.credentials.find((candidate) => candidate.name === name);
    expect(field?.validate?.(value)).toBe(problem);
  });
});
