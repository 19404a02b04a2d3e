import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '@streamalert/core';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openState, type PendingHistory, SearchError, searchHistory } from '../../src/index.ts';
import { makeHistory, testTables } from './helpers/test-history.ts';

async function searchIn(root: string, sql: string): Promise<Json[][]> {
  const { rows } = await searchHistory({ root, tables: testTables, sql });
  return (await Array.fromAsync(rows)) as Json[][];
}

/** Spoils everything in a Parquet file but its footer, whose length is in the last eight bytes. */
async function overwriteData(path: string): Promise<void> {
  const content = await readFile(path);
  content.fill(0xff, 4, content.length - 8 - content.readUInt32LE(content.length - 8));
  await writeFile(path, content);
}

describe('searchHistory', () => {
  it('finds every table empty where there is no history', async () => {
    const history = await makeHistory();

    expect(await searchIn(history.root, 'SELECT * FROM cloudtrail_events, alerts')).toStrictEqual([]);
    expect(await searchIn(history.root, 'SHOW TABLES')).toStrictEqual([['alerts'], ['cloudtrail_events']]);
  });

  it('gives names, types and values as JSON has them', async () => {
    const history = await makeHistory();
    const sql = `SELECT 1 AS a, 2 AS a, 9007199254740993 AS big, 170141183460469231731687303715884105727 AS huge,
      1.50::DECIMAL(10,3) AS price, TIMESTAMP '2023-07-10 11:58:02.000123' AS at, MAP {'k': [1]} AS m, {'x': NULL} AS s, 0.5::DOUBLE AS d`;

    const { columns, rows } = await searchHistory({ root: history.root, tables: [], sql });

    expect(columns.map(({ name, type }) => `${name} ${type}`)).toStrictEqual([
      'a INTEGER',
      'a INTEGER',
      'big BIGINT',
      'huge HUGEINT',
      'price DECIMAL(10,3)',
      'at TIMESTAMP',
      'm MAP(VARCHAR, INTEGER[])',
      's STRUCT("x" INTEGER)',
      'd DOUBLE',
    ]);
    expect(await Array.fromAsync(rows)).toStrictEqual([
      [1, 2, 9007199254740993n, 2n ** 127n - 1n, '1.500', '2023-07-10 11:58:02.000123', { k: [1] }, { x: null }, 0.5],
    ]);
  });

  it('sees files and the pending tail together, each record once', async () => {
    const history = await makeHistory();
    await history.putRecords('{"eventName":"filed"}');
    await history.writer.flush();
    await history.putRecords('{"eventName":"pending","count":9007199254740993}');
    await history.putLines('alerts', '{"id":"1"}');

    expect(await history.search('SELECT eventname, count, dt FROM cloudtrail_events ORDER BY 1')).toStrictEqual([
      ['filed', null, '2023-07-10-11'],
      ['pending', 9007199254740993n, '2023-07-10-11'],
    ]);
    expect(await history.search('SELECT id FROM alerts')).toStrictEqual([['1']]);
  });

  it('reads beside a writer that holds the state', async () => {
    const history = await makeHistory();
    await history.putRecords('{"eventName":"filed"}');
    await history.writer.flush();
    await history.putRecords('{"eventName":"pending"}');
    const { dir } = history.state;
    const reader = await openState({ dir, clock: history.clock, readOnly: true });
    onTestFinished(() => reader.close());

    const { rows } = await searchHistory({
      root: history.root,
      tables: testTables,
      sql: 'SELECT eventname FROM cloudtrail_events ORDER BY 1',
      state: { pending: reader.history, checkpoints: reader.checkpoints },
    });

    expect(await Array.fromAsync(rows)).toStrictEqual([['filed'], ['pending']]);
  });

  it('neither misses nor doubles what the writer moves to a file meanwhile', async () => {
    const history = await makeHistory();
    await history.putRecords('{"eventName":"a"}');
    await history.writer.flush();
    await history.putRecords('{"eventName":"b"}');
    const { history: pending, checkpoints } = history.state;
    let moved = false;
    const beside: Pick<PendingHistory, 'pendingBodies' | 'pendingTotals'> = {
      pendingTotals: () => pending.pendingTotals(),
      async pendingBodies(filter) {
        const bodies = await pending.pendingBodies(filter);
        if (!moved) await history.writer.flush();
        moved = true;
        return bodies;
      },
    };

    const { rows } = await searchHistory({
      root: history.root,
      tables: testTables,
      sql: 'SELECT eventname FROM cloudtrail_events ORDER BY 1',
      state: { pending: beside, checkpoints },
    });

    expect(await Array.fromAsync(rows)).toStrictEqual([['a'], ['b']]);
  });

  it('shows an alert once that history was given twice', async () => {
    const history = await makeHistory();
    await history.putLines('alerts', '{"id":"1","rule_name":"r"}\n{"id":"2","rule_name":"r"}', 2);
    await history.writer.flush();
    history.clock.set('2023-07-10T12:30:00Z');
    await history.putLines('alerts', '{"id":"1","rule_name":"r"}');

    expect(await history.search('SELECT id, dt FROM alerts ORDER BY id')).toStrictEqual([
      ['1', '2023-07-10-11'],
      ['2', '2023-07-10-11'],
    ]);
  });

  it('takes alerts as they are when their table has no id', async () => {
    const column = { name: 'rule_name', type: 'string', path: ['rule_name'] };
    const history = await makeHistory({ tables: [{ name: 'alerts', columns: [column] }] });
    await history.putLines('alerts', '{"rule_name":"r"}\n{"rule_name":"r"}', 2);

    expect(await history.search('SELECT rule_name FROM alerts')).toStrictEqual([['r'], ['r']]);
  });

  it('finds names in any case, and tables whose name is computed', async () => {
    const history = await makeHistory();
    await history.putRecords('{"eventName":"a"}');
    await history.writer.flush();

    expect(await history.search('SELECT eventName FROM CloudTrail_Events')).toStrictEqual([['a']]);
    expect(await history.search("SELECT eventname FROM query_table('cloudtrail_' || 'events')")).toStrictEqual([['a']]);
  });

  it('offers envelope keys under the name of 3.5 too', async () => {
    const column = {
      name: 'streamalert_envelope_keys',
      type: 'struct<loggroup:string>',
      path: ['record', 'streamalert:envelope_keys'],
      fields: [{ name: 'loggroup', type: 'string', path: ['logGroup'] }],
    };
    const history = await makeHistory({ tables: [{ name: 'cloudtrail_events', columns: [column] }] });
    await history.putRecords('{"streamalert:envelope_keys":{"logGroup":"g"}}');
    await history.writer.flush();

    expect(
      await history.search(
        'SELECT "streamalert:envelope_keys".loggroup, streamalert_envelope_keys.loggroup FROM cloudtrail_events',
      ),
    ).toStrictEqual([['g', 'g']]);
  });

  it('takes no directory above the history for a column', async () => {
    const outer = await makeHistory();
    const root = join(outer.root, 'eventname=wrong', 'a[b]*c');
    await outer.putRecords('{"eventName":"right"}');
    await outer.restart({ root }).flush();

    expect(await searchIn(root, 'SELECT eventname, dt FROM cloudtrail_events')).toStrictEqual([
      ['right', '2023-07-10-11'],
    ]);
  });

  it('leaves the files of other hours unread when dt is given', async () => {
    const history = await makeHistory();
    for (const hour of ['11', '12', '13']) {
      history.clock.set(`2023-07-10T${hour}:30:00Z`);
      await history.putRecords('{"eventName":"a"}');
    }
    await history.writer.flush();
    const [unread = ''] = await history.files();
    await overwriteData(join(history.root, unread));
    const sql = 'SELECT eventname, dt FROM cloudtrail_events';

    const rows = await history.search(`${sql} WHERE dt BETWEEN '2023-07-10-12' AND '2023-07-10-13' ORDER BY dt`);

    expect(rows).toStrictEqual([
      ['a', '2023-07-10-12'],
      ['a', '2023-07-10-13'],
    ]);
    await expect(history.search(sql)).rejects.toThrow(SearchError);
  });

  it('leaves nothing behind, read to the end, closed early, or failed', async () => {
    const history = await makeHistory();
    const scratch = await mkdtemp(join(tmpdir(), 'history-scratch-'));
    vi.stubEnv('TMPDIR', scratch);
    onTestFinished(() => rm(scratch, { recursive: true }));

    await searchIn(history.root, 'SELECT 1');
    const early = await searchHistory({ root: history.root, tables: [], sql: 'SELECT * FROM range(10000000)' });
    for await (const _row of early.rows) break;
    const unread = await searchHistory({ root: history.root, tables: [], sql: 'SELECT 1' });
    await unread.close();
    await unread.close();
    await expect(searchIn(history.root, 'SELEC 1')).rejects.toThrow(SearchError);

    vi.unstubAllEnvs();
    expect(await readdir(scratch)).toStrictEqual([]);
  });

  it.each([
    ['an unknown table', 'SELECT * FROM nothing', /there is no table nothing; there are alerts, cloudtrail_events/],
    ['an unknown column', 'SELECT nothing FROM alerts', /"nothing" not found/],
    ['a mistake', 'SELECT FROM WHERE', /^Parser Error: syntax error/],
    ['nothing', ' ', /no statement to run/],
    ['two statements', 'SELECT 1; SELECT 2', /one statement at a time, not 2/],
    [
      'a failure while it runs',
      "SELECT CAST(rule_name AS INTEGER) FROM (SELECT 'x' AS rule_name)",
      /Could not convert/,
    ],
  ])('says what is wrong with %s', async (_name, sql, message) => {
    const history = await makeHistory();

    const error = await searchIn(history.root, sql).catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(SearchError);
    expect((error as SearchError).message).toMatch(message);
  });
});

interface Paths {
  readonly root: string;
  /** A file of the history. */
  readonly file: string;
  /** A file beside it. */
  readonly secret: string;
}

describe('a searched statement', () => {
  it.each([
    ['read another file', () => `SELECT * FROM read_text('/etc/passwd'), cloudtrail_events`],
    ['read a file by its name', ({ secret }) => `SELECT * FROM '${secret}', cloudtrail_events`],
    ['read beside the history', ({ secret }) => `SELECT * FROM read_csv('${secret}'), cloudtrail_events`],
    [
      'climb out of the history',
      ({ root }) => `SELECT * FROM read_text('${root}/parquet/../secret.csv'), cloudtrail_events`,
    ],
    ['list a directory', () => `SELECT * FROM glob('/etc/*'), cloudtrail_events`],
    ['write a file', ({ root }) => `COPY (SELECT * FROM cloudtrail_events) TO '${root}/out.csv'`],
    [
      'overwrite a file of history',
      ({ file }) => `COPY (SELECT 1 FROM cloudtrail_events) TO '${file}' (FORMAT parquet, USE_TMP_FILE false)`,
    ],
    [
      'write under the cover of EXPLAIN',
      ({ file }) =>
        `EXPLAIN ANALYZE COPY (SELECT 1 FROM cloudtrail_events) TO '${file}' (FORMAT parquet, USE_TMP_FILE false)`,
    ],
    ['attach a database', ({ root }) => `ATTACH '${root}/x.db'`],
    ['reach the network', () => `SELECT * FROM read_text('https://example.com/')`],
    ['install an extension', () => 'INSTALL httpfs'],
    ['load an extension', () => 'LOAD httpfs'],
    ['change a setting', () => 'SET enable_external_access = true'],
    ['call what changes settings', () => 'CALL enable_logging()'],
    ['make a table', () => 'CREATE TABLE t AS SELECT 1'],
    ['read the environment', () => "SELECT getenv('HOME')"],
  ] satisfies [string, (paths: Paths) => string][])('cannot %s', async (_name, sql) => {
    const history = await makeHistory();
    await history.putRecords('{"eventName":"a"}');
    await history.writer.flush();
    const { root } = history;
    const file = join(root, (await history.files())[0] ?? '');
    const secret = join(root, 'secret.csv');
    await writeFile(secret, 'secret\n');
    const before = await readdir(root, { recursive: true });

    await expect(searchIn(root, sql({ root, file, secret }))).rejects.toThrow(SearchError);

    expect(await readdir(root, { recursive: true })).toStrictEqual(before);
    expect(await searchIn(root, 'SELECT eventname FROM cloudtrail_events')).toStrictEqual([['a']]);
  });
});
