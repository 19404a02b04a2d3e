import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, root, runCli, writeFiles } from './helpers/cli.ts';
import { compileRules } from './helpers/compile-rules.ts';

const vpn = {
  'vpn:login': {
    parser: 'json',
    schema: {
      user: 'string',
      port: 'integer',
      score: 'float',
      admin: 'boolean',
      groups: [],
      extra: {},
      'client-ip': 'string',
      geo: { country: 'string', place: { city: 'string', zip: 'string' } },
      device: { os: 'string' },
      reason: 'string',
    },
    configuration: {
      optional_top_level_keys: ['device', 'reason'],
      optional_keys: ['geo.place.zip'],
      normalization: { ip_address: ['client-ip'] },
    },
  },
  'vpn:logout': { parser: 'json', schema: { user: 'string', seconds: 'integer' } },
  'vpn:open': {
    parser: 'json',
    schema: { user: 'string', geo: { city: 'string' } },
    configuration: { additional_keys: 'keep' },
  },
  'vpn:raw': { parser: 'json', schema: {} },
};
const envelope = {
  'door:events': {
    parser: 'json',
    schema: { door: 'string' },
    configuration: { json_path: 'events[*]', envelope_keys: { site: 'string' } },
  },
};

const template = join(root, 'packages/cli/templates/detection-repo/tsconfig.json');

/** A repo with schemas and outputs of its own beside the sample's, and types that were generated. */
async function repoWith(rules: Readonly<Record<string, string>> = {}): Promise<string> {
  const files = Object.entries(rules).map(([name, text]) => [
    `rules/${name}.ts`,
    `import { defineRule, type RuleEvent } from '@streamalert/rules-sdk';\n${text}\n`,
  ]);
  const cwd = makeProject({
    'conf/schemas/vpn.json': vpn,
    'conf/schemas/door.json': envelope,
    'conf/outputs.json': { console: ['stdout'], file: { alerts: 'alerts.jsonl' }, slack: ['soc'] },
    'package.json': { type: 'module' },
    ...Object.fromEntries(files),
  });
  cpSync(template, join(cwd, 'tsconfig.json'));
  const made = await runCli(['generate', 'types'], { cwd });
  expect(made.code, made.stderr).toBe(0);
  return cwd;
}

describe('streamalert generate types', () => {
  it('declares each log type as its schema has it, outputs and normalized types', async () => {
    const cwd = await repoWith();

    const text = readFileSync(join(cwd, 'types/streamalert.d.ts'), 'utf8');

    expect(text).toContain(`    /** schemas/vpn.json */
    'vpn:login': {
      readonly user: string | null;
      readonly port: Integer | null;
      readonly score: number | null;
      readonly admin: boolean | null;
      readonly groups: readonly Json[] | null;
      readonly extra: JsonObject | null;
      readonly 'client-ip': string | null;
      readonly geo: {
        readonly country: string | null;
        readonly place: {
          readonly city: string | null;
          readonly zip?: string | null;
        } | null;
      } | null;
      readonly device?: {
        readonly os?: string | null;
      } | null;
      readonly reason?: string | null;
      readonly streamalert_normalization?: JsonObject;
      readonly 'streamalert:ioc'?: JsonObject;
    };
`);
    expect(text).toContain(`    /** schemas/vpn.json */\n    'vpn:raw': JsonObject;\n`);
    expect(text).toContain(`    'vpn:open': {
      readonly user: string | null;
      readonly geo: ({
        readonly city: string | null;
      } & JsonObject) | null;
    } & JsonObject;\n`);
    expect(text).toContain(`    'door:events': {
      readonly door: string | null;
      readonly 'streamalert:envelope_keys'?: {
        readonly site: string | null;
      };
    };
`);
    expect(text).toContain(`  interface ConfiguredOutputs {
    'console:stdout': unknown;
    'file:alerts': unknown;
    'slack:soc': unknown;
  }
  interface NormalizedTypes {
`);
    expect(text).toContain("    'ip_address': unknown;\n");
    // The sample configuration has one table.
    expect(text).toContain("  interface ConfiguredLookupTables {\n    'allowed-accounts': unknown;\n  }\n");
  });

  it('lets good rules compile', async () => {
    const cwd = await repoWith({
      good: `
      const base = { id: 'a', description: 'b' };
      const located = (event: RuleEvent<'vpn:login'>): event is RuleEvent<'vpn:login'> & {
        readonly record: { readonly geo: { readonly country: string } } } => event.record.geo?.country != null;
      export const rules = [
        defineRule({ ...base, logs: ['vpn:login'], when: ({ record }) => record.geo?.place?.city === 'Oslo' }),
        defineRule({ ...base, logs: ['vpn:login'], where: { port: [22, 9007199254740993n], 'geo.place.city': 'Oslo' } }),
        defineRule({ ...base, logs: ['vpn:login'], where: { 'extra.any.thing': true, 'device.os': null } }),
        defineRule({ ...base, logs: ['vpn:login'], requires: ['device.os'], when: ({ record }) => record.device.os === 'x' }),
        defineRule({ ...base, logs: ['vpn:login'], matchers: [located], when: ({ record }) => record.geo.country.length === 2 }),
        defineRule({ ...base, logs: ['vpn:login', 'vpn:logout'], when: (event) =>
          event.logType === 'vpn:logout' ? event.record.seconds === 0 : event.record.admin === true }),
        defineRule({ ...base, logs: ['vpn:raw'], where: { anything: 1 }, when: ({ record }) => record['at all'] === 1 }),
        defineRule({ ...base, logs: ['vpn:open'], where: { added: 1, 'geo.added': 2 }, when: ({ record }) => record['more'] === 1 && record.user?.length === 2 }),
        defineRule({ ...base, logs: ['door:events'], when: ({ record }) => record['streamalert:envelope_keys']?.site === 'x' }),
        defineRule({ ...base, datatypes: ['ip_address'], outputs: ['slack:soc'], when: (event) => event.normalized('ip_address').length > 1 }),
        defineRule({ ...base, logs: ['cloudtrail:events', 'cloudwatch:cloudtrail'], where: { eventName: 'StopLogging' } }),
      ];`,
    });

    expect(compileRules(cwd)).toStrictEqual([]);
  }, 60_000);

  it('keeps rules from compiling that name what there is not', async () => {
    const rows: readonly [name: string, options: string, code: number, at: string][] = [
      ['field', `logs: ['vpn:login'], when: ({ record }) => record.usr === 'mia'`, 2551, 'usr'],
      ['nested field', `logs: ['vpn:login'], when: ({ record }) => record.geo?.town === 'Oslo'`, 2339, 'town'],
      ['field to be found by', `logs: ['vpn:login'], where: { usr: 'mia' }`, 2561, 'usr'],
      ['nested field to be found by', `logs: ['vpn:login'], where: { 'geo.town': 'Oslo' }`, 2353, `'geo.town'`],
      ['value of another type', `logs: ['vpn:login'], where: { port: '22' }`, 2322, 'port'],
      ['field that must be there', `logs: ['vpn:login'], requires: ['usr']`, 2820, `'usr'`],
      [
        'field of one of two log types',
        `logs: ['vpn:login', 'vpn:logout'], when: ({ record }) => record.seconds === 0`,
        2339,
        'seconds',
      ],
      [
        'optional field without a thought',
        `logs: ['vpn:login'], when: ({ record }) => record.reason.length > 1`,
        18049,
        'record.reason',
      ],
      ['log type', `logs: ['vpn:logni']`, 2820, `'vpn:logni'`],
      ['output', `logs: ['vpn:login'], outputs: ['slack:sco']`, 2820, `'slack:sco'`],
      ['normalized type', `datatypes: ['ip_adress']`, 2820, `'ip_adress'`],
      ['option', `logs: ['vpn:login'], sevrity: 'high'`, 2561, 'sevrity'],
    ];
    const cwd = await repoWith(
      Object.fromEntries(
        rows.map(([name, options]) => [
          name,
          `export const rule = defineRule({ id: 'a', description: 'b', ${options} });`,
        ]),
      ),
    );

    const found = compileRules(cwd);

    const expected = rows.map(([name, , code, at]) => [`rules/${name}.ts`, code, at]);
    expect([...found].sort()).toStrictEqual(expected.sort());
  }, 60_000);

  it('gives the same text again, and writes only what changed', async () => {
    const cwd = await repoWith();
    const path = join(cwd, 'types/streamalert.d.ts');
    const first = readFileSync(path, 'utf8');

    const again = await runCli(['generate', 'types'], { cwd });
    const elsewhere = await runCli(['generate', 'types', '--conf', join(cwd, 'conf'), '--out', '-'], { cwd: root });

    expect(again.stderr).toMatch(/^types\/streamalert\.d\.ts is up to date: \d+ log types, 3 outputs\.\n$/);
    expect(elsewhere.stdout).toBe(first);
  });

  it('says with --check that the file is missing or stale, and writes nothing', async () => {
    const cwd = makeProject();
    const check = () => runCli(['generate', 'types', '--check'], { cwd });

    const missing = await check();
    await runCli(['generate', 'types'], { cwd });
    const fresh = await check();
    writeFiles(cwd, { 'conf/schemas/vpn.json': vpn });
    const stale = await check();

    expect([missing, fresh, stale].map(({ code, stderr }) => [code, stderr])).toStrictEqual([
      [1, 'types/streamalert.d.ts does not exist: run streamalert generate types --out types/streamalert.d.ts\n'],
      [0, ''],
      [
        1,
        'types/streamalert.d.ts is not what conf gives any more: run streamalert generate types --out types/streamalert.d.ts\n',
      ],
    ]);
    expect(readFileSync(join(cwd, 'types/streamalert.d.ts'), 'utf8')).not.toContain('vpn:login');
  });

  it('generates nothing from a configuration with errors, and tells where it cannot write', async () => {
    const cwd = makeProject({ 'conf/schemas/vpn.json': '{' });
    const sound = makeProject();
    writeFileSync(join(sound, 'types'), '');

    const [broken, blocked] = await Promise.all([
      runCli(['generate', 'types'], { cwd }),
      runCli(['generate', 'types'], { cwd: sound }),
    ]);

    expect([broken.code, blocked.code]).toStrictEqual([1, 2]);
    expect(broken.stderr).toMatch(/conf\/schemas\/vpn\.json#.*\n.*Nothing was generated/);
    expect(blocked.stderr).toContain('types/streamalert.d.ts: E');
  });
});
