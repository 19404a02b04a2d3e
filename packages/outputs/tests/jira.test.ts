import { describe, expect, it } from 'vitest';
import { jira } from '../src/services/jira.ts';
import { exampleAlert, exampleDelivery } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerByPath, answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const routes = { 'POST /rest/api/2/issue': answerWith(201, '{"id":"10001","key":"SEC-1"}') };

describeHttpOutput('jira', {
  make: (http) => jira({ http }),
  credentials: (origin, secret) => ({
    username: secret,
    password: secret,
    url: `${origin}/`,
    project_key: secret,
    issue_type: secret,
    aggregate: secret,
  }),
  success: answerByPath(routes),
  page: {
    title: 'Jira Data Center',
    about:
      'Opens an issue for each alert, or adds it as a comment to the open issue of its rule. For Jira Cloud use `jira-v2`.',
    vendor: [
      'https://developer.atlassian.com/server/jira/platform/rest/',
      'https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html',
    ],
    origin: 'https://jira.example.com',
    setup: [
      'The cookie login of 3.5 is gone: `username` and `password` are sent as Basic authorization. Where that is switched off, leave `username` out and give a personal access token as `password`.',
      'A Jira Cloud that refuses the password is shown with the advice to use `jira-v2`.',
    ],
    overrides: { '@jira.issue_summary': 'the summary', '@jira.description': 'the description, wiki text' },
    limits: ['A summary has 255 characters, a description 32,767; what is longer is cut.'],
    repeats:
      'Jira has no key by which it recognises a repetition: a crash between its answer and the note of it opens a second issue. With `aggregate` it becomes a comment.',
  },
});

describe('jira', () => {
  const bench = outputBench(
    () => jira({ http: fetchHttpClient }),
    (origin) => ({ username: 'u', password: 'p', url: `${origin}/`, project_key: 'SEC', issue_type: 'Task' }),
  );
  const calls = () => bench.requests().map(({ method, path }) => `${method} ${path}`);

  it('opens an issue with the publication as code', async () => {
    bench.answer(answerByPath(routes));
    expect(await bench.send({ publication: { b: 1, a: 2 } })).toStrictEqual({ kind: 'sent' });

    expect(calls()).toStrictEqual(['POST /rest/api/2/issue']);
    expect(bench.requests()[0]?.headers['authorization']).toBe(`Basic ${btoa('u:p')}`);
    expect(bench.body()).toStrictEqual({
      fields: {
        project: { key: 'SEC' },
        summary: 'StreamAlert cloudtrail_logging_stopped',
        description: '{code:JSON}{"a":2,"b":1}{code}',
        issuetype: { name: 'Task' },
      },
    });
  });

  it('sends a personal access token when there is no user', async () => {
    bench.answer(answerByPath(routes));
    await bench.send({ credentials: { username: undefined as never } });
    expect(bench.requests()[0]?.headers['authorization']).toBe('Bearer p');
  });

  it('adds a comment to the open issue that bears the label of the summary', async () => {
    bench.answer(
      answerByPath({
        'POST /rest/api/2/search': { issues: [{ id: '77' }] },
        'POST /rest/api/2/issue/77/comment': { id: '1' },
      }),
    );
    expect(await bench.send({ credentials: { aggregate: 'Yes' }, publication: {} })).toStrictEqual({ kind: 'sent' });

    expect(calls()).toStrictEqual(['POST /rest/api/2/search', 'POST /rest/api/2/issue/77/comment']);
    const [, label] = /labels = "(streamalert-[0-9a-f]{16})"/.exec(String(bench.body(0)['jql'])) ?? [];
    expect(bench.body(0)['jql']).toBe(
      `project = "SEC" AND labels = "${label}" AND statusCategory != Done ORDER BY created DESC`,
    );
  });

  it('labels an issue that alerts may join later', async () => {
    bench.answer(answerByPath({ ...routes, 'POST /rest/api/2/search': { issues: [] } }));
    await bench.send({ credentials: { aggregate: 'yes' } });
    const [, label] = /labels = "(\S+)"/.exec(String(bench.body(0)['jql'])) ?? [];
    expect(bench.body(1)).toMatchObject({ fields: { labels: [label] } });
  });

  it('opens an issue when the comment is refused (edge case 38)', async () => {
    bench.answer(
      answerByPath({
        ...routes,
        'POST /rest/api/2/search': { issues: [{ id: '77' }] },
        'POST /rest/api/2/issue/77/comment': 403,
      }),
    );
    expect(await bench.send({ credentials: { aggregate: 'yes' } })).toStrictEqual({ kind: 'sent' });
    expect(calls().at(-1)).toBe('POST /rest/api/2/issue');
  });

  it.each([
    ['the search', { 'POST /rest/api/2/search': 503 }],
    [
      'the comment',
      { 'POST /rest/api/2/search': { issues: [{ id: '77' }] }, 'POST /rest/api/2/issue/77/comment': 503 },
    ],
  ])('waits rather than open a second issue when %s is out of order', async (_what, answers) => {
    bench.answer(answerByPath({ ...answers }));
    expect(await bench.send({ credentials: { aggregate: 'yes' } })).toMatchObject({ kind: 'retry' });
    expect(calls()).not.toContain('POST /rest/api/2/issue');
  });

  it('quotes what a publisher puts into the query by hashing it', async () => {
    bench.answer(answerByPath({ ...routes, 'POST /rest/api/2/search': { issues: [] } }));
    await bench.send({
      credentials: { aggregate: 'yes', project_key: 'A"B' },
      publication: { '@jira.issue_summary': 'x" OR project = "HR' },
    });
    expect(bench.body(0)['jql']).toMatch(/^project = "A\\"B" AND labels = "streamalert-[0-9a-f]{16}" AND/);
  });

  it('cuts a description of a large record', async () => {
    bench.answer(answerByPath(routes));
    await bench.send({ alert: exampleAlert, publication: { record: 'x'.repeat(40_000) } });
    const { fields } = bench.body() as { fields: { description: string } };
    expect(fields.description.length).toBeLessThanOrEqual(32_767);
    expect(fields.description).toMatch(/… \[\d+ characters, the rest is cut\]\{code\}$/);
  });

  it('says that Jira Cloud takes no passwords', async () => {
    const http = { request: async () => ({ status: 401, headers: {}, body: '' }) };
    const bench401 = jira({ http });
    const credentials = { username: 'u', password: 'p', url: 'https://acme.atlassian.net' };
    expect(await bench401.send({ ...deliveryOf(credentials) })).toStrictEqual({
      kind: 'permanent',
      reason: '401 Unauthorized (Jira Cloud takes no passwords: use the service jira-v2 with an API token)',
      credentialsRefused: true,
    });
  });
});

const deliveryOf = (credentials: Record<string, string>) => exampleDelivery('jira', { credentials });
