import { createHash } from 'node:crypto';
import type { CustomMetricAlarm, FunctionSettings } from '@streamalert/config';
import type { BuildContext } from './build-context.ts';
import { tagList } from './tags.ts';
import { arn, logicalId, type Resource, type Resources, type Value } from './template.ts';

/** What an alarm watches. */
export interface AlarmDefinition {
  /** Unique in the account. */
  readonly name: string;
  readonly description: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions?: Readonly<Record<string, Value>>;
  readonly statistic: string;
  readonly comparison: string;
  readonly threshold: number;
  readonly periods: number;
  /** Seconds. */
  readonly period: number;
  readonly missing?: 'notBreaching' | 'breaching' | 'missing';
  readonly actions?: readonly Value[];
}

/** An alarm that tells the monitoring topic. */
export function alarm(context: BuildContext, definition: AlarmDefinition): Resource {
  const { dimensions = {}, actions = [arn('sns', context.names.topics.monitoring)] } = definition;
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: definition.name,
      AlarmDescription: definition.description,
      Namespace: definition.namespace,
      MetricName: definition.metric,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      Statistic: definition.statistic,
      ComparisonOperator: definition.comparison,
      Threshold: definition.threshold,
      EvaluationPeriods: definition.periods,
      Period: definition.period,
      TreatMissingData: definition.missing ?? 'notBreaching',
      AlarmActions: actions,
      OKActions: actions,
      Tags: tagList(context),
    },
  };
}

/** Alarms on errors and throttles of a function. Names are those of 3.5. */
export function functionAlarms(context: BuildContext, name: string, settings: FunctionSettings): Resources {
  const { errors, throttles } = settings.metric_alarms;
  const kinds = [
    ['InvocationErrors', 'invocation_errors', 'Errors', errors],
    ['Throttles', 'throttles', 'Throttles', throttles],
  ] as const;
  return Object.fromEntries(
    kinds
      .filter(([, , , { enabled }]) => enabled)
      .map(([id, suffix, metric, { threshold, evaluation_periods: periods, period_secs: period }]) => [
        `${id}Alarm`,
        alarm(context, {
          name: `${name}_${suffix}`,
          description: `${metric} of ${name}.`,
          namespace: 'AWS/Lambda',
          metric,
          dimensions: { FunctionName: name, Resource: `${name}:production` },
          statistic: 'Sum',
          comparison: 'GreaterThanThreshold',
          threshold,
          periods,
          period,
        }),
      ]),
  );
}

/** Alarms that `custom_metric_alarms` asks for. */
export function customAlarms(context: BuildContext, alarms: Readonly<Record<string, CustomMetricAlarm>>): Resources {
  const taken = new Set<string>();
  return Object.fromEntries(
    Object.entries(alarms).map(([name, custom]) => [
      alarmId(name, taken),
      alarm(context, {
        name,
        description: custom.alarm_description,
        namespace: 'StreamAlert',
        metric: custom.metric_name,
        statistic: custom.statistic,
        comparison: custom.comparison_operator,
        threshold: custom.threshold,
        periods: custom.evaluation_periods,
        period: custom.period,
        missing: 'missing',
      }),
    ]),
  );
}

/** Names may differ in what a logical id has no room for: the first has the id, others are told apart by a digest. */
function alarmId(name: string, taken: Set<string>): string {
  const id = `${logicalId(name)}CustomAlarm`;
  if (taken.has(id)) return `${id}${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  taken.add(id);
  return id;
}

/** Tells that messages wait for somebody to look at them. */
export function deadLetterAlarm(context: BuildContext, queue: string): Resource {
  return alarm(context, {
    name: `${queue}_not_empty`,
    description: `Messages that could not be processed wait in ${queue} for somebody to look at them.`,
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: queue },
    statistic: 'Maximum',
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    periods: 1,
    period: 300,
  });
}

/** Messages older than this are a sign that the function behind the queue does not keep up. */
const tooOldSeconds = 900;

/** Tells that a queue is not worked off. */
export function queueAgeAlarm(context: BuildContext, queue: string): Resource {
  return alarm(context, {
    name: `${queue}_age`,
    description: `The oldest message of ${queue} waits for more than ${tooOldSeconds / 60} minutes.`,
    namespace: 'AWS/SQS',
    metric: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: queue },
    statistic: 'Maximum',
    comparison: 'GreaterThanThreshold',
    threshold: tooOldSeconds,
    periods: 2,
    period: 300,
  });
}
