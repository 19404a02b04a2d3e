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

/**
 * Parameter or secret of a threat-intelligence feed's credentials: `threat_intel/acme-taxii`. That of the commercial feed
 * of 3.5 keeps its name.
 */
export const feedSecretName = ({ name, type }: { readonly name: string; readonly type: string }): string =>
  type === 'threatstream' ? 'threat_intel_downloader_api_creds' : `threat_intel/${name}`;

/**
 * Where one hour of a table's Parquet files lies, relative to the root of the history: a bucket, or a directory.
 *
 * @param hour `YYYY-MM-DD-HH` of arrival, UTC.
 * @returns e.g. `parquet/cloudtrail_events/dt=2023-07-10-11`, without a slash at the end.
 */
export const historyPartition = (table: string, hour: string): string => `parquet/${table}/dt=${hour}`;
