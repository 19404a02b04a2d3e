/** What a deployment is built from: the files as they are, validated, with every default filled in. Keys are those of the files. */
export interface Deployment {
  readonly account: Account;
  readonly infrastructure: Infrastructure;
  readonly functions: Functions;
  /** By name, in order of the files. */
  readonly clusters: ReadonlyMap<string, ClusterDeployment>;
  readonly scheduledQueries: { readonly enabled: boolean };
}

/** `account` of `global.json`. */
export interface Account {
  readonly prefix: string;
  readonly region: string;
  readonly aws_account_id: string;
  readonly kms_key_alias?: string;
}

/** `infrastructure` of `global.json`. */
export interface Infrastructure {
  readonly alerts_firehose: StreamBuffers & {
    readonly bucket_name?: string;
    readonly cloudwatch_log_retention: number;
    readonly retention_days?: number;
  };
  readonly artifact_extractor: {
    readonly enabled: boolean;
    readonly firehose_buffer_size: number;
    readonly firehose_buffer_interval: number;
    readonly table_name: string;
  };
  readonly classifier_sqs: { readonly use_prefix: boolean };
  readonly firehose: StreamBuffers & {
    readonly enabled: boolean;
    readonly use_prefix: boolean;
    readonly bucket_name?: string;
    readonly retention_days?: number;
    /** By log type or log source. */
    readonly enabled_logs: Readonly<Record<string, EnabledLog>>;
  };
  readonly monitoring: { readonly sns_topic_name?: string };
  readonly rule_staging: { readonly enabled: boolean; readonly cache_refresh_minutes: number };
  readonly s3_access_logging: { readonly bucket_name?: string };
  readonly tags: Readonly<Record<string, string>>;
}

/** How Data Firehose gathers records: up to so many MB, or seconds. */
export interface StreamBuffers {
  readonly buffer_size: number;
  readonly buffer_interval: number;
}

/** Options of one log type that is kept. */
export interface EnabledLog {
  readonly enable_alarm: boolean;
  readonly log_min_count_threshold: number;
  readonly evaluation_periods: number;
  readonly period_seconds: number;
  readonly alarm_actions?: string | readonly string[];
}

/** What every function can be told. */
export interface FunctionSettings {
  /** MB. */
  readonly memory: number;
  /** Seconds. */
  readonly timeout: number;
  /** -1: no concurrency is reserved. */
  readonly concurrency_limit: number;
  readonly log_level: string;
  readonly log_retention_days: number;
  readonly enable_custom_metrics: boolean;
  readonly metric_alarms: { readonly errors: MetricAlarm; readonly throttles: MetricAlarm };
  readonly custom_metric_alarms: Readonly<Record<string, CustomMetricAlarm>>;
  readonly vpc_config: { readonly security_group_ids: readonly string[]; readonly subnet_ids: readonly string[] };
}

/** An alarm on errors or throttles of a function. */
export interface MetricAlarm {
  readonly enabled: boolean;
  readonly threshold: number;
  readonly evaluation_periods: number;
  readonly period_secs: number;
}

/** An alarm on a metric of the namespace `StreamAlert`. */
export interface CustomMetricAlarm {
  readonly alarm_description: string;
  readonly metric_name: string;
  readonly comparison_operator: string;
  readonly evaluation_periods: number;
  /** Seconds. */
  readonly period: number;
  readonly threshold: number;
  readonly statistic: string;
}

/** A function of `lambda.json`; disabled ones are not deployed. */
export type OptionalFunction = FunctionSettings & { readonly enabled: boolean };

/** `lambda.json`. Functions that the file does not name have their defaults. */
export interface Functions {
  readonly classifiers: { readonly custom_metric_alarms: Readonly<Record<string, CustomMetricAlarm>> };
  readonly rulesEngine: OptionalFunction & {
    readonly log_rule_statistics: boolean;
    readonly sqs_record_batch_size: number;
    readonly sqs_batching_window_secs: number;
  };
  readonly alertMerger: OptionalFunction & { readonly schedule_expression: string };
  readonly alertProcessor: OptionalFunction;
  readonly history: {
    readonly database_name?: string;
    readonly results_bucket?: string;
    readonly file_format: 'parquet' | 'json';
  };
  readonly rulePromotion: OptionalFunction & {
    readonly schedule_expression: string;
    readonly send_digest_schedule_expression: string;
    readonly digest_sns_topic?: string;
  };
  /** Absent: asked for neither in `lambda.json`, nor by a feed of an enabled `threat_intel.json`. */
  readonly threatIntelDownloader?: OptionalFunction & {
    readonly schedule_expression: string;
    readonly ioc_filters: readonly string[];
    readonly ioc_types: readonly string[];
    readonly excluded_sub_types: readonly string[];
  };
  readonly artifacts: { readonly firehose_stream_name?: string };
}

/** One cluster: its classifier and its modules. Modules that the file does not name are absent. */
export interface ClusterDeployment {
  readonly name: string;
  readonly classifier: FunctionSettings & { readonly inputs: { readonly 'aws-sns': readonly string[] } };
  readonly modules: Modules;
}

/** `modules` of a cluster. */
export interface Modules {
  readonly kinesis?: { readonly streams: KinesisStream };
  readonly kinesis_events?: {
    readonly enabled: boolean;
    readonly batch_size: number;
    readonly batching_window_secs: number;
    readonly parallelization_factor: number;
    readonly maximum_retry_attempts: number;
    readonly maximum_record_age_secs: number;
  };
  readonly cloudwatch_monitoring?: {
    readonly enabled: boolean;
    readonly lambda_alarms_enabled: boolean;
    readonly kinesis_alarms_enabled: boolean;
    readonly settings: Readonly<Record<string, number>>;
  };
  readonly cloudtrail?: CloudTrailModule;
  readonly cloudwatch_events?: {
    readonly enabled: boolean;
    /** `null` or empty: everything. Absent: events of this account. */
    readonly event_pattern?: Readonly<Record<string, unknown>> | null;
    readonly cross_account: {
      readonly accounts: Readonly<Record<string, readonly string[]>>;
      readonly organizations: Readonly<Record<string, readonly string[]>>;
    };
  };
  readonly cloudwatch_logs_destination?: {
    readonly enabled: boolean;
    readonly regions: readonly string[];
    readonly cross_account_ids: readonly string[];
  };
  readonly flow_logs?: {
    readonly enabled: boolean;
    readonly vpcs: readonly string[];
    readonly subnets: readonly string[];
    readonly enis: readonly string[];
    readonly log_retention: number;
    readonly flow_log_filter: string;
    readonly log_group_name?: string;
  };
  /** By bucket. */
  readonly s3_events?: Readonly<Record<string, BucketEvents>>;
  /** By function. */
  readonly streamalert_apps?: Readonly<Record<string, { readonly app_name: string; readonly type: string }>>;
}

/** `modules.kinesis.streams`. */
export interface KinesisStream {
  readonly capacity_mode: 'provisioned' | 'on-demand';
  readonly shards: number;
  /** Hours. */
  readonly retention: number;
  readonly stream_name?: string;
  readonly shard_level_metrics: readonly string[];
  readonly create_user: boolean;
  readonly trusted_accounts: readonly string[];
  readonly terraform_outputs: readonly string[];
}

/** `modules.cloudtrail`. */
export interface CloudTrailModule {
  readonly enabled: boolean;
  readonly enable_logging: boolean;
  readonly is_global_trail: boolean;
  readonly send_to_cloudwatch: boolean;
  readonly cloudwatch_destination_arn?: string;
  readonly exclude_home_region_events: boolean;
  readonly retention_in_days: number;
  readonly send_to_sns: boolean;
  readonly allow_cross_account_sns: boolean;
  readonly s3_settings: {
    readonly bucket_name?: string;
    readonly cross_account_ids: readonly string[];
    readonly enable_events: boolean;
    readonly ignore_digest: boolean;
    readonly event_selector_type: '' | 'ReadOnly' | 'WriteOnly' | 'All';
  };
}

/** Which new objects of a bucket are classified. */
export interface BucketEvents {
  /** Empty: all. */
  readonly filters: readonly { readonly filter_prefix: string; readonly filter_suffix: string }[];
  readonly kms_key_arn?: string;
}
