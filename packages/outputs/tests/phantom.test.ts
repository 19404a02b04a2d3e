import { describe, expect, it } from 'vitest';
import { phantom } from '../src/services/phantom.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerByPath, answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const routes = {
  'GET /rest/container': { count: 0, data: [] },
  'POST /rest/container': { success: true, id: 12 },
  'POST /rest/artifact': { success: true, id: 99 },
};

describeHttpOutput('phantom', {
  make: (http) => phantom({ http }),
  credentials: (origin, secret) => ({ ph_auth_token: secret, url: `${origin}/?${encodeURIComponent(secret)}` }),
  success: (request, response) =>
    answerByPath(routes)({ ...request, path: request.path.replace(/^\/\?[^/]*/, '') }, response),
  page: {
    title: 'Splunk SOAR (Phantom)',
    about: 'Adds each alert as an artifact to the container of its rule, which is created when there is none.',
    vendor: [
      'https://docs.splunk.com/Documentation/SOAR/current/PlatformAPI/RESTContainers',
      'https://docs.splunk.com/Documentation/SOAR/current/PlatformAPI/RESTArtifacts',
    ],
    origin: 'https://soar.example.com',
    setup: ['Certificates are verified: give Node a private authority by `NODE_EXTRA_CA_CERTS`.'],
    limits: ['None of its own.'],
    repeats:
      '`source_data_identifier` is the id of the alert: Splunk SOAR refuses a second artifact with the same, which counts as sent.',
  },
});

describe('phantom', () => {
  const bench = outputBench(
    () => phantom({ http: fetchHttpClient }),
    (origin) => ({ ph_auth_token: 't', url: `${origin}/` }),
  );
  const calls = () => bench.requests().map(({ method, path }) => `${method} ${path}`);

  it('creates the container of the rule and adds the artifact', async () => {
    bench.answer(answerByPath(routes));
    expect(await bench.send({ publication: { a: 1 } })).toStrictEqual({ kind: 'sent' });

    expect(calls()).toStrictEqual([
      'GET /rest/container?_filter_name=%22cloudtrail_logging_stopped%22&page_size=1',
      'POST /rest/container',
      'POST /rest/artifact',
    ]);
    expect(bench.requests()[2]?.headers['ph-auth-token']).toBe('t');
    expect(bench.body()).toStrictEqual({
      cef: exampleAlert.record,
      container_id: 12,
      data: { a: 1 },
      name: 'Phantom Artifact',
      label: 'Alert',
      source_data_identifier: exampleAlert.id,
    });
  });

  it('takes the container that is there', async () => {
    bench.answer(answerByPath({ ...routes, 'GET /rest/container': { count: 1, data: [{ id: 5 }] } }));
    await bench.send();
    expect(bench.body()['container_id']).toBe(5);
  });

  it('takes the container that somebody else just made', async () => {
    bench.answer(
      answerByPath({ ...routes, 'POST /rest/container': answerWith(400, '{"failed":true,"existing_container_id":6}') }),
    );
    await bench.send();
    expect(bench.body()['container_id']).toBe(6);
  });

  it('counts an artifact that is there as sent', async () => {
    bench.answer(
      answerByPath({ ...routes, 'POST /rest/artifact': answerWith(400, '{"failed":true,"existing_artifact_id":7}') }),
    );
    expect(await bench.send()).toStrictEqual({ kind: 'sent' });
  });

  it('makes no second container when the look-up is out of order', async () => {
    bench.answer(answerByPath({ 'GET /rest/container': 500 }));
    expect(await bench.send()).toMatchObject({ kind: 'retry' });
    expect(calls()).toHaveLength(1);
  });
});
