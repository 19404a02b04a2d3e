import type { Issue } from '@streamalert/core';
import type { ConfDocument } from '../conf-documents.ts';
import { errorAt, type Path, warningAt } from '../issue-at.ts';
import type { Ordered } from '../json-document.ts';
import { valueAt } from '../legacy/edit.ts';
import { entriesOf, isEmpty, listOf, objectOf, textsOf } from '../ordered-values.ts';

/** Options that only mean something beside others: the options, whether those others are there, and what is said if not. */
interface Dependence {
  readonly options: readonly Path[];
  readonly hasEffect: (root: Ordered) => boolean;
  readonly needs: string;
}

const isTrue =
  (...path: Path) =>
  (root: Ordered): boolean =>
    valueAt(root, path) === true;

const below = (path: Path, ...keys: readonly string[]): readonly Path[] => keys.map((key) => [...path, key]);

const streams: Path = ['modules', 'kinesis', 'streams'];
const trail: Path = ['modules', 'cloudtrail'];

const ofClusters: readonly Dependence[] = [
  {
    options: below(streams, 'shards'),
    hasEffect: (root) => valueAt(root, [...streams, 'capacity_mode']) !== 'on-demand',
    needs: 'capacity_mode "provisioned"',
  },
  {
    options: below(trail, 'cloudwatch_destination_arn', 'exclude_home_region_events', 'retention_in_days'),
    hasEffect: isTrue(...trail, 'send_to_cloudwatch'),
    needs: 'send_to_cloudwatch: true',
  },
  {
    options: below(trail, 'allow_cross_account_sns'),
    hasEffect: isTrue(...trail, 'send_to_sns'),
    needs: 'send_to_sns: true',
  },
  {
    options: below([...trail, 's3_settings'], 'ignore_digest'),
    hasEffect: isTrue(...trail, 's3_settings', 'enable_events'),
    needs: 'enable_events: true',
  },
];

const ofGlobal: readonly Dependence[] = [
  {
    options: below(['infrastructure', 'firehose'], 'enabled_logs'),
    hasEffect: isTrue('infrastructure', 'firehose', 'enabled'),
    needs: 'enabled: true',
  },
];

/** Options of a cluster that are accepted and would change nothing, or would not be deployed as they are. */
export function checkClusterEffects(cluster: ConfDocument): Issue[] {
  return [
    ...withoutEffect(cluster, ofClusters),
    ...checkOutputsOfUser(cluster),
    ...checkOverriddenAlarms(cluster),
    ...checkFunction(cluster, ['classifier_config']),
  ];
}

/** The same of `global.json`. */
export const checkGlobalEffects = (global: ConfDocument): Issue[] => withoutEffect(global, ofGlobal);

/** The same of `lambda.json`. */
export const checkLambdaEffects = (lambda: ConfDocument): Issue[] =>
  entriesOf(lambda.root).flatMap(([name]) => checkFunction(lambda, [name]));

function withoutEffect({ file, root }: ConfDocument, dependences: readonly Dependence[]): Issue[] {
  return dependences
    .filter(({ hasEffect }) => !hasEffect(root))
    .flatMap(({ options, needs }) =>
      options
        .filter((path) => {
          const value = valueAt(root, path);
          return value !== undefined && value !== false && !isEmpty(value);
        })
        .map((path) => warningAt(file, path, `has no effect without ${needs}`)),
    );
}

const ofUser = ['username', 'user_arn', 'access_key_id', 'secret_key'];

function checkOutputsOfUser({ file, root }: ConfDocument): Issue[] {
  if (valueAt(root, [...streams, 'create_user']) === true) return [];
  const path: Path = [...streams, 'terraform_outputs'];
  const asked = textsOf(valueAt(root, path)).filter((output) => ofUser.includes(output));
  return asked.length === 0
    ? []
    : [warningAt(file, path, `needs create_user: true for ${asked.join(', ')}; without it they are not printed`)];
}

/** `cloudwatch_monitoring.settings` and `metric_alarms` speak of the same two alarms. */
const alarms = [
  ['errors', 'lambda_invocation_error'],
  ['throttles', 'lambda_throttle_error'],
] as const;
const keys = [
  ['threshold', 'threshold'],
  ['evaluation_periods', 'evaluation_periods'],
  ['period_secs', 'period'],
] as const;

function checkOverriddenAlarms({ file, root }: ConfDocument): Issue[] {
  const monitoring: Path = ['modules', 'cloudwatch_monitoring'];
  if (valueAt(root, [...monitoring, 'enabled']) !== true) return [];
  const settings = objectOf(valueAt(root, [...monitoring, 'settings']));
  return alarms.flatMap(([alarm, setting]) =>
    keys.flatMap(([key, suffix]) => {
      const path: Path = ['classifier_config', 'metric_alarms', alarm, key];
      const other = `${setting}_${suffix}`;
      if (valueAt(root, path) === undefined || !settings.has(other)) return [];
      return [warningAt(file, path, `has no effect: modules.cloudwatch_monitoring.settings.${other} is used`)];
    }),
  );
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
function checkFunction({ file, root }: ConfDocument, at: Path): Issue[] {
  const vpc: Path = [...at, 'vpc_config'];
  const [subnets, groups] = ['subnet_ids', 'security_group_ids'].map((key) => listOf(valueAt(root, [...vpc, key])));
  if (subnets?.length === 0 && groups?.length !== 0) {
    return [warningAt(file, [...vpc, 'security_group_ids'], 'has no effect without subnet_ids')];
  }
  if (subnets?.length !== 0 && groups?.length === 0) {
    return [errorAt(file, [...vpc, 'subnet_ids'], 'needs security_group_ids')];
  }
  return [];
}
