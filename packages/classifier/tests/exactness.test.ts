import type { Fields, LogTypeSchema } from '@streamalert/config';
import { type Json, parseJson, stringifyJson } from '@streamalert/core';
import { describe, expect, it } from 'vitest';
import { classifierOf, classify, type FieldNames, schema, source } from './helpers/classify.ts';

/** What becomes of data that formats and languages read in different ways: the rows of docs/exactness.md. */
interface Row {
  readonly row: string;
  readonly fields: FieldNames;
  readonly data: string | Buffer;
  /** The record as JSON, or why there is none. */
  readonly becomes: { readonly json: string } | { readonly reason: string };
}

const any: FieldNames = { v: {} };
const bytes = (...parts: readonly (string | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));
const digits = (count: number): string => '7'.repeat(count);

const rows: readonly Row[] = [
  { row: '1 and 1.0 are one number', fields: any, data: '{"v":[1,1.0]}', becomes: { json: '{"v":[1,1]}' } },
  {
    row: '1 and 1.0 differ as text',
    fields: { a: 'string', b: 'string' },
    data: '{"a":1,"b":1.0}',
    becomes: { json: '{"a":"1","b":"1.0"}' },
  },
  {
    row: 'integers past 2^53 are exact',
    fields: { a: 'integer', b: 'string', v: {} },
    data: '{"a":9007199254740993,"b":-9007199254740993,"v":[18446744073709551615]}',
    becomes: { json: '{"a":9007199254740993,"b":"-9007199254740993","v":[18446744073709551615]}' },
  },
  {
    row: 'integers past 2^53 are doubles where they are floats',
    fields: { a: 'integer', b: 'float' },
    data: '{"a":9007199254740993.0,"b":9007199254740993}',
    becomes: { json: '{"a":9007199254740992,"b":9007199254740992}' },
  },
  {
    row: 'integers of 4,300 digits are exact',
    fields: any,
    data: `{"v":${digits(4300)}}`,
    becomes: { json: `{"v":${digits(4300)}}` },
  },
  {
    row: 'longer integers are refused',
    fields: any,
    data: `{"v":[${digits(4301)}]}`,
    becomes: { reason: 'number too long' },
  },
  { row: 'minus zero is zero', fields: { v: 'integer' }, data: '{"v":-0}', becomes: { json: '{"v":0}' } },
  {
    row: 'NaN and Infinity are numbers that JSON lacks',
    fields: { a: 'float', b: 'float', c: 'float', v: {} },
    data: '{"a":NaN,"b":Infinity,"c":-Infinity,"v":[NaN,1]}',
    becomes: { json: '{"a":null,"b":null,"c":null,"v":[null,1]}' },
  },
  {
    row: 'NaN and Infinity as text',
    fields: { a: 'string', b: 'string', c: 'string' },
    data: '{"a":NaN,"b":Infinity,"c":-Infinity}',
    becomes: { json: '{"a":"nan","b":"inf","c":"-inf"}' },
  },
  {
    row: 'NaN is no integer',
    fields: { a: 'integer' },
    data: '{"a":NaN}',
    becomes: { reason: 'wrong type' },
  },
  {
    row: 'numbers beyond a double are infinite',
    fields: { a: 'float', b: 'string' },
    data: '{"a":1e400,"b":1e400}',
    becomes: { json: '{"a":null,"b":"inf"}' },
  },
  { row: 'the last of equal keys counts', fields: any, data: '{"v":1,"v":2}', becomes: { json: '{"v":2}' } },
  {
    row: 'the last of equal keys counts in objects with named fields',
    fields: { u: { name: 'string' } },
    data: '{"u":{"name":"first","n\\u0061me":"last"}}',
    becomes: { json: '{"u":{"name":"last"}}' },
  },
  {
    row: 'the last of equal keys counts in any other object',
    fields: any,
    data: '{"v":{"a":1,"a":2}}',
    becomes: { json: '{"v":{"a":2}}' },
  },
  {
    row: 'lone surrogates are kept, as escapes',
    fields: { v: 'string', '\ud800': 'string' },
    data: '{"v":"\\udc00x","\\ud800":"y"}',
    becomes: { json: '{"v":"\\udc00x","\\ud800":"y"}' },
  },
  {
    row: 'surrogates encoded as UTF-8 are invalid',
    fields: any,
    data: bytes('{"v":"', [0xed, 0xa0, 0x80], '"}'),
    becomes: { reason: 'invalid UTF-8' },
  },
  {
    row: '__proto__ and constructor are keys like any other',
    fields: { v: {}, constructor: 'string' },
    data: '{"v":{"__proto__":{"a":1}},"constructor":"x"}',
    becomes: { json: '{"v":{"__proto__":{"a":1}},"constructor":"x"}' },
  },
  {
    row: '__proto__ is no field that was not declared',
    fields: { v: 'string' },
    data: '{"v":"x","__proto__":{}}',
    becomes: { reason: 'unknown keys' },
  },
  {
    row: 'keys that look like integers have no order',
    fields: { b: 'string', 1: 'string', a: 'string', 0: 'string' },
    data: '{"b":"x","1":"y","a":"z","0":7}',
    becomes: { json: '{"b":"x","1":"y","a":"z","0":"7"}' },
  },
  {
    row: 'invalid UTF-8 is refused',
    fields: any,
    data: bytes('{"v":"', [0xff], '"}'),
    becomes: { reason: 'invalid UTF-8' },
  },
  {
    row: 'control characters in texts are refused unless escaped',
    fields: any,
    data: '{"v":"a\tb"}',
    becomes: { reason: 'not JSON' },
  },
  {
    row: 'NUL may be escaped',
    fields: { v: 'string' },
    data: '{"v":"a\\u0000b"}',
    becomes: { json: '{"v":"a\\u0000b"}' },
  },
  {
    row: 'white space and escapes carry no meaning',
    fields: { v: 'string' },
    data: '{\r\n\t"\\u0076" : "\\u00e9\\/"\r\n}',
    becomes: { json: '{"v":"é/"}' },
  },
  {
    row: 'comments, trailing commas and single quotes are no JSON',
    fields: any,
    data: '{"v":1,}',
    becomes: { reason: 'not JSON' },
  },
  {
    row: 'nesting of 1,000 levels is read',
    fields: any,
    data: `{"v":${'['.repeat(999)}${']'.repeat(999)}}`,
    becomes: { json: `{"v":${'['.repeat(999)}${']'.repeat(999)}}` },
  },
  {
    row: 'deeper nesting is refused',
    fields: any,
    data: `{"v":${'['.repeat(1000)}${']'.repeat(1000)}}`,
    becomes: { reason: 'too deep' },
  },
];

interface Outcome {
  readonly records: readonly Json[];
  readonly reasons: readonly string[];
}

const asBytes = (data: string | Buffer): Buffer => Buffer.from(data as string);

/** Each way that data comes by; all have to agree. */
const ways: readonly (readonly [name: string, run: (row: Row) => Promise<Outcome>])[] = [
  ['as an S3 object', ({ fields, data }) => classify(classifierOf([schema('log:a', fields)]), asBytes(data))],
  [
    'as a JSON line',
    async ({ fields, data }) => {
      const first = schema('log:first', { first: 'boolean' });
      // White space may be anywhere in JSON but for line feeds in lines.
      const line = asBytes(data).map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte));
      const content = bytes('{"first":true}\n', [...line], '\r\n{"first":false}\n');
      const { messages, reasons } = await classify(classifierOf([first, schema('log:a', fields)]), content);
      const others = messages.filter(({ log_schema_type: type }) => type !== 'log:first');
      expect(messages.length - others.length).toBe(2);
      return { records: others.map(({ record }) => record), reasons };
    },
  ],
  [
    'as an item of a document',
    ({ fields, data }) =>
      classify(
        classifierOf([schema('log:a', fields, { jsonPath: ['r[*]'] })]),
        bytes('{"r":[', [...asBytes(data)], ']}'),
      ),
  ],
  [
    'as a payload record in memory',
    async ({ fields, data }) => {
      const found = classifierOf([schema('log:a', fields)]).classifyData(source, asBytes(data), 'p');
      return {
        records: found.classified.map(({ record }) => parseJson(stringifyJson(record))),
        reasons: found.rejected.map(({ rejected: { reason } }) => reason),
      };
    },
  ],
];

describe.each(ways)('data %s', (way, run) => {
  it.each(rows)('$row', async (row) => {
    const found = await run(row);

    if ('json' in row.becomes) {
      expect(found.records.map(plain)).toStrictEqual([plain(parseJson(row.becomes.json))]);
      expect(found.reasons).toStrictEqual([]);
    } else {
      expect(found.records).toStrictEqual([]);
      expect(found.reasons).toStrictEqual([isCutShort(way, row) ? expect.any(String) : row.becomes.reason]);
    }
  });
});

/** A document that is no JSON ends where it is none, and is rejected for that alone. */
function isCutShort(way: string, { becomes }: Row): boolean {
  return way === 'as an item of a document' && 'reason' in becomes && becomes.reason === 'not JSON';
}

/** JSON has one zero. */
function plain(value: Json): Json {
  return parseJson(stringifyJson(value));
}

describe('data in text formats', () => {
  // An object of JavaScript would put its integer-like keys first, and sort them.
  const fields: Fields = [
    ['b', { kind: 'string' }],
    ['1', { kind: 'integer' }],
    ['0', { kind: 'string' }],
  ];
  const csv: LogTypeSchema = { ...schema('log:csv', {}, {}, 'csv'), fields };
  const kv = schema('log:kv', { 9: 'string', a: 'string' }, {}, 'kv');
  const syslog = schema(
    'log:syslog',
    { timestamp: 'string', host: 'string', application: 'string', message: 'string' },
    {},
    'syslog',
  );
  const inBothWays = async (logType: LogTypeSchema, line: Buffer): Promise<readonly Json[]> => {
    const classifier = classifierOf([logType]);
    const { records } = await classify(classifier, bytes([...line], '\n'));
    const parsed = classifier.classifyData(source, line, 'p').classified.map(({ record }) => record);
    expect(parsed).toStrictEqual(records);
    return records;
  };

  it('columns of csv are those of the schema in its order, also where they look like integers', async () => {
    expect(await inBothWays(csv, bytes('x,7,y'))).toStrictEqual([{ b: 'x', 1: 7, 0: 'y' }]);
  });

  it('integers of text are exact, up to 4,300 digits', async () => {
    expect(await inBothWays(csv, bytes(`x,${digits(30)},y`))).toStrictEqual([
      { b: 'x', 1: BigInt(digits(30)), 0: 'y' },
    ]);
    expect(await inBothWays(csv, bytes(`x,${digits(4301)},y`))).toStrictEqual([]);
  });

  it('invalid UTF-8 is refused in csv, and replaced in kv and syslog', async () => {
    expect(await inBothWays(csv, bytes('x', [0xff], ',7,y'))).toStrictEqual([]);
    expect(await inBothWays(kv, bytes('9=x', [0xff], ' a=y'))).toStrictEqual([{ 9: 'x\ufffd', a: 'y' }]);
    expect(await inBothWays(syslog, bytes('Jan 10 10:00:00 web sshd: x', [0xff]))).toStrictEqual([
      { timestamp: 'Jan 10 10:00:00', host: 'web', application: 'sshd', message: 'x\ufffd' },
    ]);
  });

  it('a carriage return before the line feed ends a csv row, and belongs to the last value of kv and syslog', async () => {
    expect(await inBothWays(csv, bytes('x,7,y\r'))).toStrictEqual([{ b: 'x', 1: 7, 0: 'y' }]);
    expect(await inBothWays(kv, bytes('9=x a=y\r'))).toStrictEqual([{ 9: 'x', a: 'y\r' }]);
    expect(await inBothWays(syslog, bytes('Jan 10 10:00:00 web sshd: x\r'))).toStrictEqual([
      { timestamp: 'Jan 10 10:00:00', host: 'web', application: 'sshd', message: 'x\r' },
    ]);
  });

  it('a byte order mark before the first line is dropped', async () => {
    expect(await inBothWays(csv, bytes('\ufeffx,7,y'))).toStrictEqual([{ b: 'x', 1: 7, 0: 'y' }]);
    expect(await inBothWays(kv, bytes('\ufeff9=x a=y'))).toStrictEqual([{ 9: 'x', a: 'y' }]);
  });
});

describe('NaN and infinities', () => {
  const a = schema('log:a', { v: 'float' }, { jsonPath: ['r[*]', '@'] });
  const documents = ['{\n  "r": [\n    {"v": NaN},\n    {"v": 1}\n  ]\n}\n', '{"v": NaN}\n\n{"v": 1}\n'];

  it.each(documents)('do not make lines of a document, nor plain lines of JSON lines: %j', async (document) => {
    for (const chunkBytes of [1, 7, 1000]) {
      const { records, reasons } = await classify(classifierOf([a]), document, { chunkBytes });

      expect([records, reasons]).toStrictEqual([[{ v: null }, { v: 1 }], []]);
    }
  });

  it('are read beyond a first chunk of a long document', async () => {
    const items = Array.from({ length: 60_000 }, (_, at) => `{"v":\n${at}}`);
    const document = `{"r":[${items.join(',\n')},{"v":\n-Infinity}]}`;

    const { records, reasons } = await classify(classifierOf([a]), document, { chunkBytes: 65_536 });

    expect([records.length, records.at(-1), reasons]).toStrictEqual([60_001, { v: null }, []]);
  });

  it.each(['{"v": NaN}\nNaN\n{"v": 1', '[NaN\nx', '{"NaN":1}x\n{"v":1}'])(
    'leave %j to be read line by line',
    async (text) => {
      const { batches } = await classify(classifierOf([a]), text);

      expect(batches.at(-1)?.done).toBe(true);
    },
  );
});

describe('the text of a message', () => {
  const textOf = async (fields: FieldNames, data: string): Promise<string> => {
    const { batches } = await classify(classifierOf([schema('log:a', fields)]), data);
    const text = Buffer.from(batches[0]?.bodies[0]?.text ?? []).toString();
    return text.slice(text.indexOf('"record":') + '"record":'.length, text.indexOf(',"service"'));
  };

  it('is the record as it came where nothing in it changes: digits, escapes and spaces', async () => {
    expect(await textOf(any, '{ "v" : [ 1.0, 1e2, 0.10000000000000000001, "\\u00e9" ] }')).toBe(
      '{ "v" : [ 1.0, 1e2, 0.10000000000000000001, "\\u00e9" ] }',
    );
  });

  it('differs in nothing but a value whose conversion its own text tells', async () => {
    expect(
      await textOf({ n: 'integer', s: 'string', b: 'boolean', v: {} }, '{"n":"7","s": 5,"b":"True","v":[1.0, 1e2]}'),
    ).toBe('{"n":7,"s": "5","b":true,"v":[1.0, 1e2]}');
  });

  it('is written anew where anything else changes, and doubles then are as a double holds them', async () => {
    expect(
      await textOf({ n: 'integer', v: {} }, '{"n":" 7","v":[1.0,0.10000000000000000001,12345678901234567890]}'),
    ).toBe('{"n":7,"v":[1,0.1,12345678901234567890]}');
  });

  it('has every key once, at the top and in objects with named fields', async () => {
    expect(await textOf(any, '{"v":1,"v":2}')).toBe('{"v":2}');
    expect(await textOf({ u: { n: { x: {} } } }, '{"u":{"n":{"x":1,"x":2}}}')).toBe('{"u":{"n":{"x":2}}}');
  });
});
