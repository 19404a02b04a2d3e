import type { LogTypeSchema } from '@streamalert/config';
import type { Json } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { explainRecord, type MatchObstacle, payloadRecordsOf, type SchemaExplanation } from '../src/index.ts';
import { cluster, schema, source } from './helpers/classify.ts';

const explain = (logTypes: readonly LogTypeSchema[], data: Json, options: { header?: string; as?: 'item' } = {}) =>
  explainRecord({ cluster, logTypes }, { source, data, payloadId: 'payload', ...options });
const obstacles = (logTypes: readonly LogTypeSchema[], data: Json): (MatchObstacle | undefined)[] =>
  explain(logTypes, data).schemas.map(({ obstacle }) => obstacle);
const outcomes = (schemas: readonly SchemaExplanation[]) =>
  schemas.map(({ log_schema_type, outcome, taken, items }) => [log_schema_type, outcome, `${taken} of ${items}`]);

const vpn = schema('log:vpn', { userName: 'string', port: 'integer' });

describe('explainRecord', () => {
  it('names missing and unexpected keys, and those that only look different', () => {
    expect(obstacles([vpn], { user_name: 'ann', port: 1, extra: true })).toStrictEqual([
      {
        kind: 'keys',
        missing: ['userName'],
        unexpected: [{ key: 'user_name', resembles: 'userName' }, { key: 'extra' }],
        declared: 2,
        present: 1,
      },
    ]);
  });

  it('finds the innermost values of another type', () => {
    const nested = schema('log:nested', { at: { line: 'integer', file: 'string' }, tags: [] });

    expect(obstacles([nested], { at: { line: 'x', file: 1 }, tags: 'a' })).toStrictEqual([
      {
        kind: 'types',
        fields: [
          { key: 'at.line', wants: 'integer', found: 'x' },
          { key: 'tags', wants: '[]', found: 'a' },
        ],
      },
    ]);
  });

  it('names the patterns that miss, also of nested fields and the envelope', () => {
    const patterned = schema(
      'log:patterned',
      { kind: 'string', meta: { os: 'string' } },
      {
        jsonPath: ['records[*]'],
        envelopeKeys: { site: 'string' },
        logPatterns: [
          ['kind', ['boot', 'halt*']],
          ['meta', [['os', ['lin*']]]],
          ['streamalert:envelope_keys', [['site', ['lis*']]]],
        ],
      },
    );
    const data = { site: 'osl', records: [{ kind: 'halted', meta: { os: 'mac' } }] };

    expect(obstacles([patterned], data)).toStrictEqual([
      {
        kind: 'patterns',
        fields: [
          { field: 'meta.os', globs: ['lin*'], found: 'mac' },
          { field: 'streamalert:envelope_keys.site', globs: ['lis*'], found: 'osl' },
        ],
      },
    ]);
  });

  it('tells an envelope that differs, a path that finds nothing, and data that is no JSON', () => {
    const enveloped = schema('log:enveloped', { a: 'string' }, { envelopeKeys: { e: 'integer', f: 'string' } });
    const pathed = schema('log:pathed', { a: 'string' }, { jsonPath: ['r[*]'] });

    expect(obstacles([enveloped, pathed], { e: 'x', a: '1' })).toStrictEqual([
      { kind: 'envelope', missing: ['f'], wrongTypes: [{ key: 'e', wants: 'integer', found: 'x' }] },
      { kind: 'parser', reason: 'nothing at json_path', detail: 'nothing at json_path' },
    ]);
    expect(obstacles([vpn], 'port=22')).toStrictEqual([
      { kind: 'parser', reason: 'not JSON', detail: 'it takes nothing but JSON' },
    ]);
  });

  it('shows which schema decides, and which later ones would take it too', () => {
    const any = schema('log:any', {});
    const same = schema('log:same', { userName: 'string', port: 'string' });

    const { schemas, classified, rejected } = explain([vpn, any, same], { userName: 'ann', port: '22' });

    expect(outcomes(schemas)).toStrictEqual([
      ['log:vpn', 'match', '1 of 1'],
      ['log:any', 'shadowed', '1 of 1'],
      ['log:same', 'shadowed', '1 of 1'],
    ]);
    expect(classified.map(({ id, record }) => [id, record])).toStrictEqual([
      ['payload.0.0', { userName: 'ann', port: 22 }],
    ]);
    expect(rejected).toStrictEqual([]);
  });

  it('counts the items of a document, and explains the first that is not taken', () => {
    const items = schema('log:items', { a: 'string' }, { jsonPath: ['r[*]'] });

    const { schemas, classified, rejected } = explain([items], { r: [{ a: '1' }, { b: '2' }] });

    expect(outcomes(schemas)).toStrictEqual([['log:items', 'match', '1 of 2']]);
    expect(schemas[0]?.obstacle?.kind).toBe('keys');
    expect([classified.length, rejected.map(({ reason }) => reason)]).toStrictEqual([1, ['unknown keys']]);
  });

  it('names log types of other sources that would take a rejected record', () => {
    const other = schema('okta:events', { user: 'string' });

    const { schemas, elsewhere, rejected } = explain([vpn, other], { user: 'ann' });

    expect([schemas.length, elsewhere, rejected[0]?.nearest?.log_schema_type]).toStrictEqual([
      1,
      ['okta:events'],
      'log:vpn',
    ]);
  });

  it('reads a line with the header of its file', () => {
    const csv = schema('log:csv', { a: 'string', b: 'integer' }, { header: 'required' }, 'csv');
    const [, line] = payloadRecordsOf(Buffer.from('b,a\n7,x\n'));

    const { classified } = explain([csv], line?.data as string, { header: line?.header as string });

    expect(classified.map(({ record }) => record)).toStrictEqual([{ a: 'x', b: 7 }]);
  });

  it('explains an item that was taken out of its document', () => {
    const items = schema('log:items', { a: 'string' }, { jsonPath: ['r[*]'] });

    expect(explain([items], { a: '1' }, { as: 'item' }).classified).toHaveLength(1);
  });
});

describe('payloadRecordsOf', () => {
  it('takes a JSON document as one, and anything else by its lines', () => {
    expect(payloadRecordsOf(Buffer.from('{\n"a": 1}\n'))).toStrictEqual([{ data: '{\n"a": 1}\n' }]);
    expect(payloadRecordsOf(Buffer.from('{"a":1}\r\n\n{"a":2}'))).toStrictEqual([
      { data: '{"a":1}' },
      { data: '{"a":2}', header: '{"a":1}' },
    ]);
  });

  it('keeps bytes that are not UTF-8', () => {
    expect(payloadRecordsOf(Buffer.from([0x61, 0xff, 0x0a, 0x62]))).toStrictEqual([
      { data: Buffer.from([0x61, 0xff]) },
      { data: Buffer.from([0x62]), header: 'a\ufffd' },
    ]);
  });
});
