import type { Json } from '@streamalert/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvParserOptions, createCsvParser, FloatMarks, type ParserInput } from '../src/index.ts';

const noFloats = new FloatMarks();

function columns(...names: string[]) {
  return names.map((name) => ({ name }));
}

function candidates(options: CsvParserOptions, value: Json, more: Partial<ParserInput> = {}): unknown[] {
  const found = createCsvParser(options).candidates({ value, floats: noFloats, ...more });
  return found.map((candidate) => (candidate.ok ? candidate.value : { failed: candidate.detail ?? candidate.reason }));
}

/** The fields of the only row, in a schema of as many columns as are expected. */
function fieldsOf(text: string, count: number, options: Partial<CsvParserOptions> = {}): unknown[] {
  const names = Array.from({ length: count }, (_, index) => `c${index}`);
  const [record, ...others] = candidates({ ...options, columns: columns(...names) }, text);
  return others.length > 0 ? others : Object.values(record as object);
}

describe('csv parser', () => {
  const ab = { columns: columns('a', 'b') };

  it('makes a candidate of each row', () => {
    expect(candidates(ab, '1,2\n3,4\r\n')).toStrictEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ]);
  });

  it('22: rows of other lengths and blank lines fail alone, with their own text', () => {
    const found = createCsvParser(ab).candidates({ value: '1,2\n3,4\n\n5', floats: noFloats });

    expect(found).toStrictEqual([
      { ok: true, value: { a: '1', b: '2' }, floats: new FloatMarks(), source: '1,2' },
      { ok: true, value: { a: '3', b: '4' }, floats: new FloatMarks(), source: '3,4' },
      { ok: false, value: '', reason: 'other columns', detail: '0 fields in place of 2' },
      { ok: false, value: '5', reason: 'other columns', detail: '1 field in place of 2' },
    ]);
  });

  it.each<[string, string, unknown[]]>([
    ['52: a quote that is never closed takes the rest', '1,"x', ['1', 'x']],
    ['an unclosed quote takes delimiters and line feeds', '1,"x,y\nz', ['1', 'x,y\nz']],
    ['a quote inside an unquoted field is literal', 'a"b,"c"', ['a"b', 'c']],
    ['a quote after white space is literal', '1, "a,b"', ['1', ' "a', 'b"']],
    ['text after a closing quote is appended', '"x"y,"p"q"', ['xy', 'pq"']],
    ['a doubled quote is one', '"x""y",""""', ['x"y', '"']],
    ['a quoted field holds delimiters and line ends', '"a,\r\nb",c', ['a,\r\nb', 'c']],
    ['a trailing delimiter is one more field', 'a,', ['a', '']],
    ['delimiters alone are empty fields', ',,', ['', '', '']],
    ['a backslash is ordinary', 'a\\,b', ['a\\', 'b']],
    ['NUL is ordinary', 'a\0,b', ['a\0', 'b']],
    ['white space is kept', ' a , b ', [' a ', ' b ']],
    ['a carriage return may end the text', 'a,b\r', ['a', 'b']],
  ])('reads leniently: %s', (_name, text, fields) => {
    expect(fieldsOf(text, fields.length)).toStrictEqual(fields);
  });

  it.each<[string, Partial<CsvParserOptions>, string, unknown[]]>([
    ['another delimiter', { delimiter: ' ' }, '2 123456789012 "a b"', ['2', '123456789012', 'a b']],
    ['a delimiter beyond the basic plane', { delimiter: '😀' }, 'a😀"😀"', ['a', '😀']],
    ['another quote', { quotechar: "'" }, `'a,b',"c`, ['a,b', '"c']],
    ['an escape outside quotes', { escapechar: '\\' }, 'a\\,b,\\"c', ['a,b', '"c']],
    ['an escape inside quotes', { escapechar: '\\' }, '"a\\"b",c', ['a"b', 'c']],
    ['an escaped line feed', { escapechar: '\\' }, 'a\\\nb,c', ['a\nb', 'c']],
    ['an escape at the end is a line feed', { escapechar: '\\' }, 'a,b\\', ['a', 'b\n']],
    ['an escape right after a closing quote is literal', { escapechar: '\\' }, '"a"\\b,c', ['a\\b', 'c']],
  ])('takes options: %s', (_name, options, text, fields) => {
    expect(fieldsOf(text, fields.length, options)).toStrictEqual(fields);
  });

  it('keeps the rows before a lone carriage return', () => {
    expect(candidates(ab, '1,2\n3\r,4\n5,6')).toStrictEqual([
      { a: '1', b: '2' },
      { failed: 'carriage return inside a row' },
    ]);
  });

  it('takes fields of 131,072 characters, and no longer ones', () => {
    const longest = '😀'.repeat(131_072);

    expect(candidates(ab, `1,2\n${longest},`)).toStrictEqual([
      { a: '1', b: '2' },
      { a: longest, b: '' },
    ]);
    expect(candidates(ab, `1,2\n${longest}x,\n5,6`)).toStrictEqual([
      { a: '1', b: '2' },
      { failed: 'field longer than 131072 characters' },
    ]);
  });

  it('11: never matches without columns', () => {
    expect(candidates({ columns: [] }, 'a,b\n\n')).toStrictEqual([
      { failed: '2 fields in place of 0' },
      { failed: '0 fields in place of 0' },
    ]);
  });

  it('gives nothing for an empty text', () => {
    expect(candidates(ab, '')).toStrictEqual([]);
  });

  it.each<Json>([12, { k: 1 }, null, true, ['1,2']])('23, 25: %j is no text', (value) => {
    expect(candidates(ab, value)).toStrictEqual([{ failed: 'not text' }]);
  });

  it('refuses text whose bytes were not UTF-8', () => {
    expect(candidates(ab, 'a,\ufffd', { isLossy: true })).toStrictEqual([{ failed: 'invalid UTF-8' }]);
    expect(candidates(ab, 'a,\ufffd')).toStrictEqual([{ a: 'a', b: '\ufffd' }]);
  });

  it('reads the texts that a path finds', () => {
    const parser = createCsvParser({ ...ab, jsonPath: ['rows[*]'] });
    const read = (value: Json) =>
      parser
        .candidates({ value, floats: noFloats })
        .map((found) => (found.ok ? found.value : (found.detail ?? found.reason)));

    expect(read({ rows: ['1,2\n3,4', 5, '6'] })).toStrictEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
      'not text',
      '1 field in place of 2',
    ]);
    expect(read({ rows: [] })).toStrictEqual(['nothing at json_path']);
    expect(parser.takesText).toBe(false);
  });

  it('refuses options of other than one character', () => {
    expect(() => createCsvParser({ ...ab, delimiter: '||' })).toThrow(RangeError);
    expect(() => createCsvParser({ ...ab, quotechar: '' })).toThrow(RangeError);
    expect(() => createCsvParser({ ...ab, escapechar: 'ab' })).toThrow(RangeError);
  });

  it('keeps names such as __proto__ as members', () => {
    const [record] = candidates({ columns: columns('__proto__', 'constructor') }, '1,2');

    expect(Object.entries(record as object)).toStrictEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });
});

describe('nested csv', () => {
  const nested = {
    columns: [{ name: 'ts' }, { name: 'who' }, { name: 'where', columns: columns('floor', 'wing') }],
  };

  it('worked example: a column is a row of its own', () => {
    expect(candidates(nested, '1700000001,"lee","3,west"')).toStrictEqual([
      { ts: '1700000001', who: 'lee', where: { floor: '3', wing: 'west' } },
    ]);
  });

  it('takes only the first row of the column', () => {
    expect(candidates(nested, '1,lee,"3,west\n4,east"')).toStrictEqual([
      { ts: '1', who: 'lee', where: { floor: '3', wing: 'west' } },
    ]);
  });

  it('fails the whole row for a wrong number of nested fields', () => {
    const failed = { failed: 'field "where" is not a row of its columns' };

    expect(candidates(nested, '1,lee,3')).toStrictEqual([failed]);
    expect(candidates(nested, '1,lee,')).toStrictEqual([failed]);
  });

  it('uses the same delimiter, quote and escape', () => {
    expect(candidates({ ...nested, delimiter: ';', quotechar: "'" }, "1;lee;'3;''a;b'''")).toStrictEqual([
      { ts: '1', who: 'lee', where: { floor: '3', wing: 'a;b' } },
    ]);
  });

  it('never matches a column of no columns', () => {
    const none = { columns: [{ name: 'a', columns: [] }] };

    expect(candidates(none, 'x\n""\n"\n"')).toHaveLength(3);
    expect(candidates(none, 'x\n""\n"\n"').every((found) => 'failed' in (found as object))).toBe(true);
  });
});

describe('csv with short rows', () => {
  const options = { columns: columns('a', 'b', 'c', 'd'), optionalColumns: ['a', 'c', 'd'], rows: 'short' } as const;

  it('takes rows that lack optional columns at the end', () => {
    expect(candidates(options, '1,2\n1,2,3\n1,2,3,4')).toStrictEqual([
      { a: '1', b: '2' },
      { a: '1', b: '2', c: '3' },
      { a: '1', b: '2', c: '3', d: '4' },
    ]);
  });

  it.each([
    ['1', '1 field in place of 4'],
    ['1,2,3,4,5', '5 fields in place of 4'],
    ['', '0 fields in place of 4'],
  ])('takes no fewer or more than that: "%s"', (row, reason) => {
    expect(candidates(options, `${row}\n`)).toStrictEqual([{ failed: reason }]);
  });

  it('needs every column that a header names', () => {
    expect(candidates({ ...options, header: 'optional' }, 'b,c\n1')).toStrictEqual([
      { failed: '1 field in place of 2' },
    ]);
  });

  it('takes whole rows only, unless told', () => {
    expect(candidates({ ...options, rows: 'exact' }, '1,2,3')).toStrictEqual([{ failed: '3 fields in place of 4' }]);
  });
});

describe('csv with a header', () => {
  const options = { columns: columns('a', 'b', 'c'), optionalColumns: ['c'], header: 'required' } as const;

  it('assigns values by the names of the first row', () => {
    expect(candidates(options, 'b,a\n1,2\n3,4')).toStrictEqual([
      { b: '1', a: '2' },
      { b: '3', a: '4' },
    ]);
  });

  it('keeps columns that it does not know', () => {
    expect(candidates(options, 'b,new,a\n1,2,3')).toStrictEqual([{ b: '1', new: '2', a: '3' }]);
  });

  it.each(['a,c', 'a,b,b', '1,2'])('is no header: %s', (row) => {
    expect(candidates(options, `${row}\n1,2,3`)).toStrictEqual([{ failed: 'no header' }, { failed: 'no header' }]);
  });

  it('takes the order of the columns where an optional header is absent', () => {
    expect(candidates({ ...options, header: 'optional' }, '1,2,3')).toStrictEqual([{ a: '1', b: '2', c: '3' }]);
    expect(candidates({ ...options, header: 'optional' }, 'c,b,a\n1,2,3')).toStrictEqual([{ c: '1', b: '2', a: '3' }]);
  });

  it('reads a line by the header of its payload', () => {
    expect(candidates(options, '1,2\r', { header: 'b,a\r' })).toStrictEqual([{ b: '1', a: '2' }]);
    expect(candidates(options, '1,2', { header: 'x,y' })).toStrictEqual([{ failed: 'no header' }]);
    expect(candidates(options, 'b,a', { header: 'b,a' })).toStrictEqual([{ b: 'b', a: 'a' }]);
  });

  it('tells a header alone from data', () => {
    const { isHeader } = createCsvParser(options);

    expect(isHeader?.({ value: 'b,a\n', floats: noFloats })).toBe(true);
    expect(isHeader?.({ value: 'b,a\n1,2', floats: noFloats })).toBe(false);
    expect(isHeader?.({ value: 'b,a', header: 'b,a', floats: noFloats })).toBe(false);
    expect(createCsvParser({ columns: options.columns }).isHeader).toBeUndefined();
  });

  it('reads nested columns by name, too', () => {
    const nested = { columns: [{ name: 'a' }, { name: 'n', columns: columns('x', 'y') }], header: 'required' } as const;

    expect(candidates(nested, 'n,a\n"1,2",3')).toStrictEqual([{ n: { x: '1', y: '2' }, a: '3' }]);
  });
});

describe('csv properties', () => {
  const dialects = fc.constantFrom<Partial<CsvParserOptions>>({}, { delimiter: ' ' }, { escapechar: '\\' });
  const nasty = fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', '\\', ' ', 'a', 'é', '😀', '\0') });

  function write(rows: readonly (readonly string[])[], { delimiter = ',', escapechar }: Partial<CsvParserOptions>) {
    const quoted = (field: string) => {
      const escaped = escapechar === undefined ? field : field.replaceAll(escapechar, escapechar + escapechar);
      return `"${escaped.replaceAll('"', '""')}"`;
    };
    return rows.map((row) => row.map(quoted).join(delimiter)).join('\r\n');
  }

  it('reads back what was written', () => {
    const tables = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(nasty, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 5 }),
      );
    fc.assert(
      fc.property(tables, dialects, (rows, options) => {
        const names = (rows[0] as string[]).map((_field, index) => `c${index}`);
        const found = candidates({ ...options, columns: columns(...names) }, write(rows, options));
        expect(found.map((record) => Object.values(record as object))).toStrictEqual(rows);
      }),
    );
  });

  it('takes linear time', () => {
    const failed = (text: string) => candidates({ columns: columns('a', 'b') }, text);

    expect(failed('""'.repeat(50_000).repeat(10))).toStrictEqual([{ failed: 'field longer than 131072 characters' }]);
    expect(failed('"x"y'.repeat(30_000))).toStrictEqual([{ failed: '1 field in place of 2' }]);
    expect(failed(','.repeat(500_000))).toStrictEqual([{ failed: '500001 fields in place of 2' }]);
  });

  it('never throws, and loses no character of well-formed lines', () => {
    fc.assert(
      fc.property(fc.oneof(nasty, fc.string({ unit: 'binary' })), dialects, (text, options) => {
        const parser = createCsvParser({ ...options, columns: columns('a', 'b') });
        const found = parser.candidates({ value: text, floats: noFloats });
        const sources = found.map((candidate) => (candidate.ok ? candidate.source : candidate.value));
        expect(sources.every((source) => text.includes(String(source)))).toBe(true);
        if (!/["\r\\]/.test(text))
          expect(found).toHaveLength(text.split('\n').length - (/(?:^|\n)$/.test(text) ? 1 : 0));
      }),
    );
  });
});
