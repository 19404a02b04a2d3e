import { describe, expect, it } from 'vitest';
import { classifierOf, classify, type FieldNames, type Options, schema } from './helpers/classify.ts';

const envelope = 'streamalert:envelope_keys';

const examples: readonly (readonly [string, FieldNames, Options, string, unknown[], string[]])[] = [
  [
    'A: a path with an envelope',
    { door: 'string', badge: 'integer' },
    { jsonPath: ['swipes[*]'], envelopeKeys: { site: 'string', rack: 'integer' }, optionalEnvelopeKeys: ['rack'] },
    '{"site":"lis1","swipes":[{"door":"d1","badge":"41"},{"door":"d2"}]}',
    [{ door: 'd1', badge: 41, [envelope]: { site: 'lis1', rack: 0 } }],
    ['{"door":"d2"}'],
  ],
  [
    'B: JSON inside text, with an envelope',
    { user: 'string', ok: 'boolean' },
    { jsonRegexKey: 'line', envelopeKeys: { relay: 'string' } },
    '{"relay":"r-9","line":"<14> authd[77]: {\\"user\\":\\"mia\\",\\"ok\\":\\"TRUE\\"}"}',
    [{ user: 'mia', ok: true, [envelope]: { relay: 'r-9' } }],
    [],
  ],
  [
    'C: embedded JSON',
    { user: 'string' },
    { jsonPath: ['lines[*].msg'], embeddedJson: true },
    '{"lines":[{"msg":"{\\"user\\":\\"mia\\"}"},{"msg":"not json"}]}',
    [{ user: 'mia' }],
    ['not json'],
  ],
  [
    'an envelope whose keys are all optional and absent',
    { a: 'string' },
    { jsonPath: ['r'], envelopeKeys: { e: 'string' }, optionalEnvelopeKeys: ['e'] },
    '{"r":{"a":"1"}}',
    [{ a: '1', [envelope]: { e: '' } }],
    [],
  ],
  [
    'patterns on the envelope',
    { a: 'string' },
    {
      jsonPath: ['r'],
      envelopeKeys: { kind: 'string' },
      logPatterns: [[envelope, [['kind', ['DATA_*']]]]],
    },
    '{"kind":"DATA_MESSAGE","r":{"a":"1"}}',
    [{ a: '1', [envelope]: { kind: 'DATA_MESSAGE' } }],
    [],
  ],
];

describe('worked examples of the specification', () => {
  it.each(examples)('%s', async (_name, fields, options, data, records, rejected) => {
    const result = await classify(classifierOf([schema('log:a', fields, options)]), data);

    expect(result.records).toStrictEqual(records);
    expect(result.rejected.map(({ data: raw }) => Buffer.from(raw).toString())).toStrictEqual(rejected);
  });
});
