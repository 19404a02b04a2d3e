import type { NormalizationCondition, NormalizationEntry } from '@streamalert/config';
import { type Json, recordId, recordUuid } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { classifierOf, schema, source } from './helpers/classify.ts';

const id = recordUuid(recordId('payload', 0, 0));

function normalized(entries: readonly NormalizationEntry[], record: Json | string): Json | undefined {
  const logType = schema('log:a', {}, { normalization: [['type', entries]] });
  return classifierOf([logType]).classifyData(source, record, 'payload').classified[0]?.record[
    'streamalert_normalization'
  ];
}

const at = (...path: string[]): NormalizationEntry => ({ path, function: null, sendToArtifacts: true });
const found = (...values: Json[]): Json => ({ type: [{ function: null, values }], streamalert_record_id: id });

describe('normalization', () => {
  it('collects the values of each type, with the function of each place', () => {
    const entries = [
      { path: ['client', 'ip'], function: 'Client address', sendToArtifacts: true },
      { path: ['proxy', 'ip'], function: 'Proxy address', sendToArtifacts: false },
    ];

    expect(normalized(entries, { client: { ip: '192.0.2.7' }, proxy: { ip: '192.0.2.8' } })).toStrictEqual({
      type: [
        { function: 'Client address', values: ['192.0.2.7'] },
        { function: 'Proxy address', values: ['192.0.2.8'], send_to_artifacts: false },
      ],
      streamalert_record_id: id,
    });
  });

  it.each<[string, Json | string, Json]>([
    ['text', { u: 'root' }, found('root')],
    ['true as text', { u: true }, found('True')],
    ['a number as text', { u: 7 }, found('7')],
    ['a float as text', '{"u":3.0}', found('3.0')],
    ['an exact integer as text', '{"u":9007199254740993}', found('9007199254740993')],
    ['an object as JSON', { u: { a: 1 } }, found('{"a":1}')],
    ['an array as it is', { u: ['a', 1, null] }, found('a', 1, null)],
    ['nothing for null', { u: null }, {}],
    ['nothing for empty text', { u: '' }, {}],
    ['nothing for 0', { u: 0 }, {}],
    ['nothing for an empty array', { u: [] }, {}],
    ['nothing for an absent key', { v: 1 }, {}],
  ])('reads %s', (_name, record, expected) => {
    expect(normalized([at('u')], record)).toStrictEqual(expected);
  });

  it.each<[string, Json]>([
    ['text', { u: 'root' }],
    ['a number', { u: 5 }],
    ['an array', { u: [{ name: 'x' }] }],
    ['inherited names', { u: {} }],
  ])('does not walk into %s', (_name, record) => {
    expect(normalized([at('u', 'constructor')], record)).toStrictEqual({});
  });

  it('43: finds nothing, and says so without an id', () => {
    expect(normalized([at('u'), at('v', 'w')], { x: 1 })).toStrictEqual({});
  });

  it('overwrites what the record brings along', () => {
    expect(normalized([at('u')], { streamalert_normalization: 'mine', u: 'x' })).toStrictEqual(found('x'));
  });

  it('starts from the envelope, too', () => {
    const logType = schema(
      'log:a',
      { a: 'string' },
      {
        jsonPath: ['r'],
        envelopeKeys: { site: 'string' },
        normalization: [['type', [at('streamalert:envelope_keys', 'site')]]],
      },
    );

    const { classified } = classifierOf([logType]).classifyData(source, { site: 'lis1', r: { a: '1' } }, 'payload');

    expect(classified[0]?.record['streamalert_normalization']).toStrictEqual(found('lis1'));
  });

  const condition = (
    operator: NormalizationCondition['operator'],
    operand: string | readonly string[],
    path = ['u'],
  ) => ({
    ...at('v'),
    condition: { path, operator, operand },
  });
  const record = { u: 'Root', v: 'x', o: { A: 1 }, b: true };

  it.each<[string, NormalizationEntry, boolean]>([
    ['is, on the lower-cased value', condition('is', 'root'), true],
    ['41: is, the operand is not lower-cased', condition('is', 'Root'), false],
    ['is_not', condition('is_not', 'admin'), true],
    ['42: is_not on an absent path', condition('is_not', 'admin', ['z']), false],
    ['in a list', condition('in', ['root', 'x']), true],
    ['in a text', condition('in', 'the root user'), true],
    ['not_in a list', condition('not_in', ['root']), false],
    ['not_in a list without it', condition('not_in', ['x']), true],
    ['contains', condition('contains', 'oo'), true],
    ['not_contains', condition('not_contains', 'oo'), false],
    ['not_contains on an absent path', condition('not_contains', 'oo', ['z']), false],
    ['on an object', condition('is', '{"a":1}', ['o']), true],
    ['on a boolean', condition('is', 'true', ['b']), true],
    ['40: on a path through text', condition('is_not', 'x', ['u', 'name']), false],
    ['without path or operator', { ...at('v'), never: true }, false],
  ])('condition %s', (_name, entry, holds) => {
    expect(normalized([entry], record)).toStrictEqual(holds ? found('x') : {});
  });
});
