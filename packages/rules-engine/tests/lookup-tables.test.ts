import { deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';
import { parseJson, splitLookupKey, stringifyJson } from '@streamalert/core';
import { describeLookupSource } from '@streamalert/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LookupError } from '../src/index.ts';
import { createDocumentTable } from '../src/lookups/document-table.ts';
import { createMemoryTable } from '../src/lookups/memory-table.ts';
import { cacheRows } from '../src/lookups/row-cache.ts';
import { decodeTable, encodeTable } from '../src/lookups/table-content.ts';
import { dynamoTable, lookupTables, memoryDocument, memoryRows, minute, s3Table } from './helpers/lookups.ts';
import { classified, countingClock, evaluate, rule } from './helpers/records.ts';

const documentTable = (port: ReturnType<typeof memoryDocument>['port']) =>
  createDocumentTable({
    table: 'owners',
    document: port,
    name: 'owners.json',
    refreshMinutes: 10,
    clock: countingClock(),
    onProblem: () => {},
  });

describeLookupSource('a table that is a document', async () => {
  const { port } = memoryDocument('{}');
  return { port: documentTable(port), reopen: async () => documentTable(port) };
});
describeLookupSource('a table in memory', async () => ({ port: createMemoryTable() }));
describeLookupSource('cached rows', async () => ({
  port: cacheRows({
    source: createMemoryTable(),
    refreshMinutes: 3,
    maximumKeyCount: 1,
    clock: countingClock(),
    onProblem: () => {},
  }),
}));

/** What a rule that looks up the owner of a record's user comes to. */
function lookUp(tables: ReturnType<typeof lookupTables>['tables'], table: string, key: string, fallback?: string) {
  const asks = rule({
    when: async (event) => ({ alert: true, context: { value: await event.lookup(table, key, fallback as never) } }),
  });
  return evaluate([asks], [classified({}, { id: 'a.0' })], { lookup: tables.get });
}

describe('a rule that looks up', () => {
  it('row 33: fails on a key that has three parts where the table wants two', async () => {
    const rows = {
      get: async (key: string) => splitLookupKey(key, ':').join(),
      put: async () => {},
      keys: async () => [],
    };
    const { tables } = lookupTables({ hosts: { ...dynamoTable, sortKey: 'role' } }, { rows: () => rows });

    const { alerts, failures } = await lookUp(tables, 'hosts', 'eu:web:7');

    expect(alerts).toStrictEqual([]);
    expect(failures).toStrictEqual([
      {
        rule: 'always',
        recordId: 'a.0',
        message: 'lookup table "hosts" key "eu:web:7" has 3 parts; the table wants two, with ":" between them',
      },
    ]);
  });

  it('row 34: goes on with the last good table when the object becomes invalid JSON, which is said once', async () => {
    const object = memoryDocument('{"mia": "team-a"}');
    const { tables, time, logged } = lookupTables({ owners: s3Table }, { document: () => object.port });
    const before = await lookUp(tables, 'owners', 'mia', 'nobody');
    object.set('{"mia": ');
    time.now = 11 * minute;
    await tables.get('owners', 'mia');
    time.now = 22 * minute;

    const after = await lookUp(tables, 'owners', 'mia', 'nobody');

    expect([before, after].map(({ alerts }) => alerts[0]?.context)).toStrictEqual([
      { value: 'team-a' },
      { value: 'team-a' },
    ]);
    expect(logged).toStrictEqual([
      'lookup table "owners": owners.json is not JSON; the content from before is still used',
    ]);
  });

  it('row 35: gets the default for a table whose name is misspelt, and the names are logged once', async () => {
    const { tables, logged } = lookupTables({ owners: { driver: 'ephemeral' }, hosts: { driver: 'null' } });

    const evaluations = [await lookUp(tables, 'onwers', 'mia', 'nobody'), await lookUp(tables, 'onwers', 'kim', 'x')];

    expect(evaluations.map(({ alerts }) => alerts[0]?.context)).toStrictEqual([{ value: 'nobody' }, { value: 'x' }]);
    expect(logged).toStrictEqual(['there is no lookup table "onwers"; there are hosts, owners']);
  });

  it.each([
    ['an empty text', ''],
    ['null', null],
    ['zero', 0],
    ['false', false],
  ])('row 36: gets a stored value that is %s, not the default', async (_case, stored) => {
    const { tables } = lookupTables({ owners: { driver: 'ephemeral' } });
    await tables.put('owners', 'mia', stored);

    const { alerts } = await lookUp(tables, 'owners', 'mia', 'x');

    expect(alerts[0]?.context).toStrictEqual({ value: stored });
  });
});

describe('createLookupTables', () => {
  it('says what there is, and what cannot be reached from here', async () => {
    const { tables } = lookupTables({
      owners: s3Table,
      hosts: dynamoTable,
      notes: { driver: 'ephemeral' },
      none: { driver: 'null' },
      local: { driver: 'file', path: 'tables/a.csv', compression: false, cacheRefreshMinutes: 1 },
    });

    expect(tables.describe().map(({ table, id, available }) => [table, id, available])).toStrictEqual([
      ['hosts', 'dynamodb:hosts', false],
      ['local', 'file:tables/a.csv', false],
      ['none', 'null:1', true],
      ['notes', 'ephemeral:1', true],
      ['owners', 's3:acme.tables/owners.json', false],
    ]);
    await expect(tables.get('owners', 'a')).rejects.toThrow(
      new LookupError('lookup table "owners" cannot be reached: its driver is s3', 'owners'),
    );
  });

  it('reads an object once for its lifetime, and again only when it has changed', async () => {
    const object = memoryDocument('{"a": 1}');
    const { tables, time } = lookupTables({ owners: s3Table }, { document: () => object.port });
    const values = [await tables.get('owners', 'a'), await tables.get('owners', 'b')];
    time.now = 11 * minute;
    values.push(await tables.get('owners', 'a'));
    object.set('{"a": 2}');
    values.push(await tables.get('owners', 'a'));
    time.now = 22 * minute;
    values.push(await tables.get('owners', 'a'));

    expect(values).toStrictEqual([1, undefined, 1, 1, 2]);
    expect(object.document.reads).toBe(2);
  });

  it.each([
    ['does not exist', undefined, 'does not exist'],
    ['is not JSON', '{', 'is not JSON'],
    ['is no object', '[1]', 'must hold one JSON object'],
    ['is not UTF-8', Uint8Array.of(0xff, 0xfe), 'not valid'],
    ['is cut gzip', gzipSync('{}').subarray(0, 12), 'is compressed and cannot be read to its end'],
  ])('fails, by name, on a first content that %s, and tries again later', async (_case, content, message) => {
    const object = memoryDocument(content);
    const { tables, time } = lookupTables({ owners: s3Table }, { document: () => object.port });

    await expect(tables.get('owners', 'a')).rejects.toMatchObject({
      name: 'LookupError',
      table: 'owners',
      message: expect.stringContaining(message),
    });
    object.set('{"a": 1}');
    time.now = 11_000_000;
    expect(await tables.get('owners', 'a')).toBe(1);
  });

  it('does not overwrite content that it cannot read', async () => {
    const object = memoryDocument('{"a": 1');
    const { tables } = lookupTables({ owners: s3Table }, { document: () => object.port });

    await expect(tables.put('owners', 'b', 2)).rejects.toBeInstanceOf(LookupError);
    expect(Buffer.from(object.document.content ?? []).toString()).toBe('{"a": 1');
  });

  it('does not write CSV', async () => {
    const object = memoryDocument('key,value\na,1\n');
    const table = { ...s3Table, key: 'owners.csv' };
    const { tables } = lookupTables({ owners: table }, { document: () => object.port });

    await expect(tables.put('owners', 'b', '2')).rejects.toThrow(/owners.csv is CSV, which is edited by hand/);
  });

  it.each([
    ['within its lifetime', 2 * minute, ['a', 'none']],
    ['after its lifetime', 4 * minute, ['a', 'none', 'a', 'none']],
  ])('reads a row once %s, also one that is not there', async (_case, later, expected) => {
    const rows = memoryRows({ a: 1 });
    const { tables, time } = lookupTables({ hosts: dynamoTable }, { rows: () => rows.source });
    for (const key of ['a', 'none', 'a', 'none']) await tables.get('hosts', key);
    time.now = later;
    for (const key of ['a', 'none']) await tables.get('hosts', key);

    expect(rows.read).toStrictEqual(expected);
  });

  it('forgets the row that was used longest ago when it keeps as many as it may, missing ones included', async () => {
    const rows = memoryRows({ a: 1, b: 2 });
    const table = { ...dynamoTable, cacheMaximumKeyCount: 2 };
    const { tables } = lookupTables({ hosts: table }, { rows: () => rows.source });
    for (const key of ['a', 'none', 'a', 'b', 'a', 'none']) await tables.get('hosts', key);

    expect(rows.read).toStrictEqual(['a', 'none', 'b', 'none']);
  });

  it('uses a row from before when it cannot be read again, and says so', async () => {
    const rows = memoryRows({ a: 1 });
    const { tables, time, logged } = lookupTables({ hosts: dynamoTable }, { rows: () => rows.source });
    await tables.get('hosts', 'a');
    rows.state.fails = new Error('throttled');
    time.now = 4 * minute;

    expect(await tables.get('hosts', 'a')).toBe(1);
    expect(logged).toStrictEqual(['throttled; the value from before is still used']);
    await expect(tables.get('hosts', 'b')).rejects.toThrow('throttled');
  });
});

describe('the content of a table', () => {
  it('is read back as it was written, whatever its keys and values are', () => {
    const content = fc.dictionary(
      fc.string(),
      fc.jsonValue().map((value) => parseJson(stringifyJson(value))),
    );
    fc.assert(
      fc.property(content, fc.boolean(), (table, compression) => {
        const entries = Object.entries(table);
        const decoded = decodeTable('a.json', encodeTable('a.json', new Map(entries), compression));
        // By key: values need not have a text of their own, as `{"toString":false}` has none.
        const sorted = (all: Iterable<[string, unknown]>) => [...all].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(sorted(decoded)).toStrictEqual(sorted(entries));
      }),
    );
  });

  it.each([
    ['plain', '{"a": 9007199254740993}', 'a.json', 9007199254740993n],
    ['with a byte order mark', '\uFEFF{"a": 1}', 'a.json', 1],
    ['CSV of two columns', '\uFEFFaccount,owner\r\na,"Mia, ""on call"""\r\n', 'a.csv', 'Mia, "on call"'],
    ['CSV of more columns', 'account,owner,stage\nb,,\n\na,"mi\na",prod\n', 'A.CSV', { owner: 'mi\na', stage: 'prod' }],
    ['CSV with short rows', 'account,owner,stage\na,mia\n', 'a.csv', { owner: 'mia', stage: '' }],
  ])('is read when it is %s, compressed or not', (_case, text, name, expected) => {
    const forms = [Buffer.from(text), gzipSync(text), deflateSync(text)];

    expect(forms.map((bytes) => decodeTable(name, bytes).get('a'))).toStrictEqual([expected, expected, expected]);
  });

  it('is written sorted, and compressed as 3.5 did, or with gzip where the name says so', () => {
    const table = new Map([
      ['b', 2],
      ['a', 1],
    ]);
    const text = '{\n  "a": 1,\n  "b": 2\n}\n';

    expect(Buffer.from(encodeTable('t.json', table, false)).toString()).toBe(text);
    expect(inflateSync(encodeTable('t.json', table, true)).toString()).toBe(text);
    expect(gunzipSync(encodeTable('t.json.gz', table, false)).toString()).toBe(text);
  });
});

describe('splitLookupKey', () => {
  it('gives the two parts of a key', () => {
    expect(splitLookupKey('eu:web', ':')).toStrictEqual(['eu', 'web']);
  });

  it.each([
    ['a', 'one part'],
    ['a:b:c', '3 parts'],
  ])('refuses %s', (key, message) => {
    expect(() => splitLookupKey(key, ':')).toThrow(message);
  });
});
