import type { OutputDescriptor } from '@streamalert/config';
import type { OutputName } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { checkOutputs } from '../src/index.ts';

const check = (...descriptors: OutputDescriptor[]) =>
  checkOutputs({
    dir: 'conf',
    outputs: new Map(
      descriptors.map((entry): [OutputName, OutputDescriptor] => [`${entry.service}:${entry.descriptor}`, entry]),
    ),
  });

describe('checkOutputs', () => {
  it('accepts what the services accept', () => {
    expect(
      check(
        { service: 'console', descriptor: 'terminal' },
        { service: 'file', descriptor: 'local', settings: 'alerts.ndjson' },
        { service: 'slack', descriptor: 'soc-triage' },
        { service: 'webhook', descriptor: 'soc', settings: { method: 'PUT' } },
      ),
    ).toStrictEqual([]);
  });

  it('knows every service of 3.5', () => {
    const services =
      'aws-cloudwatch-log aws-firehose aws-lambda aws-lambda-v2 aws-s3 aws-ses aws-sns aws-sqs carbonblack demisto github jira jira-v2 komand pagerduty pagerduty-incident pagerduty-v2 phantom slack teams victorops';
    const named = /^aws-(firehose|lambda|s3|sns|sqs)$/;
    const descriptors = services.split(' ').map((service) => ({
      service,
      descriptor: 'soc',
      ...(named.test(service) && { settings: 'name' }),
    }));
    expect(descriptors).toHaveLength(21);
    expect(check(...descriptors)).toStrictEqual([]);
  });

  it('reports a service that does not exist once', () => {
    expect(check({ service: 'slak', descriptor: 'a' }, { service: 'slak', descriptor: 'b' })).toStrictEqual([
      {
        file: 'conf/outputs.json',
        pointer: '/slak',
        message: expect.stringMatching(
          /^there is no output service "slak"; there are aws-cloudwatch-log, .*, webhook$/,
        ),
        severity: 'error',
      },
    ]);
  });

  it('checks the format that any output can send', () => {
    expect(check({ service: 'slack', descriptor: 'a', settings: { format: 'cef' } })).toStrictEqual([
      {
        file: 'conf/outputs.json',
        pointer: '/slack/a/format',
        message: 'must be one of publication, ocsf',
        severity: 'error',
      },
    ]);
  });

  it('takes the name of a bucket as it is, or as a value', () => {
    const settings = ['acme-evidence', { value: 'acme-evidence' }, { value: 'acme-evidence', format: 'ocsf' }];
    expect(settings.flatMap((one) => check({ service: 'aws-s3', descriptor: 'a', settings: one }))).toStrictEqual([]);
    expect(check({ service: 'aws-s3', descriptor: 'a', settings: { format: 'ocsf' } })).toHaveLength(1);
  });

  it('points at descriptors and settings', () => {
    const issues = check(
      { service: 'slack', descriptor: 'ok' },
      { service: 'slack', descriptor: 'a b' },
      { service: 'file', descriptor: 'local', settings: 3 },
      { service: 'webhook', descriptor: 'a/b', settings: { headers: { 'X-A': 1 } } },
    );
    expect(issues.map(({ pointer, severity, message }) => [pointer, severity, message])).toStrictEqual([
      ['/slack/1', 'error', 'a descriptor must not be empty nor hold a space or colon'],
      ['/file/local', 'error', 'needs a path: { "descriptor": "alerts.ndjson" }'],
      [
        '/webhook/a~1b',
        'warning',
        'a descriptor of letters, digits, "_", "." and "-" is accepted everywhere; this one is not on AWS',
      ],
      ['/webhook/a~1b/headers/X-A', 'error', 'must be a text of printable ASCII characters'],
    ]);
  });
});
