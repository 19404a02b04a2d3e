import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/index.ts';
import { type Files, goodFiles, lines, makeConf } from './helpers/conf-dir.ts';

const vpn = (...fields: string[]) => ({
  'vpn:login': { parser: 'json', schema: Object.fromEntries(fields.map((field) => [field, 'string'])) },
});
const door = { 'door:opened': { parser: 'json', schema: { door: 'string' } } };
const account = { prefix: 'acme', region: 'us-east-1', aws_account_id: '123456789012' };
const using = (...schema_packages: unknown[]) => ({ 'global.json': { account, general: { schema_packages } } });

/** A configuration beside which packages are installed, files by package and path. */
async function loadWith(files: Files, packages: Readonly<Record<string, Files>>) {
  const dir = await makeConf({ ...goodFiles, ...files });
  for (const [name, content] of Object.entries(packages)) {
    for (const [path, value] of Object.entries(content)) {
      const file = join(dir, '../node_modules', name, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  const loaded = await loadConfig(dir);
  return { ...loaded, dir, names: loaded.config?.logTypes.map(({ name }) => name), issues: lines({ ...loaded, dir }) };
}

describe('general.schema_packages', () => {
  it('adds the log types of npm packages to those of schemas/, by file name', async () => {
    const { names, issues, files } = await loadWith(using('@acme/log-types', 'more-types'), {
      '@acme/log-types': {
        'package.json': { version: '1.2.0', exports: { './package.json': './package.json' } },
        'schemas/door.json': door,
        'schemas/README.md': 'not a schema',
      },
      'more-types': {
        'package.json': { streamalert: { schemas: 'types' } },
        'types/zoo.json': { 'zoo:visits': { parser: 'json', schema: { animal: 'string' } } },
      },
    });

    expect(issues).toStrictEqual([]);
    expect(names).toStrictEqual(['door:opened', 'vpn:login', 'zoo:visits']);
    expect(files.slice(-3)).toStrictEqual([
      '@acme/log-types/door.json',
      expect.stringMatching(/schemas\/vpn\.json$/),
      'more-types/zoo.json',
    ]);
  });

  it.each([
    ['the same', vpn('user'), vpn('user'), 'which is the same; it can go'],
    ['fields', vpn('user', 'via'), vpn('user', 'mfa'), 'which has "mfa" more, lacks "via"'],
    [
      'a type and an option',
      vpn('user'),
      { 'vpn:login': { parser: 'json', schema: { user: {} }, configuration: { priority: 1 } } },
      'which has another type for "user", is configured otherwise',
    ],
  ])(
    'lets files of schemas/ replace log types, and tells how they differ: %s',
    async (_, own, packaged, difference) => {
      const { config, issues } = await loadWith(
        { ...using('@acme/log-types'), 'schemas/vpn.json': own },
        { '@acme/log-types': { 'package.json': { version: '1.2.0' }, 'schemas/zzz.json': packaged } },
      );

      expect(issues).toStrictEqual([
        `note conf/schemas/vpn.json#/vpn:login: replaces that of @acme/log-types 1.2.0, ${difference}`,
      ]);
      expect(config?.logTypes.map(({ fields }) => fields.map(([name]) => name))).toStrictEqual([
        Object.keys(own['vpn:login'].schema),
      ]);
    },
  );

  it('names packages that are not installed or bring nothing, and no log source that is missing with them', async () => {
    const { config, issues } = await loadWith(
      { ...using('@acme/log-typos', 'empty'), 'clusters/prod.json': cluster('door') },
      { empty: { 'package.json': {} } },
    );

    expect(config).toBeUndefined();
    expect(issues).toStrictEqual([
      'error conf/global.json#/general/schema_packages/0: package "@acme/log-typos" is not installed beside the configuration; install it with npm install @acme/log-typos',
      'error conf/global.json#/general/schema_packages/1: package "empty" brings no log types: it has no schemas/*.json',
    ]);
  });

  it('checks what packages bring like any other file', async () => {
    const { issues } = await loadWith(using('bad', 7), {
      bad: { 'package.json': {}, 'schemas/a.json': '{', 'schemas/b.json': { 'b:c': { parser: 'jsn', schema: {} } } },
    });

    expect(issues).toStrictEqual([
      'error conf/global.json#/general/schema_packages/1: must be the name of a package, is a number',
      'error bad/a.json#: is not JSON: } is expected at line 1, column 2',
      'error bad/b.json#/b:c/parser: parser "jsn" is not one of json, csv, kv, syslog; did you mean "json"?',
    ]);
  });
});

const cluster = (...sources: string[]) => ({
  data_sources: { s3: { 'acme.audit.logs': sources } },
  classifier_config: {},
});
