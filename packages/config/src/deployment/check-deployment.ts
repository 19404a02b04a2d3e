import type { Issue } from '@streamalert/core';
import type { ConfDocument } from '../conf-documents.ts';
import { errorAt, noteAt, type Path, warningAt } from '../issue-at.ts';
import type { Ordered } from '../json-document.ts';
import { valueAt } from '../legacy/edit.ts';
import { entriesOf, isEmpty, listOf, numberOf, objectOf, textOf } from '../ordered-values.ts';
import { didYouMean } from '../suggest.ts';
import { checkClusterEffects, checkGlobalEffects, checkLambdaEffects } from './check-effects.ts';

/** The files of a deployment, and the names that they may use. */
export interface DeploymentDocuments {
  readonly global: ConfDocument | undefined;
  readonly lambda: ConfDocument | undefined;
  readonly scheduledQueries: ConfDocument | undefined;
  readonly threatIntel: ConfDocument | undefined;
  readonly clusters: readonly ConfDocument[];
  /** Names of all log types; absent while some file of them cannot be read. */
  readonly logTypes?: readonly string[];
}

/** What JSON Schema cannot say of settings that only matter on AWS. */
export function checkDeployment(documents: DeploymentDocuments): Issue[] {
  const { global, lambda, scheduledQueries, threatIntel, clusters, logTypes } = documents;
  const format = textOf(valueAt(lambda?.root, ['athena_partitioner_config', 'file_format'])) ?? 'parquet';
  return [
    ...(global === undefined ? [] : [...checkInfrastructure(global, format), ...checkGlobalEffects(global)]),
    ...(global === undefined || logTypes === undefined ? [] : checkEnabledLogs(global, logTypes)),
    ...(lambda === undefined
      ? []
      : [...checkFunctions(lambda), ...checkLambdaEffects(lambda), ...checkDownloader(lambda, threatIntel)]),
    ...(scheduledQueries === undefined ? [] : checkScheduledQueries(scheduledQueries)),
    ...clusters.flatMap(checkCluster),
    ...checkAlarmNames([...(lambda === undefined ? [] : [lambda]), ...clusters]),
  ];
}

/** CloudFormation knows a stack by this name, so a cluster cannot have it. */
const reserved = ['main', 'athena'];

function checkCluster(cluster: ConfDocument): Issue[] {
  const { file, name, root } = cluster;
  const modules = objectOf(valueAt(root, ['modules']));
  return [
    ...(reserved.includes(name)
      ? [errorAt(file, [], `cannot be called ${name}: the name is reserved; rename the file`)]
      : []),
    ...checkStreamUsers(cluster, modules),
    ...checkFlowLogs(cluster, modules),
    ...checkDestinations(cluster, modules),
    ...checkClusterEffects(cluster),
    ...[...objectOf(modules.get('streamalert_apps')).keys()].map((app) =>
      noteAt(file, ['modules', 'streamalert_apps', app], 'is not deployed by this version'),
    ),
  ];
}

const isOn = (module: Ordered | undefined, fallback: boolean): boolean => {
  if (module === undefined) return false;
  const enabled = objectOf(module).get('enabled');
  return enabled === undefined ? fallback : enabled === true;
};

/** Modules that put records onto the stream of the cluster, or read it. */
function checkStreamUsers({ file }: ConfDocument, modules: ReadonlyMap<string, Ordered>): Issue[] {
  if (modules.has('kinesis')) return [];
  const trail = modules.get('cloudtrail');
  const users: [boolean, Path][] = [
    [modules.has('kinesis_events'), ['modules', 'kinesis_events']],
    [isOn(modules.get('cloudwatch_events'), true), ['modules', 'cloudwatch_events']],
    [isOn(modules.get('cloudwatch_logs_destination'), false), ['modules', 'cloudwatch_logs_destination']],
    [isOn(modules.get('flow_logs'), true), ['modules', 'flow_logs']],
    [
      isOn(trail, true) &&
        valueAt(trail, ['send_to_cloudwatch']) === true &&
        valueAt(trail, ['cloudwatch_destination_arn']) === undefined,
      ['modules', 'cloudtrail', 'send_to_cloudwatch'],
    ],
  ];
  return users
    .filter(([isUsed]) => isUsed)
    .map(([, path]) => errorAt(file, path, 'needs the stream of the cluster; add modules.kinesis'));
}

function checkFlowLogs({ file }: ConfDocument, modules: ReadonlyMap<string, Ordered>): Issue[] {
  const module = modules.get('flow_logs');
  if (!isOn(module, true)) return [];
  const named = ['vpcs', 'subnets', 'enis'].some((key) => listOf(valueAt(module, [key])).length > 0);
  return named ? [] : [errorAt(file, ['modules', 'flow_logs'], 'needs at least one id in vpcs, subnets or enis')];
}

function checkDestinations({ file }: ConfDocument, modules: ReadonlyMap<string, Ordered>): Issue[] {
  const module = modules.get('cloudwatch_logs_destination');
  if (!isOn(module, false) || listOf(valueAt(module, ['regions'])).length > 0) return [];
  return [errorAt(file, ['modules', 'cloudwatch_logs_destination'], 'needs at least one region in regions')];
}

/** Data Firehose converts to Parquet only what it buffered up to so many MB. */
const leastParquetBuffer = 64;

function checkInfrastructure({ file, root }: ConfDocument, format: string): Issue[] {
  const buffers: Path[] = [
    ['infrastructure', 'alerts_firehose', 'buffer_size'],
    ['infrastructure', 'firehose', 'buffer_size'],
    ['infrastructure', 'artifact_extractor', 'firehose_buffer_size'],
  ];
  const small = buffers.filter((path) => (numberOf(valueAt(root, path)) ?? leastParquetBuffer) < leastParquetBuffer);
  const artifacts: Path = ['infrastructure', 'artifact_extractor', 'enabled'];
  return [
    ...(format === 'parquet'
      ? small.map((path) => errorAt(file, path, `must be at least ${leastParquetBuffer} (MB), as history is Parquet`))
      : []),
    ...(valueAt(root, artifacts) === true && valueAt(root, ['infrastructure', 'firehose', 'enabled']) !== true
      ? [errorAt(file, artifacts, 'needs infrastructure.firehose.enabled: true')]
      : []),
  ];
}

function checkEnabledLogs({ file, root }: ConfDocument, logTypes: readonly string[]): Issue[] {
  const known = new Set(logTypes.flatMap((name) => [name, name.split(':', 1)[0] as string]));
  return entriesOf(valueAt(root, ['infrastructure', 'firehose', 'enabled_logs']))
    .filter(([name]) => !known.has(name))
    .map(([name]) =>
      errorAt(
        file,
        ['infrastructure', 'firehose', 'enabled_logs', name],
        `no log type is called ${JSON.stringify(name)}${didYouMean(name, [...known])}`,
      ),
    );
}

/** Keys of `lambda.json` that stand for a function which another part took over. */
const notDeployed: Readonly<Record<string, string>> = {
  athena_partitioner_config:
    'the function is not deployed by this version, as tables know their partitions; database_name, results_bucket and file_format are read',
};

function checkFunctions({ file, root }: ConfDocument): Issue[] {
  const functions = objectOf(root);
  const rules = objectOf(functions.get('rules_engine_config'));
  const batch = numberOf(rules.get('sqs_record_batch_size')) ?? 10;
  return [
    ...Object.entries(notDeployed)
      .filter(([name]) => !isEmpty(functions.get(name)))
      .map(([name, message]) => noteAt(file, [name], message)),
    ...(batch > 10 && !((numberOf(rules.get('sqs_batching_window_secs')) ?? 0) > 0)
      ? [
          errorAt(
            file,
            ['rules_engine_config', 'sqs_record_batch_size'],
            'more than 10 messages need sqs_batching_window_secs of at least 1',
          ),
        ]
      : []),
    ...['rules_engine_config', 'alert_merger_config', 'alert_processor_config']
      .filter((name) => valueAt(root, [name, 'enabled']) === false)
      .map((name) => warningAt(file, [name, 'enabled'], 'without this function no alert arrives')),
  ];
}

/** Queries are written down and checked, and nothing runs them yet. */
function checkScheduledQueries({ file, root }: ConfDocument): Issue[] {
  return valueAt(root, ['enabled']) === true
    ? [noteAt(file, ['enabled'], 'queries are checked, and not deployed by this version')]
    : [];
}

/** Feeds stand in `threat_intel.json`, also that of 3.5, which `lambda.json` configures. */
function checkDownloader({ file, root }: ConfDocument, threatIntel: ConfDocument | undefined): Issue[] {
  const path: Path = ['threat_intel_downloader_config'];
  const isAskedFor = isOn(valueAt(root, path), true);
  return isAskedFor && threatIntel === undefined
    ? [warningAt(file, path, 'downloads nothing, because there is no threat_intel.json')]
    : [];
}

/** CloudWatch knows alarms by name, in the whole account. */
function checkAlarmNames(documents: readonly ConfDocument[]): Issue[] {
  const issues: Issue[] = [];
  const seen = new Map<string, string>();
  for (const { file, path, name } of documents.flatMap(alarmsOf)) {
    const earlier = seen.get(name);
    if (earlier === undefined) seen.set(name, file);
    else issues.push(errorAt(file, path, `an alarm ${JSON.stringify(name)} is in ${earlier} too; rename one`));
  }
  return issues;
}

function alarmsOf({ file, root }: ConfDocument): { file: string; path: Path; name: string }[] {
  return entriesOf(root).flatMap(([settings, value]) =>
    [...objectOf(objectOf(value).get('custom_metric_alarms')).keys()].map((name) => ({
      file,
      name,
      path: [settings, 'custom_metric_alarms', name],
    })),
  );
}
