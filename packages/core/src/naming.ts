import { createHash } from 'node:crypto';

export { customMetricName, customMetrics } from './custom-metrics.ts';

/** Every character that is not a letter, digit or underscore of any script becomes `_`. */
export function sanitizeName(name: string): string {
  return name.replace(/[^\p{L}\p{N}\p{Mn}\p{Mc}_]/gu, '_');
}

/** Table of a log type in history and Athena: `cloudtrail:events` → `cloudtrail_events`. */
export function tableName(logType: string): string {
  return sanitizeName(logType).toLowerCase();
}

const maxStreamName = 64;
const baseLength = 56;

/**
 * Data Firehose stream of a log type, at most 64 characters: `acme_streamalert_osquery_differential`.
 *
 * @param prefix `account.prefix`, absent when `firehose.use_prefix` is false.
 */
export function streamName(logType: string, prefix?: string): string {
  const name = sanitizeName(`${prefix === undefined ? '' : `${prefix}_`}streamalert_${logType}`);
  if (name.length <= maxStreamName) return name;
  const digest = createHash('md5').update(name).digest('hex');
  return (endInUnderscore(name.slice(0, baseLength)) + digest).slice(0, maxStreamName);
}

function endInUnderscore(base: string): string {
  if (base.endsWith('_')) return base;
  return base.at(-2) === '_' ? `${base.slice(0, -2)}_` : `${base.slice(0, -1)}_`;
}

/** The alerts table of a deployment. */
export const alertsTableName = (prefix: string): string => `${prefix}_streamalert_alerts`;

/** Data Firehose stream that fills the alert history, `aws-firehose:alerts`. */
export const alertStreamName = (prefix: string): string => `${prefix}_streamalert_alert_delivery`;

/**
 * Systems Manager parameter of one output's credentials, `/acme/streamalert/outputs/slack/soc`, a `SecureString`; its value
 * is a JSON object of texts.
 */
export const outputParameterName = (prefix: string, service: string, descriptor: string): string =>
  `/${prefix}/streamalert/${outputSecretName(service, descriptor)}`;

/** The key that secrets are encrypted with unless `account.kms_key_alias` names another: `alias/acme_streamalert_secrets`. */
export const secretsKeyAlias = (prefix: string, alias?: string): string =>
  `alias/${(alias ?? `${prefix}_streamalert_secrets`).replace(/^alias\//, '')}`;

/** Parameter or secret of one output's credentials: `outputs/slack/soc-triage`. */
export const outputSecretName = (service: string, descriptor: string): string => `outputs/${service}/${descriptor}`;

/** Parameter of the commercial feed's credentials in 3.5, where it stood without the prefix of its deployment. */
export const legacyFeedParameter = 'threat_intel_downloader_api_creds';

/**
 * Parameter or secret of a threat-intelligence feed's credentials: `threat_intel/acme-taxii`. That of the commercial feed
 * of 3.5 keeps its name.
 */
export const feedSecretName = ({ name, type }: { readonly name: string; readonly type: string }): string =>
  type === 'threatstream' ? legacyFeedParameter : `threat_intel/${name}`;

/**
 * Where one hour of a table's Parquet files lies, relative to the root of the history: a bucket, or a directory.
 *
 * @param hour `YYYY-MM-DD-HH` of arrival, UTC.
 * @returns e.g. `parquet/cloudtrail_events/dt=2023-07-10-11`, without a slash at the end.
 */
export const historyPartition = (table: string, hour: string): string => `parquet/${table}/dt=${hour}`;

/** Where things of a deployment are found on AWS; what may be overridden in `conf/` are the defaults. */
export interface DeploymentNames {
  readonly tables: {
    readonly alerts: string;
    readonly receipts: string;
    readonly rules: string;
    readonly indicators: string;
    readonly state: string;
  };
  readonly buckets: {
    readonly alerts: string;
    readonly data: string;
    readonly queryResults: string;
    readonly accessLogs: string;
    /** Rejected records, records that were spilled, and bodies too large for a queue: what StreamAlert itself reads back. */
    readonly working: string;
    /** Bundles of functions, by their content. */
    readonly artifacts: string;
  };
  readonly queues: { readonly dispatch: string };
  readonly topics: { readonly monitoring: string; readonly ruleDigest: string };
  /** Aliases of KMS keys, without `alias/`. */
  readonly keys: {
    readonly storage: string;
    readonly secrets: string;
    readonly queues: string;
    readonly topics: string;
  };
  readonly streams: { readonly alerts: string; readonly artifacts: string };
  /** Glue database. */
  readonly database: string;
  readonly workgroup: string;
  /** Functions that all clusters share. */
  readonly functions: {
    readonly rulesEngine: string;
    readonly alertMerger: string;
    readonly alertProcessor: string;
    readonly rulePromotion: string;
    readonly threatIntelDownloader: string;
  };
  /** Start of parameters in the Parameter Store, `/acme/streamalert`. */
  readonly parameters: string;
}

/** Names of everything a deployment has once. Those that 3.5 had are its names. */
export function deploymentNames(prefix: string): DeploymentNames {
  const of = (name: string): string => `${prefix}_streamalert_${name}`;
  return {
    tables: {
      alerts: alertsTableName(prefix),
      receipts: of('alert_receipts'),
      rules: of('rules'),
      indicators: of('threat_intel_downloader'),
      state: of('state'),
    },
    buckets: {
      alerts: `${prefix}-streamalerts`,
      data: `${prefix}-streamalert-data`,
      queryResults: `${prefix}-streamalert-athena-results`,
      accessLogs: `${prefix}-streamalert-s3-logging`,
      working: `${prefix}-streamalert-working`,
      artifacts: `${prefix}-streamalert-artifacts`,
    },
    queues: { dispatch: of('alert_dispatch') },
    topics: { monitoring: of('monitoring'), ruleDigest: of('rule_staging_stats') },
    keys: {
      storage: `${prefix}_server-side-encryption`,
      secrets: of('secrets'),
      queues: of('classifier_sqs_sse'),
      topics: of('sns_sse'),
    },
    streams: { alerts: of('alert_delivery'), artifacts: of('artifacts') },
    database: `${prefix}_streamalert`,
    workgroup: `${prefix}_streamalert`,
    functions: {
      rulesEngine: of('rules_engine'),
      alertMerger: of('alert_merger'),
      alertProcessor: of('alert_processor'),
      rulePromotion: of('rule_promotion'),
      threatIntelDownloader: of('threat_intel_downloader'),
    },
    parameters: `/${prefix}/streamalert`,
  };
}

/** The queue of classified records. @param usesPrefix `classifier_sqs.use_prefix`. */
export const classifiedQueueName = (prefix: string, usesPrefix: boolean): string =>
  usesPrefix ? `${prefix}_streamalert_classified_logs` : 'streamalert_classified_logs';

/** The dead-letter queue of a queue. */
export const deadLetterQueueName = (queue: string): string => `${queue}_dead_letters`;

/** Where things of one cluster are found on AWS. */
export interface ClusterNames {
  /** The classifier. */
  readonly function: string;
  /** The queue that announces objects of S3 buckets. */
  readonly objectQueue: string;
  readonly stream: string;
  /** Alias of the key of the stream, without `alias/`. */
  readonly streamKey: string;
  readonly trailBucket: string;
  readonly flowLogGroup: string;
  readonly logDestination: string;
}

/** Names of what each cluster has. Those that 3.5 had are its names. */
export function clusterNames(prefix: string, cluster: string): ClusterNames {
  return {
    function: `${prefix}_${cluster}_streamalert_classifier`,
    objectQueue: `${prefix}_${cluster}_streamalert_objects`,
    stream: `${prefix}_${cluster}_streamalert`,
    streamKey: `${prefix}_${cluster}_streamalert_kinesis_sse`,
    trailBucket: `${prefix}-${cluster}-streamalert-cloudtrail`,
    flowLogGroup: `${prefix}_${cluster}_streamalert_flow_logs`,
    logDestination: `${prefix}_${cluster}_streamalert_log_destination`,
  };
}
