import { describe, expect, it } from 'vitest';
import { carbonblack } from '../src/services/carbonblack.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerByPath, answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const md5 = 'd41d8cd98f00b204e9800998ecf8427e';
const routes = {
  'GET /api/v1/binary/': { md5: md5.toUpperCase() },
  'GET /api/v1/banning/blacklist/': 404,
  'POST /api/v1/banning/blacklist': { md5hash: md5, enabled: true },
};
const context = { carbonblack: { action: 'ban', value: md5 } };

describeHttpOutput('carbonblack', {
  make: (http) => carbonblack({ http }),
  credentials: (origin, secret) => ({ url: `${origin}/?${encodeURIComponent(secret)}`, token: secret }),
  success: (request, response) =>
    answerByPath(routes)({ ...request, path: request.path.replace(/^\/\?[^/]*/, '') }, response),
  context,
  page: {
    title: 'Carbon Black EDR',
    about: 'Bans a binary by its MD5, as the context of the rule says. It acts, and shows nothing of the alert.',
    vendor: ['https://developer.carbonblack.com/reference/enterprise-response/latest/rest-api/'],
    origin: 'https://cb.example.com',
    context: {
      'carbonblack.action': '`ban`; there is no other',
      'carbonblack.value': 'the MD5 of the binary, 32 hexadecimal digits',
    },
    limits: ['An alert without this context, or whose binary the server does not know, is parked with the reason.'],
    repeats: 'A hash that is banned stays banned.',
  },
});

describe('carbonblack', () => {
  const bench = outputBench(
    () => carbonblack({ http: fetchHttpClient }),
    (origin) => ({ url: `${origin}/`, token: 't' }),
  );
  const calls = () => bench.requests().map(({ method, path }) => `${method} ${path}`);
  const alert = { ...exampleAlert, context };

  it('bans a hash that is not banned', async () => {
    bench.answer(answerByPath(routes));
    expect(await bench.send({ alert })).toStrictEqual({ kind: 'sent' });

    expect(calls()).toStrictEqual([
      `GET /api/v1/binary/${md5.toUpperCase()}/summary`,
      `GET /api/v1/banning/blacklist/${md5}`,
      'POST /api/v1/banning/blacklist',
    ]);
    expect(bench.requests()[2]?.headers['x-auth-token']).toBe('t');
    expect(bench.body()).toStrictEqual({ md5hash: md5, text: 'Banned from StreamAlert', enabled: true });
  });

  it.each([
    ['leaves a ban that is enabled', true, 2],
    ['enables one that is disabled', false, 3],
  ])('%s', async (_case, enabled, requests) => {
    bench.answer(answerByPath({ ...routes, 'GET /api/v1/banning/blacklist/': { md5hash: md5, enabled } }));
    expect(await bench.send({ alert })).toStrictEqual({ kind: 'sent' });
    expect(calls()).toHaveLength(requests);
  });

  it.each([
    ['no context', {}, "the rule's context has no carbonblack: { action, value }"],
    ['another action', { carbonblack: { action: 'unban', value: md5 } }, 'the only action of carbonblack is "ban"'],
    [
      'another hash',
      { carbonblack: { action: 'ban', value: 'abc' } },
      'carbonblack.value must be an MD5, 32 hexadecimal digits',
    ],
  ])('parks an alert with %s', async (_case, wrong, reason) => {
    expect(await bench.send({ alert: { ...exampleAlert, context: wrong } })).toStrictEqual({
      kind: 'permanent',
      reason,
    });
    expect(calls()).toStrictEqual([]);
  });

  it('parks an alert about a binary that the server does not know', async () => {
    bench.answer(answerWith(404));
    expect(await bench.send({ alert })).toStrictEqual({
      kind: 'permanent',
      reason: `Carbon Black has no binary ${md5}`,
    });
  });
});
