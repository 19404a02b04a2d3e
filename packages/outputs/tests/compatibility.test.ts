import { outputParameterName, secretsKeyAlias } from '@streamalert/core/naming';
import { describe, expect, it } from 'vitest';
import { awsFirehose } from '../src/aws/aws-firehose.ts';
import { awsS3 } from '../src/aws/aws-s3.ts';
import { composePublication, outputServices } from '../src/index.ts';
import { github } from '../src/services/github.ts';
import { slack } from '../src/services/slack.ts';
import { webhook } from '../src/services/webhook.ts';
import { awsAt } from './helpers/aws-output.ts';
import { exampleAlert } from './helpers/example-alert.ts';
import { fetchHttpClient } from './helpers/fetch-http-client.ts';
import { outputBench } from './helpers/sent-by.ts';

/** The credential fields of 3.5, by service. */
const fieldsOf35: Readonly<Record<string, readonly string[]>> = {
  'aws-lambda-v2': ['lambda_function_arn', 'function_qualifier', 'assume_role_arn'],
  'aws-ses': ['from_email', 'to_emails'],
  carbonblack: ['url', 'token'],
  demisto: ['url', 'token'],
  github: ['repository', 'labels', 'username', 'access_token'],
  jira: ['username', 'password', 'url', 'project_key', 'issue_type', 'aggregate'],
  'jira-v2': ['api_key', 'user_name', 'url', 'project_key', 'issue_type', 'aggregate'],
  komand: ['komand_auth_token', 'url'],
  pagerduty: ['service_key'],
  'pagerduty-incident': [
    'token',
    'service_name',
    'service_id',
    'escalation_policy',
    'escalation_policy_id',
    'email_from',
    'integration_key',
  ],
  'pagerduty-v2': ['routing_key'],
  phantom: ['ph_auth_token', 'url'],
  slack: ['url'],
  teams: ['url'],
  victorops: ['victorops_api_id', 'victorops_api_key', 'url', 'routing_key'],
};

describe('parameters and secrets of 3.5 (checklist 2)', () => {
  it.each(Object.entries(fieldsOf35))('%s takes the stored JSON of 3.5 as it is', (name, fields) => {
    const service = outputServices.find((one) => one.service === name);
    const known = service?.credentials.map((field) => field.name) ?? [];
    const needed = service?.credentials.filter(({ optional }) => optional !== true).map((field) => field.name) ?? [];
    expect(known).toStrictEqual(expect.arrayContaining([...fields]));
    expect(needed.filter((field) => !fields.includes(field))).toStrictEqual([]);
  });

  it('names parameter and key as 3.5 did', () => {
    expect(outputParameterName('acme', 'slack', 'soc-triage')).toBe('/acme/streamalert/outputs/slack/soc-triage');
    expect(secretsKeyAlias('acme')).toBe('alias/acme_streamalert_secrets');
    expect(secretsKeyAlias('acme', 'alias/mine')).toBe('alias/mine');
  });
});

describe('the implicit output (checklist 5)', () => {
  it('is never transformed by publishers', () => {
    const alert = { ...exampleAlert, publishers: { 'aws-firehose:alerts': ['blank'], 'aws-firehose': ['blank'] } };
    const blank = new Map([['blank', { name: 'blank', publish: () => ({}) } as never]]);
    const { publication } = composePublication(alert, 'aws-firehose:alerts', blank);
    expect(publication).toMatchObject({ id: exampleAlert.id, record: exampleAlert.record });
  });
});

describe('numbers and text (checklist 7)', () => {
  const alert = { ...exampleAlert, record: { large: 9007199254740993n, text: 'Ünï 😀', odd: Number.NaN } };
  const publication = { created: '2026-03-01T09:00:12.345678Z', record: alert.record };
  const expected = '"large":9007199254740993,"text":"Ünï 😀","odd":null';
  const http = outputBench(
    () => webhook({ http: fetchHttpClient }),
    (origin) => ({ url: origin }),
  );
  const s3 = outputBench(
    (origin) => awsS3({ aws: awsAt(origin) }),
    () => ({}),
  );
  const firehose = outputBench(
    (origin) => awsFirehose({ aws: awsAt(origin) }),
    () => ({}),
  );

  it('are exact in JSON over HTTP, and microseconds stay', async () => {
    await http.send({ alert, publication });
    expect(http.requests()[0]?.body).toContain(expected);
    expect(http.requests()[0]?.body).toContain('"created":"2026-03-01T09:00:12.345678Z"');
  });

  it('are exact in objects and streams', async () => {
    await s3.send({ alert, publication, settings: 'b' });
    await firehose.send({ alert, publication, settings: 's' });
    const { Record } = firehose.body() as { Record: { Data: string } };
    expect(s3.requests()[0]?.body).toContain(expected);
    expect(Buffer.from(Record.Data, 'base64').toString()).toContain(expected);
  });
});

describe('messages for people', () => {
  const chat = outputBench(
    () => slack({ http: fetchHttpClient }),
    (origin) => ({ url: origin }),
  );
  const tickets = outputBench(
    () => github({ http: fetchHttpClient }),
    (origin) => ({ repository: 'acme/alerts', access_token: 't', api: origin }),
  );

  it('show large integers exactly (checklist 7)', async () => {
    const alert = { ...exampleAlert, record: { large: 9007199254740993n } };
    await chat.send({ alert });
    await tickets.send({ alert });
    expect(chat.requests()[0]?.body).toContain('9007199254740993');
    expect(tickets.requests()[0]?.body).toContain('9007199254740993');
  });

  it('show the record although publishers emptied the publication (edge case 28)', async () => {
    await chat.send({ publication: {} });
    expect(chat.requests()[0]?.body).toContain('StopLogging');
  });
});
