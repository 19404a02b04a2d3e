import { describe, expect, it } from 'vitest';
import { toAdf } from '../src/services/jira/adf.ts';
import { jiraV2 } from '../src/services/jira-v2.ts';
import { exampleDelivery } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerByPath, answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const routes = { 'POST /rest/api/3/issue': answerWith(201, '{"id":"10001","key":"SEC-1"}') };

describeHttpOutput('jira-v2', {
  make: (http) => jiraV2({ http }),
  credentials: (origin, secret) => ({
    api_key: secret,
    user_name: secret,
    url: origin,
    project_key: secret,
    issue_type: secret,
    aggregate: secret,
  }),
  settings: { api: 3 },
  success: answerByPath(routes),
  page: {
    title: 'Jira Cloud',
    about: 'Opens an issue for each alert, or adds it as a comment to the open issue of its rule.',
    vendor: [
      'https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post',
      'https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post',
    ],
    conf: { soc: { api: 3 } },
    settings: { api: '3 or 2; unless set, 3 for `*.atlassian.net` and 2 for another Jira' },
    origin: 'https://acme.atlassian.net',
    setup: [
      '`api_key` is an API token of the user (id.atlassian.com, Security); tokens expire after a year at the latest.',
    ],
    overrides: {
      '@jira.issue_summary': 'the summary',
      '@jira.description':
        'the description; `{code}` blocks become code blocks, other wiki markup stays as it is typed',
    },
    limits: ['A summary has 255 characters, a description 32,767; what is longer is cut.'],
    repeats:
      'Jira has no key by which it recognises a repetition: a crash between its answer and the note of it opens a second issue. With `aggregate` it becomes a comment.',
  },
});

describe('jira-v2', () => {
  const bench = outputBench(
    () => jiraV2({ http: fetchHttpClient }),
    (origin) => ({
      user_name: 'u@example.com',
      api_key: 'k',
      url: `${origin}/`,
      project_key: 'SEC',
      issue_type: 'Task',
    }),
  );

  it('searches with the present API and comments in the present format', async () => {
    bench.answer(
      answerByPath({
        'POST /rest/api/3/search/jql': { issues: [{ id: '9' }] },
        'POST /rest/api/3/issue/9/comment': {},
      }),
    );
    await bench.send({
      settings: { api: 3 },
      credentials: { aggregate: 'yes' },
      publication: { '@jira.description': 'hello' },
    });
    expect(bench.requests().map(({ path }) => path)).toStrictEqual([
      '/rest/api/3/search/jql',
      '/rest/api/3/issue/9/comment',
    ]);
    expect(bench.body()).toStrictEqual({
      body: { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text: 'hello' }] }] },
    });
  });

  it.each([
    ['https://acme.atlassian.net/', 'https://acme.atlassian.net/rest/api/3/issue'],
    ['https://jira.example.com/base', 'https://jira.example.com/base/rest/api/2/issue'],
  ])('builds the address of %s', async (url, expected) => {
    const asked: string[] = [];
    const http = {
      request: async (request: { url: string }) => {
        asked.push(request.url);
        return { status: 201, headers: {}, body: '{"id":"1"}' };
      },
    };
    await jiraV2({ http }).send(exampleDelivery('jira-v2', { credentials: { url } }));
    expect(asked).toStrictEqual([expected]);
  });
});

describe('toAdf', () => {
  it('makes code blocks, paragraphs and line breaks', () => {
    expect(toAdf('one\ntwo\n\nthree{code:JSON}{"a":1}{code}')).toStrictEqual({
      type: 'doc',
      version: 1,
      content: [
        {
          type: 'paragraph',
          content: [{ type: 'text', text: 'one' }, { type: 'hardBreak' }, { type: 'text', text: 'two' }],
        },
        { type: 'paragraph', content: [{ type: 'text', text: 'three' }] },
        { type: 'codeBlock', attrs: { language: 'json' }, content: [{ type: 'text', text: '{"a":1}' }] },
      ],
    });
  });
});
