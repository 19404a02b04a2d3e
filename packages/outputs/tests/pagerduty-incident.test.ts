import { describe, expect, it } from 'vitest';
import { pagerdutyIncident } from '../src/services/pagerduty-incident.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { describeHttpOutput } from './helpers/http-output.ts';
import { answerByPath, answerWith } from './helpers/http-receiver.ts';
import { outputBench } from './helpers/sent-by.ts';

const routes = {
  'GET /users': {
    users: [
      { id: 'UOTHER', email: 'soc-team@example.com' },
      { id: 'USOC', email: 'SOC@example.com' },
    ],
  },
  'POST /v2/enqueue': answerWith(202, '{"status":"success"}'),
  'GET /incidents': { incidents: [{ id: 'PINC' }] },
  'GET /priorities': { priorities: [{ id: 'P1ID', name: 'P1' }] },
  'PUT /incidents/PINC': { incident: {} },
  'POST /incidents/PINC/notes': { note: {} },
  'POST /incidents/PINC/responder_requests': {},
};

const credentials = (origin: string, secret: string) => ({
  token: secret,
  service_name: secret,
  service_id: secret,
  escalation_policy: secret,
  escalation_policy_id: secret,
  email_from: secret,
  integration_key: secret,
  api: origin,
  url: `${origin}/v2/enqueue`,
});

describeHttpOutput('pagerduty-incident', {
  make: (http) => pagerdutyIncident({ http, pauseMs: 1 }),
  credentials,
  success: answerByPath({
    ...routes,
    'GET /users': {
      users: [
        { id: 'USOC', email: 'SECRET' },
        { id: 'U2', email: 'plain-secret' },
      ],
    },
  }),
  context: { 'pagerduty-incident': { incident_priority: 'P1', note: 'Look at the trail.' } },
  page: {
    title: 'PagerDuty incidents',
    about:
      'Opens an incident by an event (Events API v2), then sets its title, priority, assignment and urgency, asks responders and adds a note (REST API v2).',
    vendor: [
      'https://developer.pagerduty.com/api-reference/',
      'https://developer.pagerduty.com/docs/events-api-v2-overview',
    ],
    origin: 'https://api.pagerduty.com',
    shown: (sent) => sent.replace('https://api.pagerduty.com/v2/enqueue', 'https://events.pagerduty.com/v2/enqueue'),
    setup: ['`email_from` is the address of a user; PagerDuty changes incidents in that name.'],
    overrides: {
      '@pagerduty-incident.incident_title': 'the title',
      '@pagerduty-incident.incident_body': 'the details',
      '@pagerduty-incident.urgency': '`low` or `high`; else what the service is set to',
      '@pagerduty-incident.note': 'a note',
      '@pagerduty-v2.…': 'everything of the service `pagerduty-v2`, for the event',
    },
    context: {
      'pagerduty-incident.assigned_user': 'e-mail address of who gets the incident',
      'pagerduty-incident.assigned_policy_id': 'escalation policy, if nobody is assigned',
      'pagerduty-incident.incident_priority': 'name of a priority',
      'pagerduty-incident.with_record': '`false`: without the record',
      'pagerduty-incident.note': 'a note',
      'pagerduty-incident.responders': 'e-mail address, or a list of them',
      'pagerduty-incident.responder_message': 'what they are told',
    },
    limits: ['As `pagerduty-v2`; a note has 25,000 characters.'],
    repeats:
      'The incident is opened once, by its `dedup_key`. What fails after it is set up is told in a note and not repeated; a crash in that moment may ask responders once more.',
  },
});

describe('pagerduty-incident', () => {
  const bench = outputBench(
    () => pagerdutyIncident({ http: fetchHttpClient, pauseMs: 1 }),
    (origin) => ({
      ...credentials(origin, 'x'),
      email_from: 'soc@example.com',
      service_id: 'PSVC',
      escalation_policy_id: 'PPOL',
    }),
  );
  const alertWith = (context: Record<string, unknown>) => ({
    ...exampleAlert,
    context: { 'pagerduty-incident': context } as never,
  });
  const calls = () => bench.requests().map(({ method, path }) => `${method} ${path}`);

  it('opens, finds and changes the incident', async () => {
    bench.answer(answerByPath(routes));
    expect(await bench.send({ publication: {} })).toStrictEqual({ kind: 'sent' });

    expect(calls()).toStrictEqual([
      'GET /users?query=soc%40example.com',
      'POST /v2/enqueue',
      `GET /incidents?incident_key=${encodeURIComponent(`soc:${exampleAlert.id}`)}`,
      'PUT /incidents/PINC',
    ]);
    expect(bench.requests()[3]?.headers).toMatchObject({
      accept: 'application/vnd.pagerduty+json;version=2',
      authorization: 'Token token=x',
      from: 'soc@example.com',
    });
    expect(bench.body()).toStrictEqual({
      incident: {
        type: 'incident',
        title: 'StreamAlert Incident - Rule triggered: cloudtrail_logging_stopped',
        service: { id: 'PSVC', type: 'service_reference' },
        body: { type: 'incident_body', details: 'Somebody stopped a trail.' },
        escalation_policy: { id: 'PPOL', type: 'escalation_policy_reference' },
      },
    });
  });

  it('sets what context and publication ask for', async () => {
    bench.answer(answerByPath(routes));
    await bench.send({
      alert: alertWith({ assigned_user: 'soc@example.com', incident_priority: 'P1', with_record: false }),
      publication: {
        '@pagerduty-incident.incident_title': 'T',
        '@pagerduty-incident.incident_body': 'B',
        '@pagerduty-incident.urgency': 'low',
      },
    });

    expect(bench.body()['incident']).toMatchObject({
      title: 'T',
      body: { details: 'B' },
      urgency: 'low',
      priority: { id: 'P1ID', type: 'priority_reference' },
      assignments: [{ assignee: { id: 'USOC', type: 'user_reference' } }],
    });
    expect(bench.body(1)).toMatchObject({ payload: { custom_details: { description: 'Somebody stopped a trail.' } } });
    expect(bench.requests()[1]?.body).not.toContain('StopLogging');
  });

  it('takes no user whose address is only alike', async () => {
    bench.answer(
      answerByPath({ ...routes, 'GET /users': { users: [{ id: 'UOTHER', email: 'soc-team@example.com' }] } }),
    );
    expect(await bench.send()).toStrictEqual({
      kind: 'permanent',
      reason: 'email_from is no user of this PagerDuty account',
    });
  });

  it('waits for an incident that is not open yet, and comes back for it', async () => {
    bench.answer(answerByPath({ ...routes, 'GET /incidents': { incidents: [] } }));
    expect(await bench.send()).toStrictEqual({
      kind: 'retry',
      reason: 'PagerDuty took the event and has not opened the incident yet',
    });
    expect(calls().filter((call) => call.startsWith('GET /incidents'))).toHaveLength(5);
  });

  it('delivers although a responder is unknown, and tells it in a note (edge case 36)', async () => {
    bench.answer(answerByPath(routes));
    const alert = alertWith({ responders: ['nobody@example.com', 'soc@example.com'] });
    expect(await bench.send({ alert, publication: {} })).toStrictEqual({ kind: 'sent' });

    expect(bench.body()).toMatchObject({
      note: { content: expect.stringContaining('nobody@example.com: no PagerDuty user has this address') },
    });
    expect(calls()).toContain('POST /incidents/PINC/responder_requests');
  });

  it('adds no note for an empty one (edge case 37)', async () => {
    bench.answer(answerByPath(routes));
    expect(await bench.send({ alert: alertWith({ note: '' }), publication: {} })).toStrictEqual({ kind: 'sent' });
    expect(calls().filter((call) => call.endsWith('/notes'))).toStrictEqual([]);
  });

  it('prefers the note of the publication', async () => {
    bench.answer(answerByPath(routes));
    await bench.send({
      alert: alertWith({ note: 'context' }),
      publication: { '@pagerduty-incident.note': 'publication' },
    });
    expect(bench.body()).toStrictEqual({ note: { content: 'publication' } });
  });
});
