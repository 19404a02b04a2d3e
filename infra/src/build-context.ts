import type { Account, Config, Deployment } from '@streamalert/config';
import { classifiedQueueName, type DeploymentNames, deploymentNames } from '@streamalert/core/naming';
import type { Parameter, Value } from './template.ts';
import { ref } from './template.ts';

/** What every builder looks at. */
export interface BuildContext {
  readonly config: Config;
  readonly deployment: Deployment;
  readonly account: Account;
  readonly prefix: string;
  /** With what `conf/` overrides. */
  readonly names: DeploymentNames & { readonly queues: { readonly classified: string } };
  /** Folder of the bundle of a function, relative to its template. */
  readonly codeOf: (bundle: string) => string;
}

/** @throws Error when the configuration was loaded without `deployment`. */
export function createContext(config: Config, codeOf: (bundle: string) => string): BuildContext {
  const { deployment } = config;
  if (deployment === undefined) throw new Error('load the configuration with { deployment: true }');
  const { account, infrastructure, functions } = deployment;
  const { prefix } = account;
  const names = deploymentNames(prefix);
  return {
    config,
    deployment,
    account,
    prefix,
    codeOf,
    names: {
      ...names,
      tables: { ...names.tables, indicators: config.threatIntel?.tableName ?? names.tables.indicators },
      buckets: {
        ...names.buckets,
        alerts: infrastructure.alerts_firehose.bucket_name ?? names.buckets.alerts,
        data: infrastructure.firehose.bucket_name ?? names.buckets.data,
        queryResults: functions.history.results_bucket ?? names.buckets.queryResults,
        accessLogs: infrastructure.s3_access_logging.bucket_name ?? names.buckets.accessLogs,
      },
      queues: {
        ...names.queues,
        classified: classifiedQueueName(prefix, infrastructure.classifier_sqs.use_prefix),
      },
      topics: {
        monitoring: infrastructure.monitoring.sns_topic_name ?? names.topics.monitoring,
        ruleDigest: functions.rulePromotion.digest_sns_topic ?? names.topics.ruleDigest,
      },
      keys: { ...names.keys, secrets: (account.kms_key_alias ?? names.keys.secrets).replace(/^alias\//, '') },
      streams: { ...names.streams, artifacts: functions.artifacts.firehose_stream_name ?? names.streams.artifacts },
      database: functions.history.database_name ?? names.database,
    },
  };
}

/**
 * What other stacks learn from the shared one, through the Parameter Store: names that AWS makes up. Everything else has a
 * name that both sides know.
 */
export const sharedValues = {
  StorageKeyArn: 'storage-key-arn',
  SecretsKeyArn: 'secrets-key-arn',
  QueuesKeyArn: 'queues-key-arn',
  TopicsKeyArn: 'topics-key-arn',
  AlertsStreamArn: 'alerts-table-stream-arn',
} as const;

export type SharedValue = keyof typeof sharedValues;

/** Name of the parameter that holds a shared value. */
export const sharedParameterName = ({ names }: BuildContext, value: SharedValue): string =>
  `${names.parameters}/infrastructure/${sharedValues[value]}`;

/** Parameters of a stack that read shared values. */
export function sharedParameters(
  context: BuildContext,
  values: readonly SharedValue[],
): Readonly<Record<string, Parameter>> {
  return Object.fromEntries(
    values.map((value) => [
      value,
      { Type: 'AWS::SSM::Parameter::Value<String>', Default: sharedParameterName(context, value) },
    ]),
  );
}

/** A shared value inside a stack that has it as a parameter. */
export const shared = (value: SharedValue): Value => ref(value);
