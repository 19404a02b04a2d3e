import type { ClusterDeployment } from '@streamalert/config';
import type { ClusterNames } from '@streamalert/core/naming';
import { type AlarmDefinition, alarm } from '../alarms.ts';
import type { BuildContext } from '../build-context.ts';
import type { Resource, Resources } from '../template.ts';
import { streamOf } from './kinesis.ts';

/** Iterators may be about 17 minutes behind, as in 3.5. */
const iteratorAgeMs = 1_000_000;

/** A kind of alarm: where it is counted, and what stands in for settings that are not given. */
interface Kind {
  readonly id: string;
  /** Start of its keys in `settings`. */
  readonly key: string;
  readonly suffix: string;
  readonly of: 'function' | 'stream';
  readonly metric: string;
  readonly statistic: 'Sum' | 'Maximum';
  readonly threshold: number;
  readonly periods: number;
  readonly description: string;
}

/** Errors and throttles of the function have alarms by `metric_alarms` already; two of one name would fight. */
const kinds: readonly Kind[] = [
  {
    id: 'IteratorAge',
    key: 'lambda_iterator_age_error',
    suffix: 'iterator_age',
    of: 'function',
    metric: 'IteratorAge',
    statistic: 'Maximum',
    threshold: iteratorAgeMs,
    periods: 1,
    description: 'The classifier is behind its stream.',
  },
  {
    id: 'StreamIteratorAge',
    key: 'kinesis_iterator_age_error',
    suffix: 'high_iterator_age',
    of: 'stream',
    metric: 'GetRecords.IteratorAgeMilliseconds',
    statistic: 'Maximum',
    threshold: iteratorAgeMs,
    periods: 1,
    description: 'Readers are behind the stream.',
  },
  {
    id: 'StreamWriteExceeded',
    key: 'kinesis_write_throughput_exceeded',
    suffix: 'write_exceeded',
    of: 'stream',
    metric: 'WriteProvisionedThroughputExceeded',
    statistic: 'Sum',
    threshold: 10,
    periods: 6,
    description: 'The stream refuses records: it has too few shards.',
  },
];

/** Kinds that only change the alarms that every function has. */
const functionKinds = [
  ['InvocationErrorsAlarm', 'lambda_invocation_error'],
  ['ThrottlesAlarm', 'lambda_throttle_error'],
] as const;

/** Of a hundred records so many may be of no known log type before somebody should look. */
const rejectedPercent = 10;

/** Tells that much of what comes is not recognised: a source has changed its format, or sends something new. */
export function failedParsesAlarm(context: BuildContext, cluster: string, names: ClusterNames): Resource {
  return alarm(context, {
    name: `${names.function}_failed_parses`,
    description: `More than ${rejectedPercent} % of the records of cluster ${cluster} are of no known log type.`,
    namespace: 'StreamAlert',
    metric: 'rejectedPercent',
    dimensions: { stage: 'classifier', cluster },
    statistic: 'Average',
    comparison: 'GreaterThanThreshold',
    threshold: rejectedPercent,
    periods: 3,
    period: 300,
  });
}

/** Alarms of `cloudwatch_monitoring`; without the module, that of the iterator age alone, where there is a stream. */
export function monitoringResources(
  context: BuildContext,
  { modules }: ClusterDeployment,
  names: ClusterNames,
): Resources {
  const { kinesis, cloudwatch_monitoring: monitoring } = modules;
  const settings = monitoring?.settings ?? {};
  const wanted = kinds.filter(({ of }) => {
    if (kinesis === undefined) return false;
    if (monitoring?.enabled !== true) return of === 'function';
    return of === 'function' ? monitoring.lambda_alarms_enabled : monitoring.kinesis_alarms_enabled;
  });
  return Object.fromEntries(
    wanted.map((kind) => {
      const name = kind.of === 'function' ? names.function : streamOf(kinesis?.streams ?? never(), names);
      return [`${kind.id}Alarm`, alarm(context, definitionOf(kind, name, settings))];
    }),
  );
}

function never(): never {
  throw new Error('alarms of a stream need one');
}

function definitionOf(kind: Kind, name: string, settings: Readonly<Record<string, number>>): AlarmDefinition {
  const of = (setting: string, fallback: number): number => settings[`${kind.key}_${setting}`] ?? fallback;
  return {
    name: `${name}_${kind.suffix}`,
    description: kind.description,
    namespace: kind.of === 'function' ? 'AWS/Lambda' : 'AWS/Kinesis',
    metric: kind.metric,
    dimensions: kind.of === 'function' ? { FunctionName: name, Resource: `${name}:production` } : { StreamName: name },
    statistic: kind.statistic,
    comparison: 'GreaterThanThreshold',
    threshold: of('threshold', kind.threshold),
    periods: of('evaluation_periods', kind.periods),
    period: of('period', 300),
  };
}

/** `metric_alarms` of the classifier, with what `cloudwatch_monitoring.settings` says of the same alarms. */
export function withMonitoringSettings(resources: Resources, { modules }: ClusterDeployment): Resources {
  const monitoring = modules.cloudwatch_monitoring;
  if (monitoring?.enabled !== true) return resources;
  const changed = functionKinds.flatMap(([id, key]) => {
    const resource = resources[id];
    if (resource === undefined) return [];
    const of = (setting: string) => monitoring.settings[`${key}_${setting}`];
    const overrides = {
      ...(of('threshold') !== undefined && { Threshold: of('threshold') }),
      ...(of('evaluation_periods') !== undefined && { EvaluationPeriods: of('evaluation_periods') }),
      ...(of('period') !== undefined && { Period: of('period') }),
    };
    return [[id, { ...resource, Properties: { ...resource.Properties, ...overrides } }] as const];
  });
  return { ...resources, ...Object.fromEntries(changed) };
}
