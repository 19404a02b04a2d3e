import { describe, expect, it } from 'vitest';
import { issuesOf } from './helpers/conf-dir.ts';

const classifier_config = {};
const vpn = (schema: unknown) => ({ 'schemas/vpn.json': { 'vpn:login': schema } });
const cluster = (content: unknown) => ({ 'clusters/prod.json': content });
const intel = (content: unknown, normalized?: unknown) => ({
  'threat_intel.json': content,
  ...(normalized !== undefined && { 'normalized_types.json': normalized }),
});

describe('validation rules of 3.5', () => {
  it.each([
    {
      row: '1: a log without schema',
      files: vpn({ parser: 'json' }),
      issues: ['error conf/schemas/vpn.json#/vpn:login: needs "schema", an object of field names and their types'],
    },
    {
      row: '2: a log without parser',
      files: vpn({ schema: {} }),
      issues: ['error conf/schemas/vpn.json#/vpn:login: needs "parser", one of json, csv, kv, syslog'],
    },
    {
      row: '3: a cluster without data_sources',
      files: cluster({ classifier_config }),
      issues: [
        'error conf/clusters/prod.json#: needs "data_sources", which log sources come from where: service, then resource, then log sources',
      ],
    },
    { row: '3: an empty data_sources is fine', files: cluster({ classifier_config, data_sources: {} }), issues: [] },
    {
      row: '4: a service that does not exist',
      files: cluster({ classifier_config, data_sources: { streamalert_apps: { app: ['vpn'] } } }),
      issues: [
        'error conf/clusters/prod.json#/data_sources/streamalert_apps: service "streamalert_apps" is not one of kinesis, s3, sns, sqs, streamalert_app; did you mean "streamalert_app"?',
      ],
    },
    {
      row: '5: a resource with an empty list of logs',
      files: cluster({ classifier_config, data_sources: { s3: { bucket: [] } } }),
      issues: [
        'error conf/clusters/prod.json#/data_sources/s3/bucket: must not be empty; must be an array of log sources such as "cloudtrail"',
      ],
    },
    {
      row: '5: a resource with an object of logs',
      files: cluster({ classifier_config, data_sources: { s3: { bucket: {} } } }),
      issues: [
        'error conf/clusters/prod.json#/data_sources/s3/bucket: must be an array of log sources such as "cloudtrail", is an object',
      ],
    },
    {
      row: '6, and edge case 39: the same resource in two services',
      files: cluster({ classifier_config, data_sources: { kinesis: { same: ['vpn'] }, s3: { same: ['vpn'] } } }),
      issues: [
        'error conf/clusters/prod.json#/data_sources/s3/same: stands in conf/clusters/prod.json#/data_sources/kinesis/same too; a resource belongs to one cluster and one service',
      ],
    },
    {
      row: '6: the same resource in two clusters',
      files: {
        'clusters/a.json': { classifier_config, data_sources: { s3: { same: ['vpn'] } } },
        'clusters/b.json': { classifier_config, data_sources: { sns: { same: ['vpn'] } } },
      },
      issues: [
        'error conf/clusters/b.json#/data_sources/sns/same: stands in conf/clusters/a.json#/data_sources/s3/same too; a resource belongs to one cluster and one service',
      ],
    },
    {
      row: '7: a cluster without classifier_config',
      files: cluster({ data_sources: {} }),
      issues: [
        'error conf/clusters/prod.json#: needs "classifier_config", settings of the cluster\'s classifier function',
      ],
    },
    {
      row: '7: unless the layout before it says so',
      files: cluster({ data_sources: {}, modules: { stream_alert: {} } }),
      issues: [
        'warning conf/clusters/prod.json#/modules/stream_alert: is read as classifier_config of the cluster, rules_engine_config and alert_processor_config of lambda.json; write them there',
      ],
    },
    {
      row: '8: threat_intel without normalized_types',
      files: intel({ normalized_ioc_types: {} }),
      issues: [
        'error conf/threat_intel.json#: needs normalized_types.json beside it; {} will do, as names may also be normalized types of the schemas',
      ],
    },
    {
      row: '9: threat_intel without normalized_ioc_types',
      files: intel({ enabled: false }, {}),
      issues: [
        'error conf/threat_intel.json#: needs "normalized_ioc_types", an object of indicator types (ip, domain, md5) and the normalized types that may hold them',
      ],
    },
    {
      row: '10: a name that nothing normalizes',
      files: intel({ normalized_ioc_types: { ip: ['sourceAddres'] } }, { vpn: { sourceAddress: ['ip'] } }),
      issues: [
        'error conf/threat_intel.json#/normalized_ioc_types/ip/0: "sourceAddres" is not a normalized type of any schema; there are none',
      ],
    },
  ])('row $row', async ({ files, issues }) => {
    expect(await issuesOf(files)).toStrictEqual(issues);
  });
});

describe('what 3.5 left unvalidated', () => {
  const configuration = (options: object, schema: object = { user: 'string', port: 'integer' }, parser = 'json') =>
    vpn({ parser, schema, configuration: options });
  const at = 'conf/schemas/vpn.json#/vpn:login';

  it.each([
    {
      what: 'a parser name',
      files: vpn({ parser: 'jsn', schema: {} }),
      issues: [`error ${at}/parser: parser "jsn" is not one of json, csv, kv, syslog; did you mean "json"?`],
    },
    {
      what: 'a misspelt type name',
      files: vpn({ parser: 'json', schema: { a: 'strnig' } }),
      issues: [
        `error ${at}/schema/a: type "strnig" is not one of string, integer, float, boolean, {}, [] or an object; did you mean "string"?`,
      ],
    },
    {
      what: 'a type name like no other, which matches empty values as in 3.5',
      files: vpn({ parser: 'json', schema: { a: { b: 'ipaddress' } } }),
      issues: [
        `warning ${at}/schema/a/b: type "ipaddress" is not one of string, integer, float, boolean, {}, [] or an object; only empty values match it`,
      ],
    },
    {
      what: 'a type that is no text',
      files: vpn({ parser: 'json', schema: { a: 5 } }),
      issues: [`error ${at}/schema/a: must be string, integer, float, boolean, {}, [] or an object, is a number`],
    },
    {
      what: 'optional keys that are not declared',
      files: configuration({ optional_top_level_keys: ['user', 'usr'], optional_envelope_keys: { e: 1 } }),
      issues: [
        `error ${at}/configuration/optional_top_level_keys/1: "usr" is not in schema, so nothing would ever match; did you mean "user"?`,
        `error ${at}/configuration/optional_envelope_keys/e: "e" is not in envelope_keys, so nothing would ever match`,
      ],
    },
    {
      what: 'an empty list of paths',
      files: configuration({ json_path: [] }),
      issues: [`error ${at}/configuration/json_path: must not be empty; must be a path or an array of paths`],
    },
    {
      what: 'glob shapes',
      files: configuration({ log_patterns: { user: ['a*', 5] } }),
      issues: [`error ${at}/configuration/log_patterns/user/1: must be a glob, is a number`],
    },
    {
      what: 'globs on an undeclared field, which only warn',
      files: configuration({ log_patterns: { usr: 'a*' } }),
      issues: [
        `warning ${at}/configuration/log_patterns/usr: the schema has no such field, so nothing ever matches; did you mean "user"?`,
      ],
    },
    {
      what: 'globs on a number',
      files: configuration({ log_patterns: { port: ['22'] } }),
      issues: [
        `warning ${at}/configuration/log_patterns/port: globs match texts only, and the field is integer, so nothing ever matches`,
      ],
    },
    {
      what: 'an empty list of globs',
      files: configuration({ log_patterns: { user: [] } }),
      issues: [
        `warning ${at}/configuration/log_patterns/user: is empty, so nothing ever matches; give at least one glob`,
      ],
    },
    {
      what: 'globs of an envelope that is not declared',
      files: configuration({ log_patterns: { 'streamalert:envelope_keys': { kind: ['a'] } } }),
      issues: [
        `warning ${at}/configuration/log_patterns/streamalert:envelope_keys: there are no envelope_keys, so nothing ever matches`,
      ],
    },
    {
      what: 'csv options longer than one character',
      files: configuration({ delimiter: '||', quotechar: '""', escapechar: '\\\\' }, { a: 'string' }, 'csv'),
      issues: [
        `error ${at}/configuration/delimiter: must be exactly one character, is "||"`,
        `error ${at}/configuration/quotechar: must be exactly one character, is "\\"\\""`,
        `error ${at}/configuration/escapechar: must be exactly one character, is "\\\\\\\\"`,
      ],
    },
    {
      what: 'an empty delimiter of kv',
      files: configuration({ delimiter: '' }, { a: 'string' }, 'kv'),
      issues: [`error ${at}/configuration/delimiter: must not be empty; must be a text`],
    },
    {
      what: 'a priority that is no integer',
      files: configuration({ priority: 'high' }),
      issues: [`error ${at}/configuration/priority: must be an integer, is "high"`],
    },
    {
      what: 'log sources without a schema',
      files: cluster({ classifier_config, data_sources: { s3: { bucket: ['vpn', 'vnp'] } } }),
      issues: [
        'error conf/clusters/prod.json#/data_sources/s3/bucket/1: log source "vnp" is not defined by any schema',
      ],
    },
    {
      what: 'a log type where a source is wanted',
      files: cluster({ classifier_config, data_sources: { s3: { bucket: ['vpn:login'] } } }),
      issues: [
        'error conf/clusters/prod.json#/data_sources/s3/bucket/0: "vpn:login" is a log type; its source is the part before the colon, "vpn"',
      ],
    },
    {
      what: 'normalization that mixes paths and entries',
      files: configuration({ normalization: { user: ['user', { path: ['user'] }] } }),
      issues: [
        `error ${at}/configuration/normalization/user/0: must be an object with a path, because others of this array are objects, is a text`,
      ],
    },
    {
      what: 'normalization entries without path, and with unknown keys',
      files: configuration({ normalization: { user: [{ function: 'x', pth: ['user'] }] } }),
      issues: [
        `error ${at}/configuration/normalization/user/0: needs "path", an array of keys from the root of the record`,
        `error ${at}/configuration/normalization/user/0/pth: key "pth" is not one of path, function, condition, send_to_artifacts; did you mean "path"?`,
      ],
    },
    {
      what: 'normalization paths that start nowhere, and empty ones',
      files: configuration({ normalization: { a: ['usr', 'name'], b: [{ path: ['usr'] }], c: [] } }),
      issues: [
        `warning ${at}/configuration/normalization/a/0: the schema has no field "usr", so no value is ever found; did you mean "user"?`,
        `warning ${at}/configuration/normalization/b/0/path/0: the schema has no field "usr", so no value is ever found; did you mean "user"?`,
        `warning ${at}/configuration/normalization/c: is empty, so no value is ever found; give a path`,
      ],
    },
    {
      what: 'conditions that can never hold, or hold too much',
      files: configuration({
        normalization: {
          a: [{ path: ['user'], condition: { path: ['user'], is: 'Root', in: ['x'] } }],
          b: [{ path: ['user'], condition: { is: 'root' } }],
          c: [{ path: ['user'], condition: { path: ['user'] } }],
        },
      }),
      issues: [
        `warning ${at}/configuration/normalization/a/0/condition/is: values are compared in lower case; write "root"`,
        `warning ${at}/configuration/normalization/a/0/condition/in: has no effect beside "is", which comes first`,
        `warning ${at}/configuration/normalization/b/0/condition: needs a path; without it the entry never applies`,
        `warning ${at}/configuration/normalization/c/0/condition: needs one of is, is_not, in, not_in, contains, not_contains; without it the entry never applies`,
      ],
    },
    {
      what: 'options that have no effect',
      files: configuration({ embedded_json: true, separator: ':', hints: [] }),
      issues: [
        `warning ${at}/configuration/embedded_json: has no effect without json_path`,
        `warning ${at}/configuration/separator: has no effect with parser json; it is for kv`,
        `warning ${at}/configuration/hints: key "hints" is not one of json_path, json_regex_key, embedded_json, envelope_keys, optional_envelope_keys, optional_top_level_keys, optional_keys, additional_keys, log_patterns, priority, delimiter, quotechar, escapechar, header, rows, pairs, format, separator, normalization`,
      ],
    },
    {
      what: 'optional keys that are no field, or may be two',
      files: configuration(
        { optional_keys: ['user', 'a.nmae', 'a.b.c', 'streamalert:envelope_keys.e', 'a.b'], envelope_keys: { e: {} } },
        { user: 'string', a: { name: 'string', 'b.c': 'string', b: { c: 'string' } } },
      ),
      issues: [
        `error ${at}/configuration/optional_keys/1: "a.nmae" is no field of schema, so nothing would be optional; did you mean "a.name"?`,
        `error ${at}/configuration/optional_keys/2: "a.b.c" may be 2 fields of schema, as names hold dots`,
      ],
    },
    {
      what: 'optional keys inside columns of csv',
      files: configuration({ optional_keys: ['user', 'at.zip'] }, { user: 'string', at: { zip: 'string' } }, 'csv'),
      issues: [
        `warning ${at}/configuration/optional_keys/1: has no effect with parser csv: a nested row has all of its columns`,
      ],
    },
    {
      what: 'additional keys where there can be none, and policies that do not exist',
      files: {
        'schemas/vpn.json': Object.fromEntries(
          (
            [
              ['csv', 'keep'],
              ['kv', 'drop'],
              ['syslog', 'keep'],
              ['json', 'ignore'],
            ] as const
          ).map(([parser, additional_keys]) => [
            `vpn:${parser}`,
            {
              parser,
              schema: { timestamp: 'string', host: 'string', application: 'string', message: 'string' },
              configuration: { additional_keys },
            },
          ]),
        ),
        ...cluster({ classifier_config: { additional_keys: 'yes' }, data_sources: {} }),
      },
      issues: [
        'error conf/clusters/prod.json#/classifier_config/additional_keys: additional_keys "yes" is not one of reject, keep or drop',
        'warning conf/schemas/vpn.json#/vpn:csv/configuration/additional_keys: has no effect with parser csv without header: columns of rows have no names',
        'warning conf/schemas/vpn.json#/vpn:kv/configuration/additional_keys: needs "pairs": "any" with parser kv, as otherwise a record has as many pairs as schema has keys',
        'warning conf/schemas/vpn.json#/vpn:syslog/configuration/additional_keys: has no effect with parser syslog, which gives no other fields',
        'error conf/schemas/vpn.json#/vpn:json/configuration/additional_keys: additional_keys "ignore" is not one of reject, keep or drop',
      ],
    },
    {
      what: 'patterns and normalization of additional keys that are kept',
      files: configuration({
        additional_keys: 'keep',
        log_patterns: { kind: ['a*'] },
        normalization: { user: ['usr', 'name'] },
      }),
      issues: [],
    },
    {
      what: 'options of kv that need each other',
      files: configuration({ escapechar: '\\', pairs: 'all', header: 'none' }, { a: 'string' }, 'kv'),
      issues: [
        `warning ${at}/configuration/escapechar: has no effect with parser kv without quotechar`,
        `error ${at}/configuration/pairs: pairs "all" is not one of exact or any`,
        `warning ${at}/configuration/header: has no effect with parser kv; it is for csv`,
      ],
    },
    {
      what: 'json_regex_key beside json_path',
      files: configuration({ json_path: 'a', json_regex_key: 'b' }),
      issues: [`warning ${at}/configuration/json_regex_key: has no effect beside json_path; remove one of them`],
    },
    {
      what: 'csv without columns, or with a column of any object',
      files: {
        'schemas/vpn.json': {
          'vpn:none': { parser: 'csv', schema: {} },
          'vpn:map': { parser: 'csv', schema: { a: {} } },
        },
      },
      issues: [
        'warning conf/schemas/vpn.json#/vpn:none/schema: is empty, so no csv row ever matches; name the columns in order',
        'warning conf/schemas/vpn.json#/vpn:map/schema/a: never matches: a csv column is a scalar, or an object of named columns',
      ],
    },
    {
      what: 'syslog fields that the parser does not give',
      files: vpn({
        parser: 'syslog',
        schema: { timestamp: 'string', host: 'string', application: 'string', pid: 'integer' },
      }),
      issues: [
        `error ${at}/schema: needs "message"; syslog gives timestamp, host, application, message`,
        `error ${at}/schema/pid: syslog gives only timestamp, host, application, message; others must be optional_top_level_keys`,
      ],
    },
    {
      what: 'an envelope on data that is no JSON',
      files: configuration({ envelope_keys: { a: 'string' } }, { a: 'string' }, 'kv'),
      issues: [`warning ${at}/configuration/envelope_keys: are found in JSON objects only, so kv data never matches`],
    },
    {
      what: 'log type names',
      files: { 'schemas/bad.json': { ':x': { parser: 'json', schema: {} } } },
      issues: ['error conf/schemas/bad.json#/:x: must be a log type such as "cloudtrail:events", is ":x"'],
    },
    {
      what: 'log types that share a table',
      files: { 'schemas/vpn2.json': { vpn_login: { parser: 'json', schema: { a: 'string' } } } },
      issues: [
        'warning conf/schemas/vpn2.json#/vpn_login: shares the table vpn_login with "vpn:login" of conf/schemas/vpn.json; rename one',
      ],
    },
  ])('checks $what', async ({ files, issues }) => {
    expect(await issuesOf(files)).toStrictEqual(issues);
  });
});
