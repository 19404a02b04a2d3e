import { describe, expect, it } from 'vitest';
import { issuesOf, load } from './helpers/conf-dir.ts';

const account = { prefix: 'acme', region: 'us-east-1', aws_account_id: '123456789012' };

describe('global.json', () => {
  it('names the parts of the account that are missing or odd', async () => {
    expect(
      await issuesOf({ 'global.json': { account: { prefix: 'ac-me', aws_account_id: 123456789012 } } }),
    ).toStrictEqual([
      'error conf/global.json#/account: needs "region", AWS region of the deployment, e.g. us-east-1',
      'warning conf/global.json#/account/prefix: must be lower-case letters and digits, is "ac-me"',
      'error conf/global.json#/account/aws_account_id: must be 12 digits as text, e.g. "123456789012", is a number',
    ]);
    expect(await issuesOf({ 'global.json': {} })).toStrictEqual([
      'error conf/global.json#: needs "account", the AWS account and the prefix of every resource name',
    ]);
  });

  it('suggests names for unknown keys, and tells what became of old ones', async () => {
    const general = {
      rule_location: ['rules'],
      terraform_files: [],
      third_party_libraries: ['x==1'],
    };

    expect(await issuesOf({ 'global.json': { account, general, terraform: {} } })).toStrictEqual([
      'warning conf/global.json#/general/rule_location: key "rule_location" is not one of rule_locations, matcher_locations, publisher_locations, scheduled_query_locations, default_outputs, schema_packages, third_party_libraries; did you mean "rule_locations"?',
      'warning conf/global.json#/general/terraform_files: key "terraform_files" is not read any more: there are no Terraform files any more; put extra resources into a template of your own',
      'warning conf/global.json#/general/third_party_libraries: is not read: Python libraries are not installed; rules name their libraries in package.json',
      'warning conf/global.json#/terraform: key "terraform" is not read any more: there is no Terraform state any more; remove it',
    ]);
  });

  it('looks default outputs up in outputs.json, where history always is', async () => {
    const general = { default_outputs: ['slack:sok', 'slack', 'aws-firehose:alerts', 'teams:soc'] };

    expect(await issuesOf({ 'global.json': { account, general }, 'outputs.json': { slack: ['soc'] } })).toStrictEqual([
      'error conf/global.json#/general/default_outputs/0: output "slack:sok" is not in outputs.json; did you mean "slack:soc"?',
      'error conf/global.json#/general/default_outputs/1: must be an output such as "slack:soc-triage", is "slack"',
      'error conf/global.json#/general/default_outputs/3: output "teams:soc" is not in outputs.json',
    ]);
  });
});

describe('what this version does not deploy', () => {
  it('is checked for its form, and noted once each', async () => {
    const app = { app_name: 'a', type: 'okta', schedule_expression: 'rate(5 minutes)' };
    const cluster = {
      data_sources: {},
      classifier_config: {},
      modules: { streamalert_apps: { acme_a_okta_a_app: app } },
    };

    expect(
      await issuesOf({
        'global.json': { account, infrastructure: { alerts_table: { read_capacity: 5 } } },
        'lambda.json': { rules_engine_config: {}, athena_partitioner_config: { memory: 128, timeout: 'x' } },
        'clusters/a.json': cluster,
      }),
    ).toStrictEqual([
      'note conf/global.json#/infrastructure/alerts_table/read_capacity: is not used: tables bill on demand',
      'note conf/lambda.json#/athena_partitioner_config: the function is not deployed by this version, as tables know their partitions; database_name, results_bucket and file_format are read',
      'error conf/lambda.json#/athena_partitioner_config/timeout: must be an integer, is a text',
      'note conf/clusters/a.json#/modules/streamalert_apps/acme_a_okta_a_app: is not deployed by this version',
    ]);
  });
});

describe('clusters/*.json', () => {
  it('warns of another id than the file name, and of keys that moved', async () => {
    const cluster = { id: 'east', region: 'us-east-1', outputs: {}, enable_threat_inte: true };

    expect(
      await issuesOf({
        'clusters/prod.json': { ...cluster, data_sources: {}, classifier_config: { enable_threat_intel: true } },
      }),
    ).toStrictEqual([
      'warning conf/clusters/prod.json#/id: is "east", but the file name decides: the cluster is "prod"',
      'warning conf/clusters/prod.json#/region: is not read: the region of a deployment is account.region in global.json; remove it',
      'warning conf/clusters/prod.json#/outputs: is read as modules.kinesis.streams.terraform_outputs; write it there',
      'warning conf/clusters/prod.json#/enable_threat_inte: key "enable_threat_inte" is not one of id, enable_threat_intel, data_sources, classifier_config, modules; did you mean "enable_threat_intel"?',
      'warning conf/clusters/prod.json#/classifier_config/enable_threat_intel: key "enable_threat_intel" is not read any more: it stands beside classifier_config, not in it',
    ]);
  });

  it('checks the settings of the classifier', async () => {
    const classifier_config = { timeout: 901, memory: '128', log_level: 'inf', inputs: { 'aws-sns': ['arn', 1] } };

    expect(await issuesOf({ 'clusters/prod.json': { data_sources: {}, classifier_config } })).toStrictEqual([
      'error conf/clusters/prod.json#/classifier_config/timeout: must be at most 900, is 901',
      'error conf/clusters/prod.json#/classifier_config/memory: must be an integer, is a text',
      'error conf/clusters/prod.json#/classifier_config/log_level: log level "inf" is not one of debug, info, warning, error, critical; did you mean "info"?',
      'error conf/clusters/prod.json#/classifier_config/inputs/aws-sns/1: must be the ARN of a topic, is a number',
    ]);
  });
});

describe('outputs.json', () => {
  it('wants descriptors where credentials are kept apart, and values where a name is needed', async () => {
    const outputs = {
      slack: { soc: 'xoxb-1' },
      'aws-s3': ['evidence'],
      file: { 'a b': 3 },
      webhook: 'x',
      console: ['a', 'a'],
    };

    expect(await issuesOf({ 'outputs.json': outputs })).toStrictEqual([
      'error conf/outputs.json#/slack/soc: must be an object of settings; credentials are stored with streamalert output set, is a text',
      'error conf/outputs.json#/aws-s3: must be an object of descriptor to value, is an array',
      'error conf/outputs.json#/file/a b: must be a descriptor without spaces and colons, is "a b"',
      'error conf/outputs.json#/file/a b: must be a text, or an object with value, is a number',
      'error conf/outputs.json#/webhook: must be an array of descriptors or an object of descriptor to value, is a text',
      'warning conf/outputs.json#/console/1: is in the array twice, also at 0',
    ]);
  });

  it('takes settings beside any descriptor', async () => {
    const outputs = {
      slack: { soc: { format: 'ocsf' } },
      'aws-s3': { evidence: { value: 'acme-evidence', format: 'ocsf' } },
      'aws-cloudwatch-log': { log: '' },
    };
    expect(await issuesOf({ 'outputs.json': outputs })).toStrictEqual([]);
  });

  it('warns of services that nobody provides, if it is told which there are', async () => {
    const files = { 'outputs.json': { slak: ['soc'], console: ['stdout'] } };

    expect(await issuesOf(files)).toStrictEqual([]);
    expect(await issuesOf(files, { services: ['console', 'slack'] })).toStrictEqual([
      'warning conf/outputs.json#/slak: service "slak" is not one of console, slack; did you mean "slack"?',
    ]);
  });
});

describe('threat_intel.json', () => {
  const normalizing = {
    'vpn:login': {
      parser: 'json',
      schema: { ip: 'string' },
      configuration: { normalization: { ip_address: ['ip'] } },
    },
  };

  it('accepts names that schemas produce, and warns of those of normalized_types.json alone', async () => {
    const intel = {
      enabled: true,
      normalized_ioc_types: { ip: ['ip_address', 'sourceAddress'], domain: ['ip_address', 'ip_adress'] },
    };
    const files = {
      'schemas/vpn.json': normalizing,
      'normalized_types.json': { vpn: { sourceAddress: ['ip'] } },
      'threat_intel.json': intel,
    };

    expect(await issuesOf(files)).toStrictEqual([
      'warning conf/threat_intel.json#/enabled: has no effect, because no cluster has enable_threat_intel',
      'warning conf/threat_intel.json#/normalized_ioc_types/ip/1: no schema produces "sourceAddress", so nothing is looked up; schemas have ip_address',
      'warning conf/threat_intel.json#/normalized_ioc_types/domain/0: stands under "ip" too; the last one counts',
      'error conf/threat_intel.json#/normalized_ioc_types/domain/1: "ip_adress" is not a normalized type of any schema; did you mean "ip_address"?',
    ]);
  });

  it('excludes addresses and networks', async () => {
    const ip = { '10.0.0.0/8': {}, '192.0.2.7': {}, '2001:db8::/32': {}, '10.0.0.0/33': {}, 'example.com': {} };
    const intel = (excluded: object) => ({
      'schemas/vpn.json': normalizing,
      'normalized_types.json': {},
      'threat_intel.json': {
        dynamodb_table_name: 'iocs',
        normalized_ioc_types: { ip: ['ip_address'] },
        excluded_iocs: excluded,
      },
    });

    const { config } = await load(
      intel({ ip: { '10.0.0.0/8': { comment: 'RFC 1918' } }, domain: { 'example.com': {} } }),
    );

    expect(config?.threatIntel).toStrictEqual({
      enabled: false,
      tableName: 'iocs',
      cacheMinutes: 10,
      feeds: new Map(),
      indicatorTypes: new Map([['ip_address', 'ip']]),
      excluded: new Map([
        ['ip', ['10.0.0.0/8']],
        ['domain', ['example.com']],
      ]),
    });
    expect(await issuesOf(intel({ ip }))).toStrictEqual([
      'error conf/threat_intel.json#/excluded_iocs/ip/10.0.0.0~133: is not an address or a network such as "10.0.0.0/8"',
      'error conf/threat_intel.json#/excluded_iocs/ip/example.com: is not an address or a network such as "10.0.0.0/8"',
    ]);
  });
});

describe('lookup_tables.json', () => {
  it('fills in the defaults of each driver', async () => {
    const tables = {
      a: { driver: 's3', bucket: 'b', key: 'k', compression: 'gzip' },
      b: { driver: 'dynamodb', table: 't', partition_key: 'p', value_key: 'v', sort_key: 's', consistent_read: false },
      c: { driver: 'ephemeral' },
      d: { driver: 'null' },
      e: { driver: 'file', path: 'tables/owners.csv' },
    };
    const { config } = await load({ 'lookup_tables.json': { enabled: true, tables } });

    expect(config?.lookupTables).toStrictEqual({
      enabled: true,
      tables: new Map<string, unknown>([
        ['a', { driver: 's3', bucket: 'b', key: 'k', compression: true, cacheRefreshMinutes: 10 }],
        [
          'b',
          {
            driver: 'dynamodb',
            table: 't',
            partitionKey: 'p',
            valueKey: 'v',
            sortKey: 's',
            keyDelimiter: ':',
            cacheRefreshMinutes: 3,
            cacheMaximumKeyCount: 0,
            consistentRead: false,
          },
        ],
        ['c', { driver: 'ephemeral' }],
        ['d', { driver: 'null' }],
        ['e', { driver: 'file', path: 'tables/owners.csv', compression: false, cacheRefreshMinutes: 1 }],
      ]),
    });
  });

  it('checks drivers and their options', async () => {
    const tables = { a: { driver: 's4' }, b: { driver: 's3', bucket: 1, kye: 'x' }, c: {}, d: { driver: 5 } };

    expect(await issuesOf({ 'lookup_tables.json': { tables } })).toStrictEqual([
      'error conf/lookup_tables.json#/tables/a/driver: driver "s4" is not one of s3, file, dynamodb, ephemeral, null',
      'error conf/lookup_tables.json#/tables/b: needs "key", the key of the object',
      'error conf/lookup_tables.json#/tables/b/bucket: must be a text, is a number',
      'warning conf/lookup_tables.json#/tables/b/kye: key "kye" is not one of driver, bucket, key, compression, cache_refresh_minutes',
      'error conf/lookup_tables.json#/tables/c: needs "driver", one of s3, file, dynamodb, ephemeral, null',
      'error conf/lookup_tables.json#/tables/d/driver: must be a text, is a number',
    ]);
  });
});

describe('scheduled_queries.json', () => {
  it('checks the settings of a run and of packs', async () => {
    const queries = {
      config: { destination_kinesis: 's', sfn_timeout_secs: 0, sfn_wait_secs: 30 },
      packs: { sample: { description: 'x', schedule_expression: 'hourly' } },
      query_packs: {},
    };

    expect(await issuesOf({ 'scheduled_queries.json': queries })).toStrictEqual([
      'error conf/scheduled_queries.json#/config: needs "destination_kinesis_stream", the name of the stream that takes the results',
      'warning conf/scheduled_queries.json#/config/destination_kinesis: key "destination_kinesis" is not read any more: the key is destination_kinesis_stream',
      'error conf/scheduled_queries.json#/config/sfn_timeout_secs: must be at least 1, is 0',
      'error conf/scheduled_queries.json#/packs/sample/schedule_expression: must be rate(…) or cron(…), is "hourly"',
      'warning conf/scheduled_queries.json#/query_packs: key "query_packs" is not read any more: the key is packs',
    ]);
  });
});
