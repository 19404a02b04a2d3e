import { describe, expect, it } from 'vitest';
import { github, githubService } from '../src/services/github.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

describeHttpOutput('github', {
  make: (http) => github({ http }),
  credentials: (origin, secret) => ({
    repository: 'acme/alerts',
    labels: secret,
    username: secret,
    access_token: secret,
    api: `${origin}/${encodeURIComponent(secret)}`,
  }),
  success: answerWith(201, '{"number":1}'),
  page: {
    title: 'GitHub issues',
    about: 'Opens an issue for each alert.',
    vendor: ['https://docs.github.com/en/rest/issues/issues#create-an-issue'],
    origin: 'https://api.github.com',
    setup: [
      'A fine-grained token needs "Issues: write" for the repository.',
      'For GitHub Enterprise give its API as `api`, e.g. `https://ghe.example.com/api/v3`.',
    ],
    overrides: { '@github.title': 'the title', '@github.body': 'the text, Markdown' },
    limits: ['A body has 65,536 characters; a longer record is cut. A title has 256.'],
    repeats:
      'GitHub has no key by which it recognises a repetition: a crash between its answer and the note of it opens a second issue.',
  },
});

describe('github', () => {
  const bench = outputBench(
    () => github({ http: fetchHttpClient }),
    (origin) => ({ repository: 'acme/alerts', access_token: 't', api: `${origin}/api/v3/` }),
  );

  it('posts to the API that is configured, with labels as they are meant', async () => {
    await bench.send({ credentials: { labels: 'security, urgent ,' } });
    expect(bench.requests()[0]).toMatchObject({
      method: 'POST',
      path: '/api/v3/repos/acme/alerts/issues',
      headers: {
        authorization: 'Bearer t',
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
      },
    });
    expect(bench.body()).toMatchObject({
      title: 'StreamAlert: cloudtrail_logging_stopped',
      labels: ['security', 'urgent'],
    });
  });

  it('shows a record in a block that the record cannot end', async () => {
    await bench.send({ alert: { ...exampleAlert, record: { a: '```' } } });
    expect(bench.body()['body']).toBe(
      '### Description\nSomebody stopped a trail.\n\n### Event data\n````json\n{\n  "a": "```"\n}\n````',
    );
  });

  it('cuts a record that is too long for an issue', async () => {
    await bench.send({ alert: { ...exampleAlert, record: { a: 'x'.repeat(70_000) } } });
    const body = String(bench.body()['body']);
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body).toMatch(/the rest is cut\]\n```$/);
  });

  it('refuses a repository without owner', () => {
    expect(githubService.credentials[0]?.validate?.('alerts')).toBe('must be owner/name');
  });
});
