import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, runCli } from './helpers/cli.ts';
import { lines, trailStopped } from './helpers/cloudtrail.ts';

const project = (files: Readonly<Record<string, unknown>> = {}) =>
  makeProject({
    'conf/lookup_tables.json': {
      enabled: true,
      tables: {
        owners: { driver: 'file', path: 'tables/owners.json' },
        accounts: { driver: 'file', path: 'tables/accounts.csv' },
        far: { driver: 's3', bucket: 'acme.tables', key: 'far.json' },
      },
    },
    'tables/owners.json': { mia: ['laptop'], kim: 7 },
    'tables/accounts.csv': 'account,owner\n123456789012,mia\n',
    ...files,
  });

const tableOf = (cwd: string) => readFileSync(join(cwd, 'tables/owners.json'), 'utf8');

/** Each command is a process. */
const timeout = 60_000;

describe('lookup-tables', { timeout }, () => {
  it('describe-tables lists the tables, what they are kept in, and exits with 0', async () => {
    const { code, stdout } = await runCli(['lookup-tables', 'describe-tables', '--format', 'json'], { cwd: project() });

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toStrictEqual({
      enabled: true,
      tables: [
        { table: 'accounts', driver: 'file', id: 'file:tables/accounts.csv', available: true },
        { table: 'far', driver: 's3', id: 's3:acme.tables/far.json', available: false },
        { table: 'owners', driver: 'file', id: 'file:tables/owners.json', available: true },
      ],
    });
  });

  it('get prints the value of a key, and exits with 1 when there is none', async () => {
    const cwd = project();
    const get = (table: string, key: string) => runCli(['lookup-tables', 'get', '-t', table, '-k', key], { cwd });

    const results = [await get('owners', 'mia'), await get('accounts', '123456789012'), await get('owners', 'zoe')];

    expect(results.map(({ code, stdout }) => [code, stdout])).toStrictEqual([
      [0, '["laptop"]\n'],
      [0, '"mia"\n'],
      [1, ''],
    ]);
  });

  it.each([
    ['set, to text', ['set', '-k', 'kim', '-v', '8'], { mia: ['laptop'], kim: '8' }, 'owners "kim": 7 → "8"\n'],
    [
      'set, to JSON',
      ['set', '-k', 'zoe', '-v', '{"a":1}', '-j'],
      { mia: ['laptop'], kim: 7, zoe: { a: 1 } },
      'owners "zoe": nothing → {"a":1}\n',
    ],
    [
      'list-add',
      ['list-add', '-k', 'mia', '-v', 'desk'],
      { mia: ['laptop', 'desk'], kim: 7 },
      'owners "mia": ["laptop"] → ["laptop","desk"]\n',
    ],
    [
      'list-add, unique and sorted',
      ['list-add', '-k', 'mia', '-v', 'laptop', '-u', '-s'],
      { mia: ['laptop'], kim: 7 },
      'owners "mia": ["laptop"] → ["laptop"]\n',
    ],
    [
      'set-from-json-file',
      ['set-from-json-file', '-k', 'kim', '-f', 'value.json'],
      { mia: ['laptop'], kim: [1, 2] },
      'owners "kim": 7 → [1,2]\n',
    ],
  ])('%s', async (_case, args, expected, said) => {
    const cwd = project({ 'value.json': [1, 2] });

    const { code, stdout } = await runCli(['lookup-tables', ...args, '-t', 'owners'], { cwd });

    expect([code, stdout]).toStrictEqual([0, said]);
    expect(JSON.parse(tableOf(cwd))).toStrictEqual(expected);
  });

  it('changes nothing with --dry-run, and says what it would', async () => {
    const cwd = project();
    const before = tableOf(cwd);
    const set = ['lookup-tables', 'set', '-t', 'owners', '-k', 'kim', '-v', 'x', '--dry-run', '--format', 'json'];

    const { code, stdout } = await runCli(set, { cwd });

    expect([code, JSON.parse(stdout)]).toStrictEqual([
      0,
      { table: 'owners', key: 'kim', old: 7, existed: true, new: 'x', dry_run: true },
    ]);
    expect(tableOf(cwd)).toBe(before);
  });

  it.each([
    [
      'a table that is not configured',
      ['get', '-t', 'onwers', '-k', 'a'],
      'there is no lookup table "onwers"; there are accounts, far, owners',
    ],
    [
      'a table that is not reached from here',
      ['get', '-t', 'far', '-k', 'a'],
      'lookup table "far" cannot be reached: its driver is s3',
    ],
    ['a value that is not JSON', ['set', '-t', 'owners', '-k', 'a', '-v', '{', '-j'], '--value is not JSON'],
    [
      'a value that is no list',
      ['list-add', '-t', 'owners', '-k', 'kim', '-v', 'a'],
      'the key has a value that is not a list: 7',
    ],
    ['a CSV table', ['set', '-t', 'accounts', '-k', 'a', '-v', 'b'], 'is CSV, which is edited by hand'],
  ])('refuses %s', async (_case, args, message) => {
    const cwd = project();
    const before = tableOf(cwd);

    const { code, stderr } = await runCli(['lookup-tables', ...args], { cwd });

    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
    expect(tableOf(cwd)).toBe(before);
  });

  it('does not overwrite a file that is not a table', async () => {
    const cwd = project({ 'tables/owners.json': '{"mia": ' });

    const { code, stderr } = await runCli(['lookup-tables', 'set', '-t', 'owners', '-k', 'a', '-v', 'b'], { cwd });

    expect([code, stderr]).toStrictEqual([1, expect.stringContaining('owners.json is not JSON')]);
    expect(tableOf(cwd)).toBe('{"mia": ');
  });
});

describe('validate with lookup tables', { timeout }, () => {
  it('warns of files that cannot be read', async () => {
    const cwd = project({ 'tables/owners.json': '{"mia": ' });

    const { code, stdout } = await runCli(['validate'], { cwd });

    expect([code, stdout]).toStrictEqual([
      0,
      expect.stringMatching(
        /lookup_tables\.json#\/tables\/owners\/path .*lookup table "owners": tables\/owners\.json is not JSON/,
      ),
    ]);
  });
});

describe('run with lookup tables', { timeout }, () => {
  const rule = `
      import { defineCloudTrailRule } from '@streamalert/rules-sdk';
      export const owned = defineCloudTrailRule({
        id: 'owned', description: 'For tests.', outputs: ['console:stdout'],
        when: async (_cloudTrail, event) => {
          const owner = await event.lookup('accounts', '123456789012');
          return { alert: true, title: 'owned by ' + String(owner) };
        },
      });`;

  it('gives isolated rules the values', async () => {
    const cwd = project({ 'rules/owned.ts': rule, 'a.jsonl': lines(trailStopped) });

    const { code, stdout } = await runCli(['run', 'a.jsonl', '--source', 's3:prefix.cluster.sample.bucket'], { cwd });

    expect(code).toBe(0);
    expect(stdout).toContain('owned by mia');
  });

  it('is explained with what the tables answered', async () => {
    const cwd = project({ 'rules/owned.ts': rule, 'a.jsonl': lines(trailStopped) });
    const explain = ['explain', '--record', 'a.jsonl', '--source', 's3:prefix.cluster.sample.bucket'];

    const { code, stdout } = await runCli(explain, { cwd });

    expect(code).toBe(0);
    expect(stdout).toContain('\n    lookup  accounts["123456789012"] = "mia"\n');
  });
});
