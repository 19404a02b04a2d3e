import { describe, expect, it } from 'vitest';
import { makeHistory } from './helpers/test-history.ts';

/** One record through a file and back: the column's value, and what did not fit. */
async function stored(record: string, column: string): Promise<unknown> {
  const history = await makeHistory();
  await history.putRecords(record);
  await history.writer.flush();
  const rows = await history.search(`SELECT ${column}, streamalert_unfit FROM cloudtrail_events`);
  expect(rows).toHaveLength(1);
  return rows[0];
}

describe('a value in history', () => {
  it.each([
    ['2⁵³ + 1', '{"count":9007199254740993}', 'count', 9007199254740993n],
    ['2⁶³ - 1', '{"count":9223372036854775807}', 'count', 9223372036854775807n],
    ['-2⁶³', '{"count":-9223372036854775808}', 'count', -9223372036854775808n],
    ['a small integer', '{"count":7}', 'count', 7],
    ['1.0, which is 1', '{"count":1.0}', 'count', 1],
    ['a decimal', '{"ratio":-1234567.125}', 'ratio', '-1234567.125'],
    ['true', '{"readOnly":true}', 'readonly', true],
    ['false', '{"readOnly":false}', 'readonly', false],
    [
      'null',
      '{"eventName":null,"count":null,"Client":null}',
      '[eventname, count::VARCHAR, client::VARCHAR]',
      [null, null, null],
    ],
    ['a missing key', '{}', '[eventname, count::VARCHAR, parameters::VARCHAR]', [null, null, null]],
    ['an empty text', '{"eventName":""}', 'eventname', ''],
    ['a number in a text column', '{"eventName":9007199254740993}', 'eventname', '9007199254740993'],
    [
      'escapes and other scripts',
      '{"eventName":"a\\u0000\\n\\ud83d\\ude00\\"\\\\ud800 é"}',
      'eventname',
      'a\0\n😀"\\ud800 é',
    ],
    [
      'half of a surrogate pair',
      '{"eventName":"<\\ud800>\\\\ud800\\ude00\\\\"}',
      'eventname',
      '<\ufffd>\\ud800\ufffd\\',
    ],
    ['a key with quotes and slashes', `{"o'd~d/\\"key":"x"}`, 'odd_key', 'x'],
    [
      'a list',
      '{"resources":["a",1,{"b": [2]},null,9007199254740993]}',
      'resources',
      ['a', '1', '{"b":[2]}', null, '9007199254740993'],
    ],
    [
      'a struct',
      '{"Client":{"ASN":9007199254740993,"geo":{"ci\\"ty":"Lisbon"}}}',
      'client',
      { asn: 9007199254740993n, geo: { city: 'Lisbon' } },
    ],
    ['a struct with missing fields', '{"Client":{}}', 'client', { asn: null, geo: null }],
  ])('keeps %s', async (_name, record, column, value) => {
    expect(await stored(record, column)).toStrictEqual([value, null]);
  });

  it('keeps texts of a map as they are and everything else as JSON', async () => {
    const record =
      '{"parameters":{"text":"s","big":123456789012345678901234567890,"float":1.5,"yes":true,"none":null,' +
      '"nested": {"list": [1, "a"], "deep": {"big": 9007199254740993}},"q\\"uote":"1","":"empty","__proto__":"p"}}';

    const [parameters, unfit] = (await stored(record, 'parameters')) as [Record<string, string>, unknown];

    expect(unfit).toBeNull();
    expect(Object.entries(parameters)).toStrictEqual([
      ['text', 's'],
      ['big', '123456789012345678901234567890'],
      ['float', '1.5'],
      ['yes', 'true'],
      ['none', null],
      ['nested', '{"list":[1,"a"],"deep":{"big":9007199254740993}}'],
      ['q"uote', '1'],
      ['', 'empty'],
      ['__proto__', 'p'],
    ]);
  });

  it.each([
    ['2⁶³', '{"count":9223372036854775808}', 'count', null, { count: '9223372036854775808' }],
    ['10²⁹', '{"count":100000000000000000000000000000}', 'count', null, { count: '100000000000000000000000000000' }],
    ['a fraction in a bigint', '{"count":1.5}', 'count', null, { count: '1.5' }],
    ['"" in a bigint', '{"count":""}', 'count', null, { count: '""' }],
    ['text in a boolean', '{"readOnly":"true"}', 'readonly', null, { readonly: '"true"' }],
    ['text in a map', '{"parameters":"HIDDEN"}', 'parameters', null, { parameters: '"HIDDEN"' }],
    ['a list in a map', '{"parameters":[1]}', 'parameters', null, { parameters: '[1]' }],
    ['an object in a list', '{"resources":{"a":1}}', 'resources', null, { resources: '{"a":1}' }],
    ['a list in a struct', '{"Client":[1]}', 'client', null, { client: '[1]' }],
    ['text in a decimal', '{"ratio":"-"}', 'ratio', null, { ratio: '"-"' }],
    ['a decimal with more digits, which is rounded', '{"ratio":1.23456}', 'ratio', '1.235', { ratio: '1.23456' }],
    ['a decimal beyond ten digits', '{"ratio":12345678.5}', 'ratio', null, { ratio: '12345678.5' }],
  ])('keeps %s beside its column', async (_name, record, column, value, unfit) => {
    expect(await stored(record, column)).toStrictEqual([value, unfit]);
  });

  it('names an unfit field of a struct by its path and keeps the others', async () => {
    expect(await stored('{"Client":{"ASN":"x","geo":{"ci\\"ty":"Lisbon"}}}', 'client')).toStrictEqual([
      { asn: null, geo: { city: 'Lisbon' } },
      { 'client.asn': '"x"' },
    ]);
  });

  it.each([300, 100_000])('keeps JSON that is nested %i deep', async (depth) => {
    const deep = '['.repeat(depth) + ']'.repeat(depth);

    expect(
      await stored(`{"eventName":${deep},"parameters":{"k":${deep}}}`, "eventname, parameters['k'][1]"),
    ).toStrictEqual([deep, '[', null]);
  });

  it('keeps a record of 40 MB', async () => {
    expect(await stored(`{"eventName":"${'x'.repeat(40_000_000)}"}`, 'length(eventname)')).toStrictEqual([
      40_000_000,
      null,
    ]);
  });
});

describe('a line in history', () => {
  it('that is not JSON is kept as text, and its neighbours are read', async () => {
    const history = await makeHistory();
    await history.putLines('alerts', '{"id":"a","rule_name":"r\\ud800"}\n{"id":"b",\n\n{"id":"c"}\n', 3);

    await history.writer.flush();

    expect(await history.search('SELECT id, rule_name, streamalert_unfit FROM alerts ORDER BY id')).toStrictEqual([
      ['a', 'r\ufffd', null],
      ['c', null, null],
      [null, null, { streamalert_unreadable: '{"id":"b",' }],
    ]);
  });

  it('with invalid UTF-8 is kept with replacement characters', async () => {
    const history = await makeHistory();
    await history.putLines('alerts', Buffer.concat([Buffer.from('{"id":"<'), Buffer.from([0xff]), Buffer.from('>"}')]));

    await history.writer.flush();

    expect(await history.search('SELECT id FROM alerts')).toStrictEqual([['<\ufffd>']]);
  });
});
