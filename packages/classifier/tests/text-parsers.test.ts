import { type ClassifiedRecord, type Json, stringifyJson } from '@streamalert/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifierOf, classify, type FieldNames, type Options, schema, source } from './helpers/classify.ts';

/** Rows of spec 01 §8, and its worked examples, that concern csv, kv and syslog. `undefined`: nothing matches. */
type Row = readonly [
  name: string,
  parser: string,
  fields: FieldNames,
  options: Options,
  data: string,
  records: readonly Json[] | undefined,
];

const ab = { a: 'string', b: 'string' };
const syslog = { timestamp: 'string', host: 'string', application: 'string', message: 'string' };
const sshd = { timestamp: 'Jan 10 10:00:00', host: 'web', application: 'sshd', message: 'x' };

const rows: readonly Row[] = [
  ['11: an empty schema never matches csv', 'csv', {}, {}, 'a,b', undefined],
  ['23: csv data that is a JSON number (fixed: no match)', 'csv', { a: 'string' }, {}, '12', undefined],
  ['24: csv data that is JSON text', 'csv', { a: 'string' }, {}, '"abc"', [{ a: 'abc' }]],
  ['25: csv data that is a JSON object (fixed: no match)', 'csv', { a: 'string' }, {}, '{"k":1}', undefined],
  ['26: key-value bytes (fixed: decoded)', 'kv', ab, {}, 'a=1 b=2', [{ a: '1', b: '2' }]],
  ['27: a repeated key at its own position', 'kv', ab, {}, 'b=1 b=2', undefined],
  ['28: a padded day', 'syslog', syslog, {}, 'Jan  1 10:00:00 web sshd: x', undefined],
  ['29: a trailing line feed', 'syslog', syslog, {}, 'Jan 10 10:00:00 web sshd: x\n', [sshd]],
  ['52: a quote that is never closed', 'csv', ab, {}, '1,"x', [{ a: '1', b: 'x' }]],
  [
    'worked example: nested csv',
    'csv',
    { ts: 'integer', who: 'string', where: { floor: 'integer', wing: 'string' } },
    {},
    '1700000001,"lee","3,west"',
    [{ ts: 1700000001, who: 'lee', where: { floor: 3, wing: 'west' } }],
  ],
  [
    'worked example: a repeated key stands for the key of its position',
    'kv',
    { ip: 'string', port: 'integer', ip2: 'string' },
    {},
    'ip=10.0.0.1 port=22 ip=10.0.0.2',
    [{ ip: '10.0.0.1', port: 22, ip2: '10.0.0.2' }],
  ],
  [
    'worked example: another delimiter and separator',
    'kv',
    { u: 'string', n: 'integer' },
    { delimiter: ';', separator: ':' },
    'u:kim:lee;n:4;',
    [{ u: 'kim:lee', n: 4 }],
  ],
  [
    'a message of syslog is converted',
    'syslog',
    { ...syslog, message: 'integer' },
    {},
    'Jan 10 10:00:00 web sshd: 42',
    [{ ...sshd, message: 42 }],
  ],
  ['a column of {} never matches', 'csv', { a: 'string', b: {} }, {}, '1,', undefined],
  ['a column of [] matches when it is empty', 'csv', { a: 'string', b: [] }, {}, '1,', [{ a: '1', b: '' }]],
  ['and otherwise not', 'csv', { a: 'string', b: [] }, {}, '1,2', undefined],
  ['a value of {} is any text', 'kv', { a: {}, b: [] }, {}, 'a=1 b=', [{ a: '1', b: '' }]],
  [
    'numbers as Python reads them',
    'csv',
    { a: 'integer', b: 'integer', c: 'float', d: 'float', e: 'boolean', f: 'integer' },
    {},
    ' 007,1_000,.5,1e3,TRUE,',
    [{ a: 7, b: 1000, c: 0.5, d: 1000, e: true, f: '' }],
  ],
  [
    'integers are exact',
    'csv',
    { a: 'integer', b: 'integer' },
    {},
    '9007199254740993,-5',
    [{ a: 9007199254740993n, b: -5 }],
  ],
  ['a column that is no integer', 'csv', { a: 'integer' }, {}, '0x10', undefined],
  ['a pattern on a column', 'csv', ab, { logPatterns: [['b', ['x*']]] }, '1,xy', [{ a: '1', b: 'xy' }]],
  ['a pattern that differs', 'csv', ab, { logPatterns: [['b', ['x*']]] }, '1,y', undefined],
  ['optional keys do not allow fewer columns', 'csv', ab, { optionalTopLevelKeys: ['b'] }, '1', undefined],
  ['unless rows may be short', 'csv', ab, { optionalTopLevelKeys: ['b'], rows: 'short' }, 'x', [{ a: 'x', b: '' }]],
  ['optional keys do not allow fewer pairs', 'kv', ab, { optionalTopLevelKeys: ['b'] }, 'a=1', undefined],
  ['but a piece without separator', 'kv', ab, { optionalTopLevelKeys: ['b'] }, 'a=1 x', [{ a: '1', b: '' }]],
  ['any number of pairs', 'kv', ab, { optionalTopLevelKeys: ['b'], pairs: 'any' }, 'a=1', [{ a: '1', b: '' }]],
  ['a required pair that is absent', 'kv', ab, { optionalTopLevelKeys: ['b'], pairs: 'any' }, 'b=1', undefined],
  ['quoted pairs', 'kv', ab, { quotechar: '"' }, 'b="1 2" a=', [{ b: '1 2', a: '' }]],
  ['envelope keys are found in objects only', 'csv', ab, { envelopeKeys: { e: 'string' } }, '1,2', undefined],
  ['quotes, control characters and scripts', 'csv', ab, {}, '"a""b\\\u0001\t",é😀', [{ a: 'a"b\\\u0001\t', b: 'é😀' }]],
  ['a float that is none', 'kv', { a: 'float' }, {}, 'a=0x10', undefined],
  [
    'syslog as it is really written',
    'syslog',
    { ...syslog, process_id: 'integer' },
    { format: 'any', optionalTopLevelKeys: ['process_id'] },
    'Jan  1 10:00:00 web.example.com sshd[7]: x',
    [{ timestamp: 'Jan  1 10:00:00', host: 'web.example.com', application: 'sshd', process_id: 7, message: 'x' }],
  ],
];

type RecordsOf = (fields: FieldNames, options: Options, parser: string, data: string) => Promise<readonly Json[]>;

describe.each<[string, RecordsOf]>([
  [
    'a line of an S3 object',
    async (fields, options, parser, data) =>
      (await classify(classifierOf([schema('log:a', fields, options, parser)]), data)).records,
  ],
  [
    'a line among others',
    async (fields, options, parser, data) => {
      const classifier = classifierOf([schema('log:a', fields, options, parser)]);
      return (await classify(classifier, `none,of,all,these,rows\n${data.replace(/\n$/, '')}\r\n`)).records;
    },
  ],
  [
    'text',
    async (fields, options, parser, data) =>
      classifierOf([schema('log:a', fields, options, parser)])
        .classifyData(source, data, 'p')
        .classified.map(({ record }) => record),
  ],
  [
    'bytes',
    async (fields, options, parser, data) =>
      classifierOf([schema('log:a', fields, options, parser)])
        .classifyData(source, Buffer.from(data), 'p')
        .classified.map(({ record }) => record),
  ],
])('edge cases of csv, kv and syslog, in %s', (place, recordsOf) => {
  // The carriage return of a line belongs to the value of kv and syslog, and to a quoted field that is never closed.
  const keepsReturn = ([name, parser]: Row): boolean => parser !== 'csv' || name.startsWith('52');
  const fitting = place === 'a line among others' ? rows.filter((row) => !keepsReturn(row)) : rows;

  it.each(fitting)('%s', async (_row, parser, fields, options, data, expected) => {
    expect(await recordsOf(fields, options, parser, data)).toStrictEqual(expected ?? []);
  });
});

describe('csv, kv and syslog in the classifier', () => {
  const csv = schema('log:csv', { a: 'integer', b: 'string' }, {}, 'csv');
  const kv = schema('log:kv', { a: 'integer', b: 'string' }, {}, 'kv');
  const sys = schema('log:syslog', syslog, {}, 'syslog');
  const json = schema('log:json', { k: 'integer' });

  it('22: a text of several rows gives what fits, and the rest fails', () => {
    const { classified, rejected } = classifierOf([csv]).classifyData(source, '1,2\n3,4\n\n5', 'p');

    expect(classified.map(({ record }) => record)).toStrictEqual([
      { a: 1, b: '2' },
      { a: 3, b: '4' },
    ]);
    expect(rejected.map(({ rejected: { reason, detail } }) => [reason, detail])).toStrictEqual([
      ['other columns', '0 fields in place of 2 for log:csv'],
      ['other columns', '1 field in place of 2 for log:csv'],
    ]);
    expect(rejected.map(({ data }) => Buffer.from(data).toString())).toStrictEqual(['', '5']);
  });

  it('keeps the text of a row with a wrong type, so that it can be replayed', () => {
    const [row] = classifierOf([csv]).classifyData(source, '1,2\nx,"y"', 'p').rejected;

    expect(Buffer.from(row?.data ?? []).toString()).toBe('x,"y"');
    expect(row?.rejected.nearest).toStrictEqual({
      log_schema_type: 'log:csv',
      missing: [],
      unexpected: [],
      wrong_type: ['a'],
    });
  });

  it('25: a csv schema ahead of a json one does not stop it (fixed)', () => {
    const { classified } = classifierOf([csv, kv, sys, json]).classifyData(source, '{"k":1}', 'p');

    expect(classified.map(({ log_schema_type }) => log_schema_type)).toStrictEqual(['log:json']);
  });

  it('sorts lines of all parsers in one object', async () => {
    const lines = ['1,x', 'a=1 b=x', 'Jan 10 10:00:00 web sshd: x', '{"k":1}', 'nothing', '', 'a=z b=x'];

    const { messages, reasons, batches } = await classify(classifierOf([json, csv, kv, sys]), lines.join('\n'));

    expect(messages.map(({ log_schema_type, data_type }) => [log_schema_type, data_type])).toStrictEqual([
      ['log:csv', 'csv'],
      ['log:kv', 'kv'],
      ['log:syslog', 'syslog'],
      ['log:json', 'json'],
    ]);
    expect(reasons).toStrictEqual(['other columns', 'empty', 'wrong type']);
    expect(batches[0]?.counts.in).toBe(lines.length);
  });

  it('takes the first schema in order', async () => {
    const other = schema('log:other', { x: 'string', y: 'string' }, {}, 'csv');

    expect(
      (await classify(classifierOf([csv, other]), '1,2\nz,2')).messages.map((m) => m.log_schema_type),
    ).toStrictEqual(['log:csv', 'log:other']);
    expect((await classify(classifierOf([other, csv]), '1,2')).messages[0]?.log_schema_type).toBe('log:other');
  });

  it('replaces invalid UTF-8 in kv and syslog, and refuses it in csv', async () => {
    const text = Buffer.from([0x61, 0x3d, 0x31, 0x20, 0x62, 0x3d, 0xff]);
    const message = Buffer.concat([Buffer.from('Jan 10 10:00:00 web sshd: '), Buffer.from([0xff])]);
    const row = Buffer.from([0x31, 0x2c, 0xff]);

    const { records, reasons } = await classify(
      classifierOf([csv, kv, sys]),
      Buffer.concat([text, Buffer.from('\n'), message, Buffer.from('\n'), row]),
    );

    expect(records).toStrictEqual([
      { a: 1, b: '\ufffd' },
      { ...sshd, message: '\ufffd' },
    ]);
    expect(reasons).toStrictEqual(['invalid UTF-8']);
  });

  it('46: bytes may start with a byte order mark', () => {
    expect(classifierOf([csv]).classifyData(source, Buffer.from('\ufeff1,2'), 'p').classified[0]?.record).toStrictEqual(
      {
        a: 1,
        b: '2',
      },
    );
  });

  it('normalizes', async () => {
    const normalization = [['number', [{ path: ['a'], function: null, sendToArtifacts: true }]]] as const;
    const normalizing = schema('log:csv', { a: 'integer', b: 'string' }, { normalization }, 'csv');

    const { messages } = await classify(classifierOf([normalizing]), '7,x\n0,y');

    expect(messages.map(({ record }) => record)).toMatchObject([
      { a: 7, b: 'x', streamalert_normalization: { number: [{ function: null, values: ['7'] }] } },
      { a: 0, b: 'y', streamalert_normalization: {} },
    ]);
  });

  it('names the nearest JSON schema, if there is one, for an object', async () => {
    const nearest = async (...schemas: (typeof csv)[]) =>
      (await classify(classifierOf(schemas), '{"x":1}')).rejected.map(({ rejected }) => [
        rejected.reason,
        rejected.nearest?.log_schema_type,
      ]);

    expect(await nearest(csv, kv)).toStrictEqual([['not text', undefined]]);
    expect(await nearest(csv, kv, json)).toStrictEqual([['unknown keys', 'log:json']]);
  });

  it('rejects a text of which no row fits as one', () => {
    expect(classifierOf([csv]).classifyData(source, 'x,1\ny,2', 'p').rejected).toHaveLength(1);
  });
});

describe('csv with a header in the classifier', () => {
  const flow = schema(
    'log:flow',
    { account: 'string', port: 'integer', note: 'string' },
    { delimiter: ' ', header: 'required', optionalTopLevelKeys: ['note'] },
    'csv',
  );
  const lines = ['port account', ...Array.from({ length: 20 }, (_, index) => `${index + 1} a${index}`)];

  it('takes the first line of an object for the names of its columns', async () => {
    const { records, batches } = await classify(classifierOf([flow]), `${lines.join('\r\n')}\r\n`);

    expect(records).toHaveLength(20);
    expect(records[1]).toStrictEqual({ port: 2, account: 'a1', note: '' });
    expect(batches[0]?.counts).toStrictEqual({ in: 20, classified: { 'log:flow': 20 }, rejected: {} });
  });

  it('takes the order of the schema where an optional header is absent', async () => {
    const either = schema('log:either', { a: 'string', b: 'string' }, { header: 'optional' }, 'csv');

    expect((await classify(classifierOf([either]), 'b,a\n1,2')).records).toStrictEqual([{ b: '1', a: '2' }]);
    expect((await classify(classifierOf([either]), '1,2\n3,4')).records).toStrictEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
  });

  it('goes on after a position with the same header', async () => {
    const classifier = classifierOf([flow], { batchBytes: 40 });
    const whole = await classify(classifier, lines.join('\n'));
    const resumed = await classify(classifier, lines.join('\n'), { resume: whole.batches[1]?.position ?? null });

    expect(whole.batches.length).toBeGreaterThan(3);
    expect(resumed.batches).toStrictEqual(whole.batches.slice(2));
  });

  it('rejects lines that no header stands before', async () => {
    expect((await classify(classifierOf([flow]), '1 a\n2 b')).reasons).toStrictEqual(['no header', 'no header']);
  });

  it('names columns that the schema does not have', async () => {
    const { rejected } = await classify(classifierOf([flow]), 'port account new\n1 a x\n');

    expect(rejected.map(({ rejected: { reason, nearest } }) => [reason, nearest?.unexpected])).toStrictEqual([
      ['unknown keys', ['new']],
    ]);
  });

  it('reads the header of each text, and finds nothing in a header alone', () => {
    const classifier = classifierOf([flow]);

    expect(classifier.classifyData(source, 'account port\na 1\n', 'p').classified[0]?.record).toStrictEqual({
      account: 'a',
      port: 1,
      note: '',
    });
    expect(classifier.classifyData(source, 'account port\n', 'p')).toStrictEqual({ classified: [], rejected: [] });
  });
});

describe('lines that are sorted as bytes', () => {
  const types = { s: 'string', i: 'integer', f: 'float', b: 'boolean' };
  const normalization = [['number', [{ path: ['i'], function: null, sendToArtifacts: true }]]] as const;
  const optional = { optionalTopLevelKeys: ['f', 'b'] };
  const schemas = [
    schema('log:patterns', types, { logPatterns: [['s', ['x*']]] }, 'csv'),
    schema('log:csv', types, {}, 'csv'),
    schema('log:list', { s: 'string', l: [], t: 'ipaddress' }, {}, 'csv'),
    schema('log:spaces', types, { delimiter: ' ', escapechar: '\\' }, 'csv'),
    schema('log:normalized', { i: 'integer', s: 'string' }, { normalization }, 'csv'),
    schema('log:short', types, { ...optional, rows: 'short', delimiter: ';' }, 'csv'),
    schema('log:nested', { s: 'string', n: { i: 'integer', j: 'integer' } }, {}, 'csv'),
    schema('log:kv', { s: {}, i: 'integer', f: 'float' }, {}, 'kv'),
    schema('log:any', types, { ...optional, pairs: 'any', delimiter: ';', quotechar: `"'` }, 'kv'),
    schema('log:syslog', { ...syslog, message: 'integer' }, {}, 'syslog'),
    schema(
      'log:any-syslog',
      { ...syslog, process_id: 'string' },
      { format: 'any', optionalTopLevelKeys: ['process_id'] },
      'syslog',
    ),
  ];

  const value = fc.oneof(
    fc.constantFrom(
      '',
      '0',
      '-0',
      '7',
      '-12',
      '007',
      '+5',
      ' 3 ',
      '1_0',
      '٣',
      '9007199254740993',
      '.5',
      '1e400',
      'nan',
    ),
    fc.constantFrom(
      'TRUE',
      'false',
      'x',
      'xy',
      '"',
      '""',
      '"a"',
      "'q r'",
      '"a""b"',
      'é😀',
      '\\',
      '\t\u0001',
      '\r',
      '\0',
    ),
    fc.string({
      unit: fc.constantFrom('a', '=', ' ', '"', ',', ';', ':', '[', ']', '1', '\r', '\u00a0'),
      maxLength: 6,
    }),
  );
  const keys = fc.constantFrom('s=', 'i=', 'f=', 'b=', 'x=', '');
  const lines = fc.oneof(
    fc.array(value, { maxLength: 6 }).map((values) => values.join(',')),
    fc.array(value, { minLength: 1, maxLength: 5 }).map((values) => values.join(';')),
    fc.array(value, { minLength: 3, maxLength: 4 }).map((values) => values.join(' ')),
    fc.array(fc.tuple(keys, value), { maxLength: 5 }).map((pairs) => pairs.map((pair) => pair.join('')).join(' ')),
    fc.tuple(value, value, value).map(([s, i, f]) => `s=${s} i=${i} f=${f}`),
    fc.tuple(value, value, value).map(([s, i, b]) => `s=${s};i=${i};;b=${b}`),
    fc.array(fc.tuple(keys, value), { maxLength: 5 }).map((pairs) => pairs.map((pair) => pair.join('')).join(';')),
    fc
      .tuple(fc.constantFrom('web', 'web.example', 'büro'), value, value)
      .map(([host, a, b]) => `Jan 10 10:00:00 ${host} a${a}: ${b}`),
    fc
      .tuple(
        fc.constantFrom(
          'Jan  1 10:00:00',
          'Jan 10 10:00:00',
          '<86>Jan  1 10:00:00',
          '<192>Jan 10 10:00:00',
          'J1n 10 1000:',
        ),
        value,
        value,
        value,
      )
      .map(([time, host, tag, text]) => `${time} h${host} t${tag}: ${text}`),
    fc.constantFrom('NaN', '-Infinity', '"x"', '[NaN]', '12', 'null', '-5 ', ' true', 'Nov 10 10:00:00 web a[1]: 7'),
  );

  it('become the records that their texts become', async () => {
    const classifier = classifierOf(schemas);
    await fc.assert(
      fc.asyncProperty(fc.array(lines, { minLength: 1, maxLength: 8 }), async (some) => {
        // The first line decides how an object is read.
        const { messages, rejected } = await classify(classifier, ['#', ...some].join('\n'));
        const alone = some.flatMap((line) => classifier.classifyData(source, Buffer.from(line), 'p').classified);
        const withoutIds = (record: Json) =>
          JSON.parse(JSON.stringify(stringified(record)).replaceAll(/[0-9a-f-]{36}/g, ''));
        const byType = (found: readonly ClassifiedRecord[]) =>
          schemas.map(({ name }) =>
            found.filter((one) => one.log_schema_type === name).map(({ record }) => withoutIds(record)),
          );
        expect(byType(messages)).toStrictEqual(byType(alone));
        expect(messages.length + rejected.length).toBeGreaterThanOrEqual(some.length);
      }),
      { numRuns: 500 },
    );
  });

  it('may be longer than any buffer at first', async () => {
    const text = '"\u0001'.repeat(20_000);
    const long = `s=${text} i=7 f=1`;

    expect((await classify(classifierOf(schemas), `#\n${long}`)).records).toStrictEqual([{ s: text, i: 7, f: 1 }]);
  });
});

/** As it comes back from a message: exact integers as text, numbers that JSON does not have as `null`. */
function stringified(record: Json): unknown {
  return JSON.parse(stringifyJson(record), (_key, found) => found);
}
