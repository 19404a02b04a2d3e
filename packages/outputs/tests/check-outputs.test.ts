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

  it('reports a service that does not exist once, and one of 3.5 as a warning', () => {
    expect(
      check(
        { service: 'slak', descriptor: 'a' },
        { service: 'slak', descriptor: 'b' },
        { service: 'pagerduty', descriptor: 'oncall' },
      ),
    ).toStrictEqual([
      {
        file: 'conf/outputs.json',
        pointer: '/slak',
        message: 'there is no output service "slak"; there are console, file, slack, webhook',
        severity: 'error',
      },
      {
        file: 'conf/outputs.json',
        pointer: '/pagerduty',
        message: 'the service "pagerduty" is not available in this version; alerts for it are kept and not sent',
        severity: 'warning',
      },
    ]);
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
