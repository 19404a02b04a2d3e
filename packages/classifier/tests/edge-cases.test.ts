import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Json } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { classifierOf, classify, type FieldNames, type Options, schema, source } from './helpers/classify.ts';

/** Rows of spec 01 §8 that concern json, S3 objects and classification. `undefined`: nothing matches. */
type Row = readonly [
  name: string,
  fields: FieldNames,
  options: Options,
  data: string,
  records: readonly Json[] | undefined,
];

const rows: readonly Row[] = [
  ['1: falsy text skips conversion', { n: 'integer' }, {}, '{"n":""}', [{ n: '' }]],
  ['2: zero stays a number', { s: 'string' }, {}, '{"s":0}', [{ s: 0 }]],
  ['3: 1 is not true', { b: 'boolean' }, {}, '{"b":1}', [{ b: false }]],
  ['3: yes is not true', { b: 'boolean' }, {}, '{"b":"yes"}', [{ b: false }]],
  ['4: a float is truncated', { n: 'integer' }, {}, '{"n":2.9}', [{ n: 2 }]],
  ['4: text of a float is no integer', { n: 'integer' }, {}, '{"n":"2.9"}', undefined],
  ['5: {} takes text', { m: {} }, {}, '{"m":"plain text"}', [{ m: 'plain text' }]],
  ['6: a list is no object', { l: [] }, {}, '{"l":{"a":1}}', undefined],
  ['6: an empty object is falsy', { l: [] }, {}, '{"l":{}}', [{ l: {} }]],
  [
    '7: optional object with fields (fixed: may be absent)',
    { a: 'string', d: { x: 'string' } },
    { optionalTopLevelKeys: ['d'] },
    '{"a":"1"}',
    [{ a: '1', d: {} }],
  ],
  [
    '7: the same, null',
    { a: 'string', d: { x: 'string' } },
    { optionalTopLevelKeys: ['d'] },
    '{"a":"1","d":null}',
    undefined,
  ],
  ['8: optional map', { a: 'string', d: {} }, { optionalTopLevelKeys: ['d'] }, '{"a":"1"}', [{ a: '1', d: {} }]],
  [
    '9: null gets no default',
    { a: 'string', o: 'string' },
    { optionalTopLevelKeys: ['o'] },
    '{"a":"1","o":null}',
    [{ a: '1', o: null }],
  ],
  ['10: an empty schema takes any object', {}, {}, '{"x":1}', [{ x: 1 }]],
  ['10: but records are objects (changed)', {}, {}, 'hello', undefined],
  ['12: an extra key', { a: 'string' }, {}, '{"a":"1","b":2}', undefined],
  ['13: falsy extraction', { a: 'string' }, { jsonPath: ['r'] }, '{"r":{}}', undefined],
  [
    '13: an empty object is falsy to a path that leads to it',
    { a: 'string' },
    { jsonPath: ['@'], optionalTopLevelKeys: ['a'] },
    '{}',
    undefined,
  ],
  ['13: and to no path a record', { a: 'string' }, { optionalTopLevelKeys: ['a'] }, '{}', [{ a: '' }]],
  [
    '16: envelope keys are extra keys of the record',
    { a: 'string' },
    { envelopeKeys: { e: 'string' } },
    '{"a":"1","e":"2"}',
    undefined,
  ],
  [
    '18: a glob on a number (fixed: no match)',
    { port: 'integer' },
    { logPatterns: [['port', ['22']]] },
    '{"port":22}',
    undefined,
  ],
  [
    '19: globs are case-sensitive',
    { t: 'string' },
    { logPatterns: [['t', ['LOGIN*']]] },
    '{"t":"login ok"}',
    undefined,
  ],
  [
    '20: a pattern on an absent optional field',
    { a: 'string', o: 'string' },
    { logPatterns: [['o', ['*']]], optionalTopLevelKeys: ['o'] },
    '{"a":"1"}',
    undefined,
  ],
  [
    '21: a bracketed prefix is swallowed',
    { k: 'string' },
    { jsonRegexKey: 'm' },
    '{"m":"[a, b] {\\"k\\":\\"v\\"}"}',
    undefined,
  ],
  ['48: integers are exact', { n: 'integer' }, {}, '{"n": 9007199254740993}', [{ n: 9007199254740993n }]],
  ['49: 3 and 3.0 are one number', { f: 'float' }, {}, '{"f": 3}', [{ f: 3 }]],
  [
    '50: an absent field fails although a nested one matches',
    { kind: 'string', meta: { os: 'string' } },
    {
      logPatterns: [
        ['kind', ['boot']],
        ['meta', [['os', ['lin*']]]],
      ],
      optionalTopLevelKeys: ['kind'],
    },
    '{"meta":{"os":"linux"}}',
    undefined,
  ],
  [
    '50: a field that differs fails although a nested one matches (fixed)',
    { kind: 'string', meta: { os: 'string' } },
    {
      logPatterns: [
        ['kind', ['boot']],
        ['meta', [['os', ['lin*']]]],
      ],
    },
    '{"kind":"x","meta":{"os":"linux"}}',
    undefined,
  ],
  [
    '50: both match',
    { kind: 'string', meta: { os: 'string' } },
    {
      logPatterns: [
        ['kind', ['boot']],
        ['meta', [['os', ['lin*']]]],
      ],
    },
    '{"kind":"boot","meta":{"os":"linux"}}',
    [{ kind: 'boot', meta: { os: 'linux' } }],
  ],
  ['51: text of a small float', { s: 'string' }, {}, '{"s":1e-7}', [{ s: '1e-07' }]],
  ['51: text of an integral float', { s: 'string' }, {}, '{"s":3.0}', [{ s: '3.0' }]],
  ['53: an unknown type takes falsy values', { t: 'ipaddress' }, {}, '{"t":[]}', [{ t: [] }]],
  ['53: and no others', { t: 'ipaddress' }, {}, '{"t":"1.1.1.1"}', undefined],
  [
    'an absent optional key of an unknown type is null (fixed)',
    { a: 'string', t: 'ipaddress' },
    { optionalTopLevelKeys: ['t'] },
    '{"a":"1"}',
    [{ a: '1', t: null }],
  ],
  ['hostile: __proto__ is an unknown key', { a: 'string' }, {}, '{"a":"1","__proto__":{"b":1}}', undefined],
  ['hostile: constructor is not inherited', { constructor: 'string' }, {}, '{}', undefined],
  ['hostile: the last of equal keys counts', { a: 'string' }, {}, '{"a":"1","a":"2"}', [{ a: '2' }]],
  ['hostile: escaped keys are equal keys', { a: 'string' }, {}, '{"a":"1","\\u0061":"2"}', [{ a: '2' }]],
  ['hostile: an array is no record', { 0: 'string' }, {}, '["x"]', undefined],
];

describe.each([
  [
    'an S3 object',
    async (fields: FieldNames, options: Options, data: string) =>
      (await classify(classifierOf([schema('log:a', fields, options)]), data)).records,
  ],
  [
    'a payload record',
    async (fields: FieldNames, options: Options, data: string) =>
      classifierOf([schema('log:a', fields, options)])
        .classifyData(source, data, 'p')
        .classified.map(({ record }) => record),
  ],
] as const)('edge cases of the specification, in %s', (_name, recordsOf) => {
  it.each(rows)('%s', async (_row, fields, options, data, expected) => {
    expect(await recordsOf(fields, options, data)).toStrictEqual(expected ?? []);
  });
});

describe('edge cases of the specification', () => {
  const a = schema('log:a', { a: 'string' });

  it('14: a path gives what fits, and the rest fails', async () => {
    const classifier = classifierOf([schema('log:a', { a: 'string' }, { jsonPath: ['r[*]'] })]);

    const { batches, records, reasons } = await classify(classifier, '{"r":[{"a":"1"},5,null,{"b":1}]}');

    expect(records).toStrictEqual([{ a: '1' }]);
    expect(reasons).toStrictEqual(['not an object', 'unknown keys']);
    expect(batches[0]?.counts).toStrictEqual({
      in: 3,
      classified: { 'log:a': 1 },
      rejected: { 'not an object': 1, 'unknown keys': 1 },
    });
  });

  it('15: a path that starts with $ is JSONPath (changed)', async () => {
    const classifier = classifierOf([schema('log:a', { a: 'string' }, { jsonPath: ['$.r[*]'] })]);

    expect((await classify(classifier, '{"r":[{"a":"1"},{"a":"2"}]}')).records).toStrictEqual([{ a: '1' }, { a: '2' }]);
  });

  it('17: an envelope that does not fit is one failure', async () => {
    const classifier = classifierOf([
      schema('log:a', { a: 'string' }, { jsonPath: ['r[*]'], envelopeKeys: { e: 'integer' } }),
    ]);

    expect((await classify(classifier, '{"e":"x","r":[{"a":"1"},{"a":"2"}]}')).reasons).toStrictEqual([
      'envelope differs',
    ]);
  });

  it('30: a trailing blank line in JSON lines is nothing (fixed)', async () => {
    expect((await classify(classifierOf([a]), '{"a":"1"}\n{"a":"2"}\n\n')).records).toHaveLength(2);
    expect((await classify(classifierOf([a]), '{"a":"1"}\n{"a":"2"}\n\n')).reasons).toStrictEqual([]);
  });

  it('31: plain lines stand alone', async () => {
    const { records, reasons } = await classify(classifierOf([a]), 'junk\n{"a":"1"}\n');

    expect(records).toStrictEqual([{ a: '1' }]);
    expect(reasons).toStrictEqual(['not JSON']);
  });

  it('32: an array at the top is searched by its path (fixed)', async () => {
    const classifier = classifierOf([schema('log:a', { a: 'string' }, { jsonPath: ['[*]'] })]);

    expect((await classify(classifier, '[{"a":"1"}]')).records).toStrictEqual([{ a: '1' }]);
  });

  it('33: a gzip file with empty content holds nothing (fixed)', async () => {
    const { batches } = await classify(classifierOf([a]), gzipSync(''));

    expect(batches.map(({ counts, done }) => [counts.in, done])).toStrictEqual([[0, true]]);
  });

  it('38: a source whose logs belong to no schema is one rejected record (fixed)', async () => {
    const { reasons } = await classify(classifierOf([a]), '{"a":"1"}', {
      source: { service: 's3', resource: 'nothing' },
    });

    expect(reasons).toStrictEqual(['no schema for source']);
  });

  it('40: a normalization path through text finds nothing (fixed)', () => {
    const normalization = [['user', [{ path: ['u', 'name'], function: null, sendToArtifacts: true }]]] as const;
    const classifier = classifierOf([schema('log:a', { u: 'string' }, { normalization })]);

    expect(classifier.classifyData(source, { u: 'root' }, 'p').classified[0]?.record).toStrictEqual({
      u: 'root',
      streamalert_normalization: {},
    });
  });

  it('46: text that starts with a byte order mark is not JSON, bytes are', () => {
    const classifier = classifierOf([a]);

    expect(classifier.classifyData(source, '\ufeff{"a":"1"}', 'p').rejected).toHaveLength(1);
    expect(classifier.classifyData(source, Buffer.from('\ufeff{"a":"1"}'), 'p').classified).toHaveLength(1);
  });

  it('47: Windows line ends', async () => {
    expect((await classify(classifierOf([a]), '{"a":"1"}\r\n{"a":"2"}\r\n')).records).toStrictEqual([
      { a: '1' },
      { a: '2' },
    ]);
  });

  it.each(['5', 'true', 'null', '"text"'])('an S3 object that is %s is one failure (fixed)', async (content) => {
    const { batches, reasons } = await classify(classifierOf([a]), content);

    expect(reasons).toStrictEqual(['not an object']);
    expect(batches[0]?.counts.in).toBe(1);
  });

  it('a JSON line that is text of JSON is read twice, as in 3.5', async () => {
    const line = JSON.stringify('{"a":"1"}');

    expect((await classify(classifierOf([a]), `${line}\n${line}\n`)).records).toStrictEqual([{ a: '1' }, { a: '1' }]);
    expect((await classify(classifierOf([a]), `junk\n${line}\n`)).records).toStrictEqual([]);
  });

  it('an error in one schema does not stop the next', async () => {
    const throwing = schema('log:throws', { a: 'string' }, { jsonPath: ['to_number(a).b | sort(@)'] });

    expect((await classify(classifierOf([throwing, a]), '{"a":"1"}')).records).toStrictEqual([{ a: '1' }]);
  });

  it('keeps integers exact in the text of a message', async () => {
    const classifier = classifierOf([schema('log:a', { n: 'integer', s: 'string', m: {} })]);

    const { batches } = await classify(classifier, '{"n":"12345678901234567890123","s":5,"m":[9007199254740993,1.0]}');

    expect(Buffer.from(batches[0]?.bodies[0]?.text ?? []).toString()).toContain(
      '"record":{"n":12345678901234567890123,"s":"5","m":[9007199254740993,1.0]}',
    );
  });
});

describe('the rows of edge cases', () => {
  it('are tests, each named by its number', () => {
    const folders = ['../tests', '../../parsers/tests', '../../core/tests'].map(
      (path) => new URL(`${path}/`, import.meta.url),
    );
    const sources = folders.flatMap((folder) =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.test.ts'))
        .map((name) => readFileSync(new URL(name, folder), 'utf8')),
    );
    const named = new Set(sources.flatMap((text) => [...text.matchAll(/'(\d+): /g)].map(([, row]) => Number(row))));
    // That one is about loading the configuration, and so is a test of that.
    named.add(39);

    expect(Array.from({ length: 53 }, (_, at) => at + 1).filter((row) => !named.has(row))).toStrictEqual([]);
  });
});
