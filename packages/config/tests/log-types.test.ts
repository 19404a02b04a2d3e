import { describe, expect, it } from 'vitest';
import type { LogTypeSchema } from '../src/index.ts';
import { load } from './helpers/conf-dir.ts';

/** The log type `vpn:login` of a schema file's text. */
async function read(text: string): Promise<LogTypeSchema | undefined> {
  const { config } = await load({ 'schemas/vpn.json': `{"vpn:login": ${text}}` });
  return config?.logTypes[0];
}

const configuration = async (text: string) =>
  (await read(`{"parser": "json", "schema": {"user": "string"}, "configuration": ${text}}`))?.configuration;

const defaults = {
  jsonPath: [],
  embeddedJson: false,
  envelopeKeys: [],
  optionalEnvelopeKeys: [],
  optionalTopLevelKeys: [],
  logPatterns: [],
  normalization: [],
};

describe('fields of a log type', () => {
  it('keep the order of the file, integer-like names included', async () => {
    const logType = await read('{"parser": "csv", "schema": {"b": "string", "1": "integer", "a": [], "0": "float"}}');

    expect(logType?.fields).toStrictEqual([
      ['b', { kind: 'string' }],
      ['1', { kind: 'integer' }],
      ['a', { kind: 'list' }],
      ['0', { kind: 'float' }],
    ]);
  });

  it('may be named like members of Object.prototype', async () => {
    const logType = await read(
      '{"parser": "json", "schema": {"__proto__": {"constructor": "boolean"}, "constructor": {}, "toString": "odd-one"}}',
    );

    expect(logType?.fields).toStrictEqual([
      ['__proto__', { kind: 'struct', fields: [['constructor', { kind: 'boolean' }]] }],
      ['constructor', { kind: 'map' }],
      ['toString', { kind: 'unknown', name: 'odd-one' }],
    ]);
  });

  it('take any array for a list', async () => {
    const logType = await read('{"parser": "json", "schema": {"a": [{"b": "string"}]}}');

    expect(logType?.fields).toStrictEqual([['a', { kind: 'list' }]]);
  });
});

describe('optional keys at any depth', () => {
  const optional = (paths: readonly string[]) =>
    read(`{
      "parser": "json",
      "schema": {"user": {"name": "string", "address": {"zip": "string", "city": "string"}}, "k8s.io/app": {"v.1": "string"}},
      "configuration": {
        "envelope_keys": {"source": {"region": "string"}, "time": "string"},
        "optional_top_level_keys": ["user"],
        "optional_keys": ${JSON.stringify(paths)}
      }
    }`);

  it('stand in the type of the object that holds them', async () => {
    const logType = await optional(['user.name', 'user.address.zip', 'k8s.io/app.v.1']);

    expect(logType?.fields).toStrictEqual([
      [
        'user',
        {
          kind: 'struct',
          fields: [
            ['name', { kind: 'string' }],
            [
              'address',
              {
                kind: 'struct',
                fields: [
                  ['zip', { kind: 'string' }],
                  ['city', { kind: 'string' }],
                ],
                optional: new Set(['zip']),
              },
            ],
          ],
          optional: new Set(['name']),
        },
      ],
      ['k8s.io/app', { kind: 'struct', fields: [['v.1', { kind: 'string' }]], optional: new Set(['v.1']) }],
    ]);
  });

  it('are those of optional_top_level_keys and optional_envelope_keys where they stand at the top', async () => {
    const logType = await optional([
      'k8s.io/app',
      'streamalert:envelope_keys.time',
      'streamalert:envelope_keys.source.region',
    ]);

    expect(logType?.configuration.optionalTopLevelKeys).toStrictEqual(['user', 'k8s.io/app']);
    expect(logType?.configuration.optionalEnvelopeKeys).toStrictEqual(['time']);
    expect(logType?.configuration.envelopeKeys).toStrictEqual([
      ['source', { kind: 'struct', fields: [['region', { kind: 'string' }]], optional: new Set(['region']) }],
      ['time', { kind: 'string' }],
    ]);
  });
});

describe('additional keys', () => {
  it.each(['reject', 'keep', 'drop'] as const)('of a log type and of a cluster are %s', async (policy) => {
    const { config } = await load({
      'clusters/prod.json': { data_sources: {}, classifier_config: { additional_keys: policy } },
      'schemas/vpn.json': {
        'vpn:login': { parser: 'json', schema: { a: 'string' }, configuration: { additional_keys: policy } },
      },
    });

    expect(config?.clusters.get('prod')?.additionalKeys).toBe(policy);
    expect(config?.logTypes[0]?.configuration.additionalKeys).toBe(policy);
  });
});

describe('configuration of a log type', () => {
  it('has defaults for all that is absent', async () => {
    expect(await configuration('{}')).toStrictEqual(defaults);
  });

  it('has defaults of its parser', async () => {
    const csv = await read('{"parser": "csv", "schema": {"a": "string"}}');
    const kv = await read('{"parser": "kv", "schema": {"a": "string"}}');

    expect(csv?.configuration).toStrictEqual({ ...defaults, delimiter: ',', quotechar: '"' });
    expect(kv?.configuration).toStrictEqual({ ...defaults, delimiter: ' ', separator: '=' });
  });

  it.each([
    [
      'csv',
      '{"header": "required", "escapechar": "\\\\"}',
      { delimiter: ',', quotechar: '"', escapechar: '\\', header: 'required' },
    ],
    ['kv', '{"quotechar": "\'\\"", "pairs": "any"}', { delimiter: ' ', separator: '=', quotechar: `'"`, pairs: 'any' }],
    ['syslog', '{"format": "any"}', { format: 'any' }],
  ])('takes the options of %s', async (parser, options, expected) => {
    const fields = '{"timestamp": "string", "host": "string", "application": "string", "message": "string"}';
    const logType = await read(`{"parser": "${parser}", "schema": ${fields}, "configuration": ${options}}`);

    expect(logType?.configuration).toStrictEqual({ ...defaults, ...expected });
  });

  it.each([
    ['one path', '"Records[*]"', ['Records[*]']],
    ['several paths', '["Records[*]", "[*]", "@"]', ['Records[*]', '[*]', '@']],
  ])('takes %s', async (_name, text, jsonPath) => {
    expect(await configuration(`{"json_path": ${text}, "embedded_json": true}`)).toStrictEqual({
      ...defaults,
      jsonPath,
      embeddedJson: true,
    });
  });

  it('takes optional keys as an array or as keys of an object', async () => {
    const options =
      '{"envelope_keys": {"e": {}}, "optional_envelope_keys": ["e"], "optional_top_level_keys": {"user": 1}}';

    expect(await configuration(options)).toStrictEqual({
      ...defaults,
      envelopeKeys: [['e', { kind: 'map' }]],
      optionalEnvelopeKeys: ['e'],
      optionalTopLevelKeys: ['user'],
    });
  });

  it('takes globs alone, in arrays, nested, and of the envelope', async () => {
    const logType = await read(`{
      "parser": "json",
      "schema": {"2": "string", "1": "string", "m": {"os": "string"}},
      "configuration": {
        "envelope_keys": {"kind": "string"},
        "log_patterns": {"2": "a*", "1": ["b", "c"], "m": {"os": ["lin*"]}, "streamalert:envelope_keys": {"kind": "d"}}
      }
    }`);

    expect(logType?.configuration.logPatterns).toStrictEqual([
      ['2', ['a*']],
      ['1', ['b', 'c']],
      ['m', [['os', ['lin*']]]],
      ['streamalert:envelope_keys', [['kind', ['d']]]],
    ]);
  });

  it('takes both forms of normalization', async () => {
    const options = await configuration(`{"normalization": {
      "site": ["user", "code"],
      "ip_address": [
        {"path": ["user", "ip"], "function": "Client address"},
        {"path": ["user"], "function": "", "send_to_artifacts": false,
         "condition": {"path": ["user", "kind"], "is": "", "in": ["forward", "reverse"]}},
        {"path": ["user"], "condition": {}},
        {"path": ["user"], "condition": {"is": "x"}}
      ]
    }}`);

    expect(options?.normalization).toStrictEqual([
      ['site', [{ path: ['user', 'code'], function: null, sendToArtifacts: true }]],
      [
        'ip_address',
        [
          { path: ['user', 'ip'], function: 'Client address', sendToArtifacts: true },
          {
            path: ['user'],
            function: null,
            condition: { path: ['user', 'kind'], operator: 'in', operand: ['forward', 'reverse'] },
            sendToArtifacts: false,
          },
          { path: ['user'], function: null, sendToArtifacts: true },
          { path: ['user'], function: null, never: true, sendToArtifacts: true },
        ],
      ],
    ]);
  });

  it('knows the file of the log type', async () => {
    const { config, dir } = await load({});

    expect(config?.logTypes).toStrictEqual([
      {
        name: 'vpn:login',
        parser: 'json',
        fields: [
          ['user', { kind: 'string' }],
          ['port', { kind: 'integer' }],
        ],
        configuration: defaults,
        file: `${dir}/schemas/vpn.json`,
      },
    ]);
  });
});
