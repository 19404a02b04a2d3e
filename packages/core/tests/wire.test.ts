import { describe, expect, it } from 'vitest';
import type { Alert, ClassifiedRecord } from '../src/index.ts';
import { AlertRowError, decodeAlertRow, decodeBody, encodeAlertRow, encodeMessage } from '../src/wire/index.ts';

const record: ClassifiedRecord = {
  kind: 'classified',
  id: 'p.0.7',
  cluster: 'east',
  log_schema_type: 'vpn:login',
  data_type: 'json',
  service: 'kinesis',
  resource: 'acme_east_streamalert',
  record: { user: 'mia', bytes: 9007199254740993n },
};

const alert: Alert = {
  id: '0a1b2c3d-0000-4000-8000-000000000000',
  ruleName: 'vpn_login',
  record: { user: 'mïa', bytes: 9007199254740993n },
  outputs: ['aws-firehose:alerts', 'slack:soc'],
  created: 1_688_990_282_000_123,
  cluster: 'east',
  logSource: 'vpn:login',
  logType: 'json',
  sourceService: 'kinesis',
  sourceEntity: 'acme_east_streamalert',
  ruleDescription: 'A login over VPN',
  context: {},
  publishers: {},
  mergeByKeys: ['user'],
  mergeWindowMinutes: 5,
  staged: false,
};

describe('queue message', () => {
  it('is what 3.5 wrote, in its order, and an id', () => {
    expect(encodeMessage(record)).toBe(
      '{"cluster":"east","log_schema_type":"vpn:login","record":{"user":"mia","bytes":9007199254740993},"service":"kinesis","resource":"acme_east_streamalert","data_type":"json","id":"p.0.7"}',
    );
  });

  it('is read back whole', () => {
    expect(decodeBody(`[${encodeMessage(record)}]`)).toStrictEqual([record]);
  });

  it('of 3.5, a single object without id, is read', () => {
    const body =
      '{"cluster":"east","log_schema_type":"vpn:login","record":{"user":"mia"},"service":"s3","resource":"b","data_type":"json"}';

    expect(decodeBody(body)).toStrictEqual([
      { ...record, id: '', service: 's3', resource: 'b', record: { user: 'mia' } },
    ]);
  });

  it.each([
    ['no JSON', 'x', 'the queue body is not JSON'],
    ['no record', '[{"cluster":"c"}]', 'message 0 of the queue body has no object "record"'],
    ['a record that is text', '[{"record":"x"}]', 'message 0 of the queue body has no object "record"'],
    ['null', '[null]', 'message 0 of the queue body has no object "record"'],
  ])('with %s is refused', (_name, body, message) => {
    expect(() => decodeBody(body)).toThrow(expect.objectContaining({ name: 'QueueMessageError', message }));
  });
});

describe('alert row', () => {
  it('has the attributes of 3.5, their encodings and order', () => {
    expect(JSON.stringify(encodeAlertRow(alert, { attempts: 1, outputsSent: ['aws-firehose:alerts'] }))).toBe(
      JSON.stringify({
        RuleName: 'vpn_login',
        AlertID: '0a1b2c3d-0000-4000-8000-000000000000',
        Attempts: 1,
        Cluster: 'east',
        Created: '2023-07-10T11:58:02.000123Z',
        Dispatched: '1970-01-01T00:00:00.000000Z',
        LogSource: 'vpn:login',
        LogType: 'json',
        MergeByKeys: ['user'],
        MergeWindowMins: 5,
        Outputs: ['aws-firehose:alerts', 'slack:soc'],
        OutputsSent: ['aws-firehose:alerts'],
        Publishers: null,
        Record: '{"user":"m\\u00efa","bytes":9007199254740993}',
        RuleDescription: 'A login over VPN',
        SourceEntity: 'acme_east_streamalert',
        SourceService: 'kinesis',
        Staged: false,
        Context: {},
      }),
    );
  });

  it('is read back as the same alert, with what is ours', () => {
    const ours: Alert = {
      ...alert,
      severity: 'high',
      title: 'mia from 192.0.2.1',
      tags: ['vpn'],
      attack: [{ tactic: 'TA0001', technique: 'T1133' }],
      references: ['https://example.com/vpn'],
      runbook: 'Ask mia.',
      owner: 'secops',
    };

    expect(decodeAlertRow(encodeAlertRow(ours))).toStrictEqual(ours);
  });

  it('with only the required attributes is read, as other tools write it', () => {
    const row = {
      RuleName: 'r',
      AlertID: 'i',
      Created: '2023-07-10T11:58:02.000123Z',
      Record: '{"a":1}',
      Outputs: ['b:c', 'a:b'],
    };

    expect(decodeAlertRow(row)).toStrictEqual({
      ...alert,
      id: 'i',
      ruleName: 'r',
      record: { a: 1 },
      outputs: ['a:b', 'b:c'],
      cluster: '',
      logSource: '',
      logType: '',
      sourceService: '',
      sourceEntity: '',
      ruleDescription: '',
      mergeByKeys: [],
      mergeWindowMinutes: 0,
    });
  });

  it.each([
    ['a creation time', { Created: 'yesterday' }, 'Created is not YYYY-MM-DDTHH:MM:SS.ffffffZ'],
    ['a record', { Record: '{' }, 'Record is not JSON'],
  ])('without %s names the alert', (_name, change, problem) => {
    expect(() => decodeAlertRow({ ...encodeAlertRow(alert), ...change })).toThrow(
      new AlertRowError(`alert ${alert.id} of vpn_login: ${problem}`, { place: { rule: 'vpn_login' } }),
    );
  });
});
