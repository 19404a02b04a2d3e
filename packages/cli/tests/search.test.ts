import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bin, runCli, sampleConf, startCli, temporaryFolder, writeFiles } from './helpers/cli.ts';
import { lines, makeEvent, trailStopped } from './helpers/cloudtrail.ts';
import { keptFolder } from './helpers/kept-folder.ts';

const conf = ['--conf', sampleConf];
const big = ['9007199254740993', '9223372036854775807'];

describe('streamalert search', () => {
  const cwd = keptFolder();
  const search = (sql: string, ...options: string[]) => runCli(['search', sql, ...conf, ...options], { cwd });

  beforeAll(async () => {
    const exact = JSON.stringify(makeEvent({ eventName: 'Exact', requestParameters: { big: 1 } }));
    writeFiles(cwd, { 'a.jsonl': lines(trailStopped, makeEvent({ eventName: 'Two\nlines \u001b[2J' })) });
    writeFileSync(join(cwd, 'b.jsonl'), `${exact.replace('{"big":1}', `{"a":${big[0]},"b":${big[1]}}`)}\n`);
    await runCli(['run', 'a.jsonl', 'b.jsonl', ...conf], { cwd });
  });

  it('gives integers past 2^53 as they came in', async () => {
    const sql = `select requestparameters, ${big[1]} as most from cloudtrail_events where eventname = 'Exact'`;

    const [table, csv, ndjson] = await Promise.all([
      search(sql),
      search(sql, '--format', 'csv'),
      search(sql, '--format', 'ndjson'),
    ]);

    expect([table.code, csv.code, ndjson.code]).toStrictEqual([0, 0, 0]);
    expect(table.stdout).toContain(`{"a":"${big[0]}","b":"${big[1]}"} │ ${big[1]} │`);
    expect(csv.stdout).toBe(`requestparameters,most\n"{""a"":""${big[0]}"",""b"":""${big[1]}""}",${big[1]}\n`);
    expect(ndjson.stdout).toBe(`{"requestparameters":{"a":"${big[0]}","b":"${big[1]}"},"most":${big[1]}}\n`);
  });

  it('spells out in a table what would act on the terminal', async () => {
    const { stdout } = await search("select eventname from cloudtrail_events where eventname like 'Two%'");

    expect(stdout).toBe(
      [
        '┌──────────────────────┐',
        '│ eventname            │',
        '│ Two\\nlines \\u001b[2J │',
        '└──────────────────────┘',
        '',
      ].join('\n'),
    );
  });

  it('gives the columns of two tables under names that differ', async () => {
    const { stdout } = await search('select 1 as n, 2 as n', '--format', 'json');

    expect(stdout).toBe('{"n":1,"n_2":2}\n');
  });

  it('says that there are no rows, or gives the head alone', async () => {
    const sql = "select eventname from cloudtrail_events where eventname = 'None'";

    const [table, csv, ndjson] = await Promise.all([
      search(sql),
      search(sql, '--format', 'csv'),
      search(sql, '--format', 'ndjson'),
    ]);

    expect([table, csv, ndjson]).toStrictEqual([
      { code: 0, stdout: 'no rows\n', stderr: '' },
      { code: 0, stdout: 'eventname\n', stderr: '' },
      { code: 0, stdout: '', stderr: '' },
    ]);
  });

  it('exits with 1 for SQL that cannot be run, and names the tables', async () => {
    const [unknown, wrong, writing] = await Promise.all([
      search('select * from nothing'),
      search('selec'),
      search("copy (select 1) to 'stolen.csv'"),
    ]);

    expect([unknown.code, wrong.code, writing.code]).toStrictEqual([1, 1, 1]);
    expect(unknown.stderr).toMatch(/^streamalert: there is no table nothing; there are alerts, .*cloudtrail_events/);
    expect(wrong.stderr).toContain('syntax error');
  });

  it('ends quietly when its reader does', () => {
    const sql = 'select unnest(range(200000)) as n';
    const script = `"$0" --conditions=@streamalert/source "$1" search "${sql}" --conf "$2" --format csv | head -1`;

    const stdout = execFileSync('sh', ['-c', script, process.execPath, bin, sampleConf], { cwd });

    expect(stdout.toString()).toBe('n\n');
  });

  it('finds no state where there was no run, and makes none', async () => {
    const { code, stdout, stderr } = await search('select 1', '--state', 'elsewhere');

    expect({ code, stdout, stderr }).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: 'streamalert: there is no elsewhere yet; a first run makes it\n',
    });
  });
});

describe.each([['status'], ['replay'], ['alerts retry']])('streamalert %s', (command) => {
  it('says that there was no run yet, and makes no state', async () => {
    const cwd = temporaryFolder();

    const { code, stderr } = await runCli([...command.split(' '), '--state', 'state'], { cwd });

    expect({ code, stderr }).toStrictEqual({
      code: 1,
      stderr: 'streamalert: there is no state yet; a first run makes it\n',
    });
  });
});

describe('streamalert status, replay and alerts', () => {
  it('show rejected records, and take them up once the configuration knows them', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'a.jsonl': lines({ door: 'north' }, { door: 'south' }, makeEvent()) });
    writeFileSync(join(cwd, 'b.log'), 'nothing of note\n');
    await runCli(['run', 'a.jsonl', 'b.log', ...conf], { cwd });
    execFileSync('cp', ['-r', sampleConf, join(cwd, 'conf')]);
    writeFiles(cwd, {
      'conf/schemas/door.json': { 'cloudtrail:door': { parser: 'json', schema: { door: 'string' } } },
    });

    const before = await runCli(['status'], { cwd });
    const json = await runCli(['status', '--format', 'json'], { cwd });
    const replayed = await runCli(['replay', '--format', 'json'], { cwd });
    const strict = await runCli(['replay', '--strict'], { cwd });
    const found = await runCli(['search', 'select door from cloudtrail_door order by 1', '--format', 'csv'], { cwd });

    expect(before.stdout).toMatch(
      /^waiting {6}0 alerts\nquarantine {3}3 records {3}streamalert replay tries them again\n(?: {2}\d .*\n {6}e\.g\. [ab]\.\w+: .*\n){2}staged rules 0\nhistory {6}\d+(\.\d)? k?B, \d{4}-\d\d-\d\d \d\d:00 UTC\n$/,
    );
    expect(JSON.parse(json.stdout)).toMatchObject({
      quarantine: { records: 3 },
      history: {
        pending_records: 0,
        bytes: expect.any(Number),
        first_hour: expect.stringMatching(/^\d{4}(-\d\d){3}$/),
      },
    });
    expect(JSON.parse(replayed.stdout)).toMatchObject({
      records: { in: 3, classified: { 'cloudtrail:door': 2 } },
    });
    expect([replayed.code, strict.code]).toStrictEqual([0, 1]);
    expect(found.stdout).toBe('door\nnorth\nsouth\n');
  });

  it('show deliveries that were given up, and make them due again', async () => {
    const cwd = temporaryFolder();
    execFileSync('cp', ['-r', sampleConf, join(cwd, 'conf')]);
    writeFiles(cwd, {
      'conf/outputs.json': { slack: ['team'] },
      'rules/every.ts': `
        import { defineRule } from '@streamalert/rules-sdk';
        export const every = defineRule({
          id: 'every', description: 'Every event.', logs: ['cloudtrail:events'], outputs: ['slack:team'],
        });`,
      'conf/global.json': {
        account: { aws_account_id: '123456789012', prefix: 'prefix', region: 'us-east-1' },
        general: { rule_locations: ['rules'], matcher_locations: [], publisher_locations: [] },
        infrastructure: {},
      },
      'a.jsonl': lines(makeEvent()),
    });

    const ran = await runCli(['run', 'a.jsonl', '--drain', '0'], { cwd });
    const status = await runCli(['status'], { cwd });
    const retried = await runCli(['alerts', 'retry'], { cwd });
    const unknown = await runCli(['alerts', 'bogus'], { cwd });

    expect([ran.code, retried.code, unknown.code]).toStrictEqual([1, 0, 2]);
    expect(status.stdout).toMatch(
      /^ {2}slack:team {3}1 {3}credentials of slack:team: .* 1 parked: streamalert alerts retry$/m,
    );
    expect(retried.stdout).toBe('1 alert due; a run sends them\n');
  });

  it('are not held up by a run', async () => {
    const cwd = temporaryFolder();
    writeFiles(cwd, { 'watched/a.jsonl': lines(trailStopped) });
    const running = startCli(['run', '--watch', 'watched', ...conf], { cwd });
    await running.said('StopLogging');

    const status = await runCli(['status'], { cwd });
    const retried = await runCli(['alerts', 'retry'], { cwd });
    running.child.kill('SIGTERM');
    const { code } = await running.ended;

    expect([status.code, retried.code, code]).toStrictEqual([0, 0, 0]);
    expect(retried.stdout).toBe('nothing changed: no alert is parked or waits for a later try\n');
  });
});
