import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, parseJson, stringifyJson } from '../src/index.ts';
import { AlertRowError, decodeAlertRow, decodeRowProgress, encodeAlertRow } from '../src/wire/index.ts';

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

  it('keeps numbers in a context exact, and gives 3.5, which cannot hand them on, texts (rows 24 and 25)', () => {
    const context = { n: 3, score: 0.7, deep: [{ big: 9007199254740993n }], ticket: 'SEC-1', no: null };

    const row = encodeAlertRow({ ...alert, context });

    expect(row.Context).toStrictEqual({
      n: '3',
      score: '0.7',
      deep: [{ big: '9007199254740993' }],
      ticket: 'SEC-1',
      no: null,
    });
    expect(row.ContextJson).toBe('{"n":3,"score":0.7,"deep":[{"big":9007199254740993}],"ticket":"SEC-1","no":null}');
    expect(decodeAlertRow(row).context).toStrictEqual(context);
  });

  it('without numbers in its context is exactly what 3.5 writes', () => {
    const row = encodeAlertRow({ ...alert, context: { slack_message_template: 'x', remove_fields: ['^a'], on: true } });

    expect(row).not.toHaveProperty('ContextJson');
  });

  it('holds whole minutes of the window, and the rest beside them', () => {
    const row = encodeAlertRow({ ...alert, mergeWindowMinutes: 1.5 });

    expect([row.MergeWindowMins, row.MergeWindowSeconds]).toStrictEqual([1, 90]);
    expect(decodeAlertRow(row).mergeWindowMinutes).toBe(1.5);
  });

  it('says why an alert was suppressed, and nothing of its limits', () => {
    const suppressed = { kind: 'silence', reason: 'planned test', until: 1_688_990_282_000_123, by: 'ines' } as const;
    const limits = { maxPerHour: 3 };

    const row = encodeAlertRow({ ...alert, suppressed, limits });

    expect(row.Suppressed).toStrictEqual({ ...suppressed, until: '2023-07-10T11:58:02.000123Z' });
    expect(decodeAlertRow(row)).toStrictEqual({ ...alert, suppressed });
  });

  it('keeps times of due, lease and dispatch to the microsecond', () => {
    const progress = {
      attempts: 2,
      outputsSent: ['aws-firehose:alerts'],
      dispatched: 1_688_990_282_000_001,
      due: 1_688_990_282_000_002,
      leasedUntil: 1_688_990_282_000_003,
      leasedBy: 'p-1',
    } as const;

    const row = encodeAlertRow(alert, progress);

    expect([row.Dispatched, row.DueAt, row.LockedUntil, row.LockedBy]).toStrictEqual([
      '2023-07-10T11:58:02.000001Z',
      '2023-07-10T11:58:02.000002Z',
      '2023-07-10T11:58:02.000003Z',
      'p-1',
    ]);
    expect(decodeRowProgress(row)).toStrictEqual(progress);
  });

  it('of 3.5 has been dispatched or not: absent and 1970 are no time (row 44)', () => {
    const { Dispatched: _, Attempts: _attempts, ...row } = encodeAlertRow(alert);

    expect(decodeRowProgress(row)).toStrictEqual({ attempts: 0, outputsSent: [] });
    expect(decodeRowProgress(encodeAlertRow(alert))).toStrictEqual({ attempts: 0, outputsSent: [] });
  });

  it.each([
    ['a rule', { RuleName: undefined }, 'RuleName is not text'],
    ['outputs', { Outputs: 'slack:soc' }, 'Outputs is not a set of texts'],
    ['an object in its record', { Record: '[]' }, 'Record is not a JSON object'],
    ['an object in its context', { ContextJson: '7' }, 'ContextJson is not a JSON object'],
  ])('without %s is refused', (_name, change, problem) => {
    const decode = () => decodeAlertRow({ ...encodeAlertRow(alert), ...change } as never);

    expect(decode).toThrow(
      expect.objectContaining({ name: 'AlertRowError', message: expect.stringContaining(problem) }),
    );
  });

  it('comes back as it was, whatever the alert', () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ unit: 'grapheme' }),
        fc.integer(),
        fc.bigInt({ min: 2n ** 53n + 1n }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    const object = fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      json,
      { maxKeys: 4 },
    );
    fc.assert(
      fc.property(object, object, fc.integer({ min: 0, max: 2 ** 51 }), (record, context, created) => {
        const any = { ...alert, record, context, created } as Alert;
        const plain = (value: unknown) => parseJson(stringifyJson(value));
        const decoded = decodeAlertRow(parseJson(stringifyJson(encodeAlertRow(any))) as never);
        expect(plain(decoded)).toStrictEqual(plain(any));
      }),
      { numRuns: 100 },
    );
  });
});
