import type { Alert } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { alertLine } from '../src/index.ts';

const alert: Alert = {
  id: '79192344-4a6d-4850-8d06-9c3fef1060a4',
  ruleName: 'cloudtrail_root_account_usage',
  record: { eventID: 'e1', size: 2n ** 63n - 1n, streamalert_normalization: { ipAddress: [] } },
  outputs: ['slack:soc', 'aws-firehose:alerts'],
  created: 1_688_990_282_000_123,
  cluster: 'prod',
  logSource: 'cloudtrail:events',
  logType: 'json',
  sourceService: 's3',
  sourceEntity: 'acme.audit.logs',
  ruleDescription: '',
  context: { ticket: 7 },
  publishers: { 'slack:soc': ['summary'] },
  mergeByKeys: ['eventID'],
  mergeWindowMinutes: 5,
  staged: false,
};

const publication =
  '{"cluster":"prod","context":{"ticket":7},"created":"2023-07-10T11:58:02.000123Z",' +
  '"id":"79192344-4a6d-4850-8d06-9c3fef1060a4","log_source":"cloudtrail:events","log_type":"json",' +
  '"outputs":["aws-firehose:alerts","slack:soc"],"publishers":{"slack:soc":["summary"]},' +
  '"record":{"eventID":"e1","size":9223372036854775807},"rule_description":"",' +
  '"rule_name":"cloudtrail_root_account_usage","source_entity":"acme.audit.logs","source_service":"s3","staged":false';

describe('alertLine', () => {
  it('writes the default publication, without normalization and with exact integers', () => {
    expect(alertLine(alert)).toBe(`${publication}}`);
  });

  it('appends what the rule says about itself', () => {
    const line = alertLine({
      ...alert,
      severity: 'high',
      tags: ['aws'],
      title: 'Root was used',
      attack: [{ tactic: 'TA0004', technique: 'T1078.004' }],
      references: ['https://example.com/root'],
      runbook: 'https://example.com/runbook',
      owner: 'soc',
    });

    expect(line).toBe(
      `${publication},"severity":"high","tags":["aws"],"title":"Root was used",` +
        '"attack":[{"tactic":"TA0004","technique":"T1078.004"}],"references":["https://example.com/root"],' +
        '"runbook":"https://example.com/runbook","owner":"soc"}',
    );
  });

  it('leaves the alert itself as it is', () => {
    const before = structuredClone(alert);

    alertLine(alert);

    expect(alert).toStrictEqual(before);
  });
});
