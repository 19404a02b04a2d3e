import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type Config, loadConfig } from '@streamalert/config';
import { buildStacks } from '@streamalert/infra';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../workspace.ts';
import { difference } from './helpers/difference.ts';
import { alarm, alarmOf, oneClusterConf } from './helpers/one-cluster-conf.ts';
import { otherValue, type SchemaOption, schemaOptions } from './helpers/schema-options.ts';

type Files = Readonly<Record<string, unknown>>;

const files = {
  'global.json': 'global',
  'lambda.json': 'lambda',
  'clusters/east.json': 'cluster',
  'scheduled_queries.json': 'scheduled_queries',
} as const;

/** Read by the commands and not by a deployment: tests of `local` and `cli` have what they do. */
const readElsewhere = new Set([
  '/general/rule_locations',
  '/general/matcher_locations',
  '/general/publisher_locations',
  '/general/scheduled_query_locations',
  '/general/schema_packages',
]);

/** Names that users give, by where they stand. */
const names: Readonly<Record<string, string>> = {
  '/infrastructure/firehose/enabled_logs': 'cloudtrail',
  '/infrastructure/tags': 'Team',
  '/modules/s3_events': 'acme-east-logs',
  '/modules/cloudwatch_events/cross_account/accounts': '210987654321',
  '/modules/cloudwatch_events/cross_account/organizations': 'o-abcdefghij',
  '/modules/streamalert_apps': 'acme_east_okta_logs_app',
  '/data_sources/kinesis': 'acme_east_streamalert',
  '/data_sources/s3': 'acme-east-logs',
};

/** What has to be there beside an option of something that the configuration does not have yet. */
const beside: readonly (readonly [pattern: RegExp, value: object])[] = [
  [/^lambda\.json#\/athena_partitioner_config\/custom_metric_alarms\/\*$/, alarm],
  [/\/streamalert_apps\/\*$/, { app_name: 'logs', type: 'okta', schedule_expression: 'rate(5 minutes)' }],
  [/^scheduled_queries\.json#$/, { enabled: true }],
  [
    /^scheduled_queries\.json#\/config$/,
    { destination_kinesis_stream: 'results', sfn_timeout_secs: 60, sfn_wait_secs: 10 },
  ],
  [/^scheduled_queries\.json#\/packs\/\*$/, { description: 'Daily.', schedule_expression: 'rate(1 day)' }],
];

/** Values of options that are texts and lists, by the end of their pointer. */
const values: readonly (readonly [end: string, value: unknown])[] = [
  ['/maximum_record_age_secs', 3600],
  ['/prefix', 'example'],
  ['/account/region', 'eu-west-1'],
  ['/aws_account_id', '210987654321'],
  ['/kms_key_alias', 'alias/secrets'],
  ['/default_outputs', ['slack:soc']],
  ['/third_party_libraries', ['requests']],
  ['/alerts_firehose/bucket_name', 'example-alerts'],
  ['/infrastructure/firehose/bucket_name', 'example-data'],
  ['/s3_access_logging/bucket_name', 'example-access-logs'],
  ['/table_name', 'values'],
  ['/alarm_actions', 'arn:aws:sns:us-east-1:123456789012:quiet-logs'],
  ['/sns_topic_name', 'alarms'],
  ['/tags/*', 'detection'],
  ['/alarm_description', 'Look at the queue.'],
  ['/metric_name', 'Classifier-FailedParses'],
  ['/security_group_ids', ['sg-1']],
  ['/subnet_ids', ['subnet-1']],
  ['/send_digest_schedule_expression', 'rate(7 days)'],
  ['/schedule_expression', 'rate(3 minutes)'],
  ['/interval', 'rate(3 days)'],
  ['/digest_sns_topic', 'digests'],
  ['/database_name', 'history'],
  ['/queue_name', 'partitions'],
  ['/results_bucket', 'example-results'],
  ['/buckets/*', 'data'],
  ['/ioc_keys', ['value']],
  ['/ioc_filters', ['example.com']],
  ['/ioc_types', ['url']],
  ['/excluded_sub_types', ['scan_ip']],
  ['/threat_intel_downloader_config/memory', 256],
  ['/threat_intel_downloader_config/timeout', '60'],
  ['/table_rcu', 5],
  ['/table_wcu', 5],
  ['/autoscale', true],
  ['/max_read_capacity', 5],
  ['/min_read_capacity', 5],
  ['/target_utilization', 70],
  ['/firehose_stream_name', 'values'],
  ['/data_sources/kinesis/*', ['cloudtrail']],
  ['/data_sources/s3/*', ['cloudtrail']],
  ['/data_sources/sns/*', ['cloudtrail']],
  ['/data_sources/sqs/*', ['cloudtrail']],
  ['/data_sources/streamalert_app/*', ['cloudtrail']],
  ['/inputs/aws-sns', ['arn:aws:sns:us-east-1:123456789012:other-events']],
  ['/stream_name', 'events'],
  ['/shard_level_metrics', ['ALL']],
  ['/trusted_accounts', ['111122223333']],
  ['/terraform_outputs', ['stream_name']],
  ['/cloudwatch_destination_arn', 'arn:aws:logs:us-east-1:210987654321:destination:central'],
  ['/s3_settings/bucket_name', 'example-trail'],
  ['/cross_account_ids', ['111122223333']],
  ['/event_pattern/id', ['1']],
  ['/id', 'west'],
  ['_error_period', 240],
  ['/event_pattern/version', ['0']],
  ['/event_pattern/detail-type', ['AWS API Call via CloudTrail']],
  ['/event_pattern/source', ['aws.iam']],
  ['/event_pattern/account', ['210987654321']],
  ['/event_pattern/time', [{ prefix: '2026' }]],
  ['/event_pattern/region', ['eu-west-1']],
  ['/event_pattern/resources', [{ prefix: 'arn:aws:s3' }]],
  ['/event_pattern/detail', { eventName: ['CreateUser'] }],
  ['/cross_account/accounts/*', ['eu-west-1']],
  ['/cross_account/organizations/*', ['eu-west-1']],
  ['/cloudwatch_logs_destination/regions', ['us-east-1']],
  ['/vpcs', ['vpc-1']],
  ['/subnets', ['subnet-1']],
  ['/enis', ['eni-1']],
  ['/flow_log_filter', '[version, account]'],
  ['/log_group_name', 'flows'],
  ['/filter_prefix', 'logs/'],
  ['/filter_suffix', '.gz'],
  ['/kms_key_arn', 'arn:aws:kms:us-east-1:123456789012:key/99999999-2222-3333-4444-555555555555'],
  ['/app_name', 'events'],
  ['/type', 'duo'],
  ['#/enabled', true],
  ['/destination_kinesis_stream', 'events'],
  ['/packs/*/description', 'Weekly.'],
];

/** More than so many say that nearly everything is called otherwise. How many there are changes with everything that is deployed. */
const mostLines = 40;

const dir = mkdtempSync(join(tmpdir(), 'streamalert-options-'));

beforeAll(() => {
  for (const [path, content] of Object.entries(oneClusterConf)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), JSON.stringify(content));
  }
});

afterAll(() => rmSync(dir, { recursive: true }));

describe('every option of global.json, lambda.json and clusters', () => {
  it('changes what options.txt says, or is reported as one that changes nothing', {
    timeout: 10 * 60_000,
  }, async () => {
    const before = await outcome({});
    expect(before.stacks, JSON.stringify(before.reported)).toBeDefined();
    const blocks: string[] = [];
    const ignored: string[] = [];
    for (const [file, kind] of Object.entries(files)) {
      for (const option of schemaOptions(kind)) {
        if (readElsewhere.has(option.pointer)) continue;
        const { pointer, value, content } = change(file, option);
        const after = await outcome({ [file]: content });
        const lines = difference(after.stacks === undefined ? { reported: before.reported } : before, after);
        if (lines.length === 0) ignored.push(`${file}#${pointer}`);
        blocks.push([`${file}#${pointer} = ${JSON.stringify(value)}`, ...shortened(lines), ''].join('\n'));
      }
    }

    expect(ignored).toStrictEqual([]);
    await expect(blocks.join('\n')).toMatchFileSnapshot('options.txt');
  });
});

/** A file in which one option has another value, and is what it takes to have it. */
function change(file: string, { pointer: pattern, schema }: SchemaOption) {
  const keys = pattern.split('/').slice(1);
  const steps = keys.map((key, index) => (key === '*' ? nameAt(file, keys.slice(0, index)) : key));
  const content = structuredClone(oneClusterConf[file] ?? startOf(`${file}#`) ?? {}) as Record<string, unknown>;
  let at = content;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    const isList = keys[index + 1] === '0';
    const there = at[step] ?? startOf(`${file}#/${keys.slice(0, index + 1).join('/')}`);
    at[step] = there !== undefined && Array.isArray(there) === isList ? there : isList ? [{}] : {};
    at = at[step] as Record<string, unknown>;
  }
  const last = steps.at(-1) ?? '';
  const given = values.find(([end]) => `#${pattern}`.endsWith(end));
  const value = given === undefined ? otherValue(schema, at[last]) : given[1];
  if (value === undefined) throw new Error(`${file}#${pattern}: say another value of it`);
  at[last] = value;
  return { pointer: `/${steps.join('/')}`, value, content };
}

/** The name that stands for `*` below the given keys. */
function nameAt(file: string, keys: readonly string[]): string {
  if (keys.at(-1) !== 'custom_metric_alarms') return names[`/${keys.join('/')}`] ?? 'example';
  return alarmOf(file === 'lambda.json' ? (keys[0] ?? '') : 'east');
}

const startOf = (place: string): unknown => structuredClone(beside.find(([where]) => where.test(place))?.[1]);

/** Everything that comes of a configuration; of one with errors nothing but what is reported. */
interface Outcome {
  readonly reported: unknown;
  readonly stacks?: unknown;
  /** The part of `conf/` that the bundle of each function holds. */
  readonly functions?: unknown;
}

async function outcome(changed: Files): Promise<Outcome> {
  const texts = new Map(Object.entries(changed).map(([path, content]) => [path, JSON.stringify(content)]));
  const { config, issues } = await loadConfig(dir, { texts, deployment: true });
  const reported = Object.fromEntries(
    issues.map(({ file, pointer, severity, message }) => [
      `${relative(dir, file)}#${pointer}`,
      `${severity}: ${message}`,
    ]),
  );
  if (config === undefined) return { reported };
  const stacks = buildStacks(config);
  const bundles = await Promise.all(stacks.flatMap(({ bundles: all }) => all).map((name) => bundleOf(config, name)));
  return {
    stacks: Object.fromEntries(stacks.map(({ id, region, template }) => [id, { region, ...template }])),
    functions: Object.fromEntries(bundles),
    reported,
  };
}

/** What `streamalert build` puts into a bundle of `conf/`. */
async function bundleOf(config: Config, name: string): Promise<readonly [string, unknown]> {
  const [, stage = name, cluster = ''] = /^(classifier)-(.+)$/.exec(name) ?? [];
  const path = join(root, 'apps', stage, 'src/build.ts');
  if (!existsSync(path)) return [name, {}];
  const { configOf } = (await import(path)) as { configOf: (config: Config, cluster: string) => unknown };
  return [name, configOf(config, cluster)];
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= mostLines) return lines.map((line) => `  ${line}`);
  return [`  more than ${mostLines} changes`];
}
