import type { Issue } from '@streamalert/core';
import { type Path, warningAt } from '../issue-at.ts';
import { isList, isObject, type Ordered } from '../json-document.ts';
import { listOf, numberOf, objectOf, textOf } from '../ordered-values.ts';
import { moved, object, valueAt, without, withValue } from './edit.ts';

/** What a cluster of an older version says of resources that all clusters share now. */
export interface SharedSettings {
  /** Settings of the engine and the processor, by their key in `lambda.json`. */
  readonly functions: Readonly<Record<string, { readonly memory?: number; readonly timeout?: number }>>;
  /** Set when the cluster kept records. */
  readonly firehose?: { readonly bucketSuffix?: string };
}

/** A cluster in the form of now. */
export interface UpgradedCluster {
  readonly root: Ordered;
  readonly shared: SharedSettings;
  readonly issues: readonly Issue[];
}

/**
 * Rewrites the names of older versions. Each that was used is a warning at its place, which gives the new form.
 *
 * @param region The region of the deployment, where it is known.
 */
export function upgradeCluster(file: string, root: Ordered, region: string | undefined): UpgradedCluster {
  const edit = new Edit(file, root);
  const shared = upgradeFunctions(edit);
  upgradeRegion(edit, region);
  upgradeSwitches(edit);
  const firehose = upgradeKinesis(edit);
  upgradeCloudTrail(edit);
  upgradeFlowLogs(edit);
  upgradeBuckets(edit);
  upgradeApps(edit);
  return { root: edit.root, shared: { ...shared, ...(firehose !== undefined && { firehose }) }, issues: edit.issues };
}

/** A cluster while it is rewritten. */
class Edit {
  root: Ordered;
  readonly issues: Issue[] = [];
  readonly #file: string;

  constructor(file: string, root: Ordered) {
    this.#file = file;
    this.root = root;
  }

  get(...path: Path): Ordered | undefined {
    return valueAt(this.root, path);
  }

  has(...path: Path): boolean {
    return this.get(...path) !== undefined;
  }

  set(path: Path, value: Ordered): void {
    this.root = withValue(this.root, path, value);
  }

  remove(...path: Path): void {
    this.root = without(this.root, path);
  }

  move(from: Path, to: Path): void {
    this.root = moved(this.root, from, to);
  }

  warn(path: Path, message: string): void {
    this.issues.push(warningAt(this.#file, path, message));
  }
}

const quote = (value: unknown): string => JSON.stringify(value);

/** `modules.stream_alert`, two functions of each cluster, which are one of the cluster and two shared ones now. */
function upgradeFunctions(edit: Edit): SharedSettings {
  const functions: Record<string, { memory?: number; timeout?: number }> = {};
  for (const name of ['stream_alert', 'streamalert']) {
    const at: Path = ['modules', name];
    if (!isObject(edit.get(...at))) continue;
    const rule = settingsOf(edit.get(...at, 'rule_processor'));
    const alert = settingsOf(edit.get(...at, 'alert_processor'));
    if (rule !== undefined) functions['rules_engine_config'] = rule;
    if (alert !== undefined) functions['alert_processor_config'] = alert;
    edit.warn(
      at,
      `is read as classifier_config of the cluster, rules_engine_config and alert_processor_config of lambda.json; write them there`,
    );
    for (const part of ['rule_processor', 'alert_processor']) warnOfVersion(edit, [...at, part]);
    edit.remove(...at);
    if (!edit.has('classifier_config')) edit.set(['classifier_config'], object({ ...rule }));
    if (!edit.has('data_sources')) {
      edit.set(['data_sources'], new Map());
      edit.warn([], 'has no data_sources, so nothing of it is classified; they stood in sources.json');
    }
  }
  return { functions };
}

function settingsOf(value: Ordered | undefined): { memory?: number; timeout?: number } | undefined {
  if (!isObject(value)) return undefined;
  const memory = numberOf(value.get('memory'));
  const timeout = numberOf(value.get('timeout'));
  return { ...(memory !== undefined && { memory }), ...(timeout !== undefined && { timeout }) };
}

function warnOfVersion(edit: Edit, at: Path): void {
  if (!edit.has(...at, 'current_version')) return;
  edit.warn([...at, 'current_version'], 'is not read: the alias production follows the newest version; remove it');
}

function upgradeRegion(edit: Edit, region: string | undefined): void {
  const own = textOf(edit.get('region'));
  if (own === undefined) return;
  const differs = region !== undefined && own !== region ? `, which is ${quote(region)}` : '';
  edit.warn(
    ['region'],
    `is not read: the region of a deployment is account.region in global.json${differs}; remove it`,
  );
  edit.remove('region');
}

/** Modules that were `true` or `false`. */
function upgradeSwitches(edit: Edit): void {
  for (const name of ['kinesis_events', 'cloudwatch_monitoring']) {
    const value = edit.get('modules', name);
    if (typeof value !== 'boolean') continue;
    edit.set(['modules', name], object({ enabled: value }));
    edit.warn(['modules', name], `is read as {"enabled": ${value}}; write that`);
  }
}

function upgradeKinesis(edit: Edit): SharedSettings['firehose'] {
  const outputs = edit.get('outputs', 'kinesis');
  if (edit.has('outputs')) {
    edit.warn(['outputs'], 'is read as modules.kinesis.streams.terraform_outputs; write it there');
    edit.remove('outputs');
    if (isList(outputs) && edit.has('modules', 'kinesis', 'streams')) {
      if (!edit.has('modules', 'kinesis', 'streams', 'terraform_outputs')) {
        edit.set(['modules', 'kinesis', 'streams', 'terraform_outputs'], outputs);
      }
    }
  }
  const at: Path = ['modules', 'kinesis', 'firehose'];
  if (!edit.has(...at)) return undefined;
  const enabled = edit.get(...at, 'enabled') === true;
  const bucketSuffix = textOf(edit.get(...at, 's3_bucket_suffix'));
  edit.warn(
    at,
    'is read as infrastructure.firehose of global.json, with all log sources of the cluster as enabled_logs; write it there',
  );
  edit.remove(...at);
  return enabled ? { ...(bucketSuffix !== undefined && { bucketSuffix }) } : undefined;
}

/** Options of the bucket that stood beside those of the trail. */
const flatSettings: Readonly<Record<string, string>> = {
  s3_bucket_name: 'bucket_name',
  s3_cross_account_ids: 'cross_account_ids',
  cross_account_ids: 'cross_account_ids',
  enable_s3_events: 'enable_events',
  s3_ignore_digest: 'ignore_digest',
  s3_event_selector_type: 'event_selector_type',
  event_selector_type: 'event_selector_type',
};

function upgradeCloudTrail(edit: Edit): void {
  const at: Path = ['modules', 'cloudtrail'];
  if (!isObject(edit.get(...at))) return;
  upgradeEventPattern(edit, at);
  for (const [old, name] of Object.entries(flatSettings)) {
    if (!edit.has(...at, old)) continue;
    edit.warn([...at, old], `is read as modules.cloudtrail.s3_settings.${name}; write it there`);
    edit.move([...at, old], [...at, 's3_settings', name]);
  }
  const existing = edit.get(...at, 'existing_trail');
  if (existing === undefined) return;
  if (existing === true) {
    edit.warn(
      [...at, 'existing_trail'],
      'is read as no module cloudtrail; remove the module, and list the bucket of the trail in modules.s3_events',
    );
    edit.remove(...at);
  } else {
    edit.warn([...at, 'existing_trail'], 'is not read: a trail is made unless the module is absent; remove it');
    edit.remove(...at, 'existing_trail');
  }
}

/** The module of then always sent events of the bus to the stream, so that its oldest options mean the module of now. */
function upgradeEventPattern(edit: Edit, at: Path): void {
  const old = ['existing_trail', 'event_pattern', 'enable_kinesis'].filter((key) => edit.has(...at, key));
  if (old.length === 0) return;
  const wanted = edit.get(...at, 'enable_kinesis') !== false;
  for (const key of ['event_pattern', 'enable_kinesis']) {
    if (!edit.has(...at, key)) continue;
    const becomes = key === 'event_pattern' ? 'modules.cloudwatch_events.event_pattern' : 'modules.cloudwatch_events';
    edit.warn([...at, key], `is read as ${becomes}; write it there`);
  }
  if (wanted && edit.get(...at, 'enabled') !== false) {
    edit.move([...at, 'event_pattern'], ['modules', 'cloudwatch_events', 'event_pattern']);
    if (!edit.has('modules', 'cloudwatch_events')) edit.set(['modules', 'cloudwatch_events'], new Map());
  }
  edit.remove(...at, 'event_pattern');
  edit.remove(...at, 'enable_kinesis');
}

function upgradeFlowLogs(edit: Edit): void {
  const name = textOf(edit.get('modules', 'flow_logs', 'log_group_name'));
  if (name === undefined) return;
  edit.warn(
    ['modules', 'flow_logs', 'log_group_name'],
    `names the log group ${quote(name)} again, as before 3.5, which called it <prefix>_<cluster>_streamalert_flow_logs`,
  );
}

/** One bucket, or a list of them. */
function upgradeBuckets(edit: Edit): void {
  const at: Path = ['modules', 's3_events'];
  const value = edit.get(...at);
  if (isObject(value) && value.has('s3_bucket_id')) {
    const bucket = textOf(value.get('s3_bucket_id')) ?? '';
    edit.warn([...at, 's3_bucket_id'], `is read as {${quote(bucket)}: []}; write that`);
    edit.set(at, object({ [bucket]: [] }));
  } else if (isList(value)) {
    const buckets = bucketsOf(value);
    edit.warn(at, `is read as an object of buckets and filters, ${showBuckets(buckets)}; write that`);
    edit.set(at, buckets);
  }
}

function bucketsOf(entries: readonly Ordered[]): ReadonlyMap<string, readonly Ordered[]> {
  const buckets = new Map<string, readonly Ordered[]>();
  for (const entry of entries.map(objectOf)) {
    const bucket = textOf(entry.get('bucket_id')) ?? textOf(entry.get('s3_bucket_id'));
    if (bucket === undefined || entry.get('enable_events') === false) continue;
    const filter = ['filter_prefix', 'filter_suffix'].filter((key) => Boolean(textOf(entry.get(key))));
    const filters = filter.length === 0 ? [] : [new Map(filter.map((key) => [key, entry.get(key) as Ordered]))];
    buckets.set(bucket, [...(buckets.get(bucket) ?? []), ...filters]);
  }
  return buckets;
}

const showBuckets = (buckets: ReadonlyMap<string, readonly Ordered[]>): string =>
  `{${[...buckets].map(([bucket, filters]) => `${quote(bucket)}: [${filters.length === 0 ? '' : '…'}]`).join(', ')}}`;

function upgradeApps(edit: Edit): void {
  if (edit.has('data_sources', 'stream_alert_app')) {
    edit.warn(['data_sources', 'stream_alert_app'], 'is read as streamalert_app; write that');
    edit.move(['data_sources', 'stream_alert_app'], ['data_sources', 'streamalert_app']);
  }
  for (const [name, app] of objectOf(edit.get('modules', 'streamalert_apps'))) {
    if (!isObject(app) || !app.has('interval')) continue;
    const at: Path = ['modules', 'streamalert_apps', name];
    edit.warn([...at, 'interval'], 'is read as schedule_expression; write that');
    edit.move([...at, 'interval'], [...at, 'schedule_expression']);
  }
}

/** Log sources of a cluster, each once. */
export function logSourcesIn(root: Ordered): readonly string[] {
  const sources = [...objectOf(valueAt(root, ['data_sources'])).values()].flatMap((resources) =>
    [...objectOf(resources).values()].flatMap(listOf),
  );
  return [...new Set(sources.filter((source): source is string => typeof source === 'string'))];
}
