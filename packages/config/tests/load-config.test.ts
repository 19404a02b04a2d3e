import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../src/index.ts';
import { goodFiles, issuesOf, lines, load, makeConf } from './helpers/conf-dir.ts';

const loadLines = async (dir: string) => lines({ ...(await loadConfig(dir)), dir });

describe('loadConfig', () => {
  it('reads all that is there', async () => {
    const { config, issues, files, dir } = await load({
      'global.json': {
        account: { prefix: 'acme', region: 'us-east-1', aws_account_id: '123456789012', kms_key_alias: 'secrets' },
        general: {
          rule_locations: ['detections'],
          matcher_locations: [],
          publisher_locations: ['publishers'],
          default_outputs: ['slack:soc', 'aws-firehose:alerts'],
        },
      },
      'clusters/prod.json': {
        classifier_config: {},
        enable_threat_intel: true,
        data_sources: { s3: { 'acme.audit.logs': ['vpn'] }, streamalert_app: {} },
      },
      'outputs.json': { slack: ['soc'], file: { alerts: 'alerts.jsonl' }, webhook: { siem: { method: 'PUT' } } },
    });

    expect(issues).toStrictEqual([]);
    expect(files).toStrictEqual(
      ['global', 'outputs', 'clusters/prod', 'schemas/vpn'].map((name) => `${dir}/${name}.json`),
    );
    expect({ ...config, logTypes: [], fingerprint: '' }).toStrictEqual({
      dir,
      global: {
        prefix: 'acme',
        accountId: '123456789012',
        region: 'us-east-1',
        ruleLocations: ['detections'],
        matcherLocations: [],
        publisherLocations: ['publishers'],
        defaultOutputs: ['slack:soc', 'aws-firehose:alerts'],
        ruleStaging: {
          enabled: false,
          cacheRefreshMinutes: 10,
          stageNewRules: true,
          restageChangedRules: true,
          stagingHours: 48,
          maximumAlerts: 0,
        },
      },
      clusters: new Map([
        [
          'prod',
          {
            name: 'prod',
            dataSources: { s3: { 'acme.audit.logs': ['vpn'] }, streamalert_app: {} },
            enableThreatIntel: true,
          },
        ],
      ]),
      logTypes: [],
      outputs: new Map<string, unknown>([
        ['slack:soc', { service: 'slack', descriptor: 'soc' }],
        ['file:alerts', { service: 'file', descriptor: 'alerts', settings: 'alerts.jsonl' }],
        ['webhook:siem', { service: 'webhook', descriptor: 'siem', settings: { method: 'PUT' } }],
      ]),
      fingerprint: '',
    });
  });

  it('fills in defaults of global.json', async () => {
    const { config } = await load({});

    expect(config?.global).toStrictEqual({
      prefix: 'acme',
      accountId: '123456789012',
      region: 'us-east-1',
      ruleLocations: ['rules'],
      matcherLocations: ['matchers'],
      publisherLocations: [],
      defaultOutputs: [],
      ruleStaging: {
        enabled: false,
        cacheRefreshMinutes: 10,
        stageNewRules: true,
        restageChangedRules: true,
        stagingHours: 48,
        maximumAlerts: 0,
      },
    });
  });

  it('says what to do where there is no directory', async () => {
    const dir = join(await makeConf({}), 'nowhere');

    expect(await loadLines(dir)).toStrictEqual([
      'error conf#: does not exist; give the directory of the configuration, or make one with streamalert init',
    ]);
  });

  it('refuses a file as the directory', async () => {
    const dir = join(await makeConf(goodFiles), 'global.json');

    expect(await loadLines(dir)).toStrictEqual([
      'error conf#: is not a directory; the configuration is a directory, conf/ by default',
    ]);
  });

  it('says what to do where the directory is empty', async () => {
    const dir = await makeConf({});

    expect(await loadLines(dir)).toStrictEqual([
      'error conf/global.json#: conf/ has no global.json; make one with streamalert init',
    ]);
  });

  it('warns when nothing can be classified', async () => {
    const dir = await makeConf({ 'global.json': goodFiles['global.json'] });
    const { config } = await loadConfig(dir);

    expect(config?.logTypes).toStrictEqual([]);
    expect(await loadLines(dir)).toStrictEqual([
      'warning conf/clusters#: holds no cluster, so nothing is classified; make clusters/prod.json',
      'warning conf/schemas#: holds no log type, so nothing is classified',
    ]);
  });

  it('starts the paths of issues with the directory as given', async () => {
    const dir = await makeConf({});
    const { issues } = await loadConfig(`${dir}//`);

    expect(issues.map((issue) => issue.file)).toStrictEqual([`${dir}/global.json`]);
  });

  it('tells where a text stops being JSON', async () => {
    const text = '{"slack": ["soc"],\n  "teams": ["soc",]}';

    expect(await issuesOf({ 'outputs.json': text })).toStrictEqual([
      'error conf/outputs.json#: is not JSON: a value is expected at line 2, column 19',
    ]);
  });

  it('tells why a file cannot be read, and reads the others', async () => {
    const dir = await makeConf({
      ...goodFiles,
      'outputs.json/x': '',
      'lambda.json': new Uint8Array([0x7b, 0xff, 0x7d]),
      'threat_intel.json': '',
    });
    await symlink('/nowhere/at/all.json', join(dir, 'lookup_tables.json'));

    expect(await loadLines(dir)).toStrictEqual([
      'error conf/lambda.json#: is not UTF-8 text',
      'error conf/lookup_tables.json#: cannot be read: no such file or directory',
      'error conf/outputs.json#: cannot be read: illegal operation on a directory',
      'error conf/threat_intel.json#: is empty; at least {} is expected',
    ]);
  });

  it('does not compare with files that could not be parsed', async () => {
    const issues = await issuesOf({
      'global.json': {
        account: { prefix: 'acme', region: 'us-east-1', aws_account_id: '123456789012' },
        general: { default_outputs: ['slack:soc'] },
      },
      'schemas/vpn.json': '{',
      'outputs.json': '{',
      'normalized_types.json': '{',
      'threat_intel.json': { normalized_ioc_types: { ip: ['ip_address'] } },
    });

    expect(issues.map((line) => line.split(':')[0])).toStrictEqual([
      'error conf/normalized_types.json#',
      'error conf/outputs.json#',
      'error conf/schemas/vpn.json#',
    ]);
  });

  it('reports the problems of all files at once, in the order of the files and of their text', async () => {
    const issues = await issuesOf({
      'outputs.json': { slack: { soc: 1 } },
      'clusters/prod.json': {
        enable_threat_intel: 'yes',
        data_sources: { s3: { 'my-bucket': ['vpn', 'vpm'] } },
        classifier_config: {},
      },
      'schemas/okta.json': { 'okta:logevents': { parser: 'json', schema: { uuid: 'string', debugContext: 'strnig' } } },
    });

    expect(issues).toStrictEqual([
      'error conf/outputs.json#/slack/soc: must be an object of settings; credentials are stored with streamalert output set, is a number',
      'error conf/clusters/prod.json#/enable_threat_intel: must be true or false, is a text',
      'error conf/clusters/prod.json#/data_sources/s3/my-bucket/1: log source "vpm" is not defined by any schema; did you mean "vpn"?',
      'error conf/schemas/okta.json#/okta:logevents/schema/debugContext: type "strnig" is not one of string, integer, float, boolean, {}, [] or an object; did you mean "string"?',
    ]);
  });

  it('gives the configuration beside warnings and notes, and not beside errors', async () => {
    const noted = await load({ 'lambda.json': { athena_partitioner_config: { memory: 128 } } });
    const warned = await load({ 'global.json': { ...(goodFiles['global.json'] as object), extra: 1 } });
    const failed = await load({ 'outputs.json': [] });

    expect(
      [noted, warned, failed].map(({ config, issues }) => [config !== undefined, issues[0]?.severity]),
    ).toStrictEqual([
      [true, 'note'],
      [true, 'warning'],
      [false, 'error'],
    ]);
  });

  it('warns of files that mean nothing', async () => {
    expect(
      await issuesOf({ 'sources.json': {}, 'output.json': {}, 'notes.txt': '', '.hidden.json': '' }),
    ).toStrictEqual([
      'warning conf/output.json#: is not read; files here are global.json, lambda.json, logs.json, lookup_tables.json, normalized_types.json, outputs.json, scheduled_queries.json, threat_intel.json; did you mean "outputs"?',
      'warning conf/sources.json#: is not read any more: sources are data_sources of the cluster that owns them, in clusters/<name>.json',
    ]);
  });

  it('freezes all of the result, and lets it be cloned for a worker', async () => {
    const { config } = await load({ 'outputs.json': { webhook: { siem: { headers: { a: 'b' } } } } });
    const settings = config?.outputs.get('webhook:siem')?.settings as { headers: Record<string, string> };

    expect(() => {
      settings.headers['a'] = 'c';
    }).toThrow(TypeError);
    expect(() => (config?.clusters as Map<string, unknown>).set('x', {})).toThrow('the configuration is read-only');
    expect(structuredClone(config)).toStrictEqual(config);
  });

  it('has a fingerprint of the text alone', async () => {
    const [one, same, other] = [await load({}), await load({}), await load({ 'lambda.json': {} })];

    expect(one.config?.fingerprint).toBe(same.config?.fingerprint);
    expect(one.config?.fingerprint).not.toBe(other.config?.fingerprint);
  });

  it('never throws, whatever the files hold', async () => {
    const names = Object.keys(goodFiles).concat(
      'outputs.json',
      'threat_intel.json',
      'lookup_tables.json',
      'normalized_types.json',
    );
    const keys = fc.constantFrom(
      'account',
      'general',
      'data_sources',
      's3',
      'parser',
      'schema',
      'configuration',
      'normalization',
      'log_patterns',
      'tables',
      'driver',
      '__proto__',
      'x',
    );
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.jsonValue({ maxDepth: 1 }),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(keys, tie('node'), { maxKeys: 4 }),
      ),
    }));

    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), node, async (name, content) => {
        const { issues, files } = await load({ [name]: JSON.stringify(content) });
        expect(Array.isArray(issues)).toBe(true);
        expect(files.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['arrays', '['.repeat(300_000)],
    ['objects', '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000)],
  ])('reports %s nested too deeply', async (_name, text) => {
    expect(await issuesOf({ 'outputs.json': text })).toStrictEqual([
      'error conf/outputs.json#: is nested more than 100 levels deep',
    ]);
  });
});
