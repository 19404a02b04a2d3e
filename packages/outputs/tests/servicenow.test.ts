import { describe, expect, it } from 'vitest';
import { servicenow } from '../src/services/servicenow.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerByPath, answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const routes = {
  'GET /api/now/table/sn_si_incident': { result: [] },
  'POST /api/now/table/sn_si_incident': answerWith(201, '{"result":{"sys_id":"1"}}'),
};
const settings = { table: 'sn_si_incident', fields: { assignment_group: 'SOC' } };

describeHttpOutput('servicenow', {
  make: (http) => servicenow({ http }),
  credentials: (origin, secret) => ({ url: origin, username: secret, password: secret, token: secret }),
  settings,
  success: answerByPath(routes),
  page: {
    title: 'ServiceNow',
    about: 'Creates a row in a table, an incident unless the settings name another.',
    vendor: [
      'https://www.servicenow.com/docs/bundle/zurich-api-reference/page/integrate/inbound-rest/concept/c_TableAPI.html',
    ],
    conf: { soc: settings },
    settings: {
      table: 'name of the table, `incident` unless set; `sn_si_incident` with Security Incident Response',
      fields: 'further columns and their values',
    },
    origin: 'https://acme.service-now.com',
    setup: [
      'Either `token`, an OAuth access token, or `username` and `password` of a user with the roles that the table asks for.',
    ],
    overrides: {
      '@servicenow.short_description': 'the title',
      '@servicenow.description': 'the text',
      '@servicenow.fields': 'further columns and their values',
    },
    limits: ['A short description has 160 characters, a description 4000; what is longer is cut.'],
    repeats: '`correlation_id` is the id of the alert and looked for first: a repetition makes no second row.',
  },
});

describe('servicenow', () => {
  const bench = outputBench(
    () => servicenow({ http: fetchHttpClient }),
    (origin) => ({ url: `${origin}/`, username: 'u', password: 'p' }),
  );

  it('creates an incident once', async () => {
    bench.answer(
      answerByPath({
        'GET /api/now/table/incident': { result: [] },
        'POST /api/now/table/incident': answerWith(201, '{}'),
      }),
    );
    expect(await bench.send()).toStrictEqual({ kind: 'sent' });
    expect(bench.requests()[0]).toMatchObject({
      path: `/api/now/table/incident?sysparm_query=correlation_id%3D${exampleAlert.id}&sysparm_fields=sys_id&sysparm_limit=1`,
      headers: { authorization: `Basic ${btoa('u:p')}` },
    });
    expect(bench.body()).toMatchObject({ urgency: '1', impact: '1', correlation_id: exampleAlert.id });
  });

  it('leaves a row that is there', async () => {
    bench.answer(answerByPath({ 'GET /api/now/table/incident': { result: [{ sys_id: '1' }] } }));
    expect(await bench.send()).toStrictEqual({ kind: 'sent' });
    expect(bench.requests()).toHaveLength(1);
  });

  it('waits for an instance that sleeps and answers with a page', async () => {
    bench.answer(answerWith(200, '<html>hibernating</html>'));
    expect(await bench.send()).toMatchObject({ kind: 'retry' });
  });

  it('asks for a login', async () => {
    expect(await bench.send({ credentials: { username: undefined as never } })).toStrictEqual({
      kind: 'permanent',
      reason: 'credentials need a token, or username and password',
    });
  });
});
