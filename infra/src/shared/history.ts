import type { StreamBuffers } from '@streamalert/config';
import type { TableDefinition } from '@streamalert/core';
import { streamName, tableName } from '@streamalert/core/naming';
import { retainedLogOptions } from '@streamalert/core/wire';
import { tableDefinitions } from '@streamalert/history';
import { alarm } from '../alarms.ts';
import type { BuildContext } from '../build-context.ts';
import { allow, ofThisAccount, policyDocument, trust } from '../policy.ts';
import { tagList } from '../tags.ts';
import { arn, bucketArn, getAtt, logicalId, type Resources, ref, type Value } from '../template.ts';

/** One table that is kept, and the stream that its records come by. */
interface KeptTable {
  readonly table: TableDefinition;
  readonly stream: string;
  readonly bucket: string;
  readonly buffers: StreamBuffers;
  readonly logRetention: number;
  /** The artifacts are Parquet whatever the others are. */
  readonly format: 'parquet' | 'json';
}

/** Delivery streams, their tables in Glue, and the workgroup that asks them. */
export function sharedHistory(context: BuildContext): Resources {
  const kept = keptTables(context);
  return {
    HistoryDatabase: {
      Type: 'AWS::Glue::Database',
      Properties: {
        CatalogId: ref('AWS::AccountId'),
        DatabaseInput: { Name: context.names.database, Description: 'Alerts and records of StreamAlert' },
      },
    },
    HistoryWorkgroup: {
      Type: 'AWS::Athena::WorkGroup',
      Properties: {
        Name: context.names.workgroup,
        WorkGroupConfiguration: {
          EnforceWorkGroupConfiguration: true,
          PublishCloudWatchMetricsEnabled: true,
          ResultConfiguration: {
            OutputLocation: `s3://${context.names.buckets.queryResults}/`,
            EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: getAtt('StorageKey', 'Arn') },
          },
        },
        Tags: tagList(context),
      },
    },
    ...deliveryRole(context, kept),
    ...Object.assign({}, ...kept.map((table) => keptResources(context, table))),
    ...volumeAlarms(context),
  };
}

/** @see spec of the artifacts table: five texts. */
const artifactColumns = ['function', 'source_type', 'streamalert_record_id', 'type', 'value'];

function keptTables(context: BuildContext): KeptTable[] {
  const { names, deployment, config } = context;
  const { infrastructure, functions } = deployment;
  const { alerts_firehose: alerts, firehose, artifact_extractor: artifacts } = infrastructure;
  const format = functions.history.file_format;
  const all = new Map(tableDefinitions(config).map((table) => [table.name, table]));
  const tables: KeptTable[] = [
    {
      table: all.get('alerts') as TableDefinition,
      stream: names.streams.alerts,
      bucket: names.buckets.alerts,
      buffers: alerts,
      logRetention: alerts.cloudwatch_log_retention,
      format,
    },
  ];
  for (const logType of keptLogTypes(context)) {
    const table = all.get(tableName(logType));
    if (table === undefined) continue;
    tables.push({
      table,
      stream: streamName(logType, firehose.use_prefix ? context.prefix : undefined),
      bucket: names.buckets.data,
      buffers: firehose,
      logRetention: alerts.cloudwatch_log_retention,
      format,
    });
  }
  if (artifacts.enabled) {
    tables.push({
      table: {
        name: artifacts.table_name,
        columns: artifactColumns.map((name) => ({ name, type: 'string', path: [name] })),
      },
      stream: names.streams.artifacts,
      bucket: names.buckets.data,
      buffers: { buffer_size: artifacts.firehose_buffer_size, buffer_interval: artifacts.firehose_buffer_interval },
      logRetention: alerts.cloudwatch_log_retention,
      format: 'parquet',
    });
  }
  return tables;
}

/** Log types that `enabled_logs` names, by themselves or by their source, in the order of the configuration. */
export function keptLogTypes({ config, deployment }: BuildContext): string[] {
  const { enabled, enabled_logs: wanted } = deployment.infrastructure.firehose;
  if (!enabled) return [];
  return config.logTypes.map(({ name }) => name).filter((name) => retainedLogOptions(name, wanted) !== undefined);
}

/** Role of all delivery streams: each bucket and table by name. */
function deliveryRole(context: BuildContext, kept: readonly KeptTable[]): Resources {
  const buckets = [...new Set(kept.map(({ bucket }) => bucket))];
  const { database } = context.names;
  return {
    DeliveryRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: `${context.prefix}_streamalert_firehose_delivery`,
        Path: '/streamalert/',
        AssumeRolePolicyDocument: trust('firehose.amazonaws.com', ofThisAccount),
        Policies: [
          {
            PolicyName: 'Delivery',
            PolicyDocument: policyDocument([
              allow(
                'WriteObjects',
                ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
                buckets.map((bucket) => bucketArn(bucket, '*')),
              ),
              allow(
                'ListBuckets',
                ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
                buckets.map((bucket) => bucketArn(bucket)),
              ),
              allow('Encrypt', ['kms:Decrypt', 'kms:GenerateDataKey'], getAtt('StorageKey', 'Arn')),
              allow(
                'ReadTables',
                ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
                [arn('glue', 'catalog'), arn('glue', `database/${database}`), arn('glue', `table/${database}/*`)],
              ),
              allow(
                'LogFailures',
                ['logs:PutLogEvents'],
                kept.map(({ stream }) => arn('logs', `log-group:/aws/kinesisfirehose/${stream}:log-stream:*`)),
              ),
            ]),
          },
        ],
        Tags: tagList(context),
      },
    },
  };
}

function keptResources(context: BuildContext, kept: KeptTable): Resources {
  const { stream } = kept;
  const id = logicalId(kept.table.name, 'Kept');
  const logGroup = `/aws/kinesisfirehose/${stream}`;
  return {
    [`${id}Table`]: glueTable(context, kept),
    [`${id}Log`]: {
      Type: 'AWS::Logs::LogGroup',
      Metadata: {
        checkov: { skip: [{ id: 'CKV_AWS_158', comment: 'Firehose writes why a delivery failed, never a record.' }] },
      },
      Properties: { LogGroupName: logGroup, RetentionInDays: kept.logRetention, Tags: tagList(context) },
    },
    [`${id}LogStream`]: {
      Type: 'AWS::Logs::LogStream',
      Properties: { LogGroupName: ref(`${id}Log`), LogStreamName: 'S3Delivery' },
    },
    [`${id}Stream`]: {
      Type: 'AWS::KinesisFirehose::DeliveryStream',
      DependsOn: [`${id}Table`, `${id}LogStream`],
      Properties: {
        DeliveryStreamName: stream,
        DeliveryStreamType: 'DirectPut',
        DeliveryStreamEncryptionConfigurationInput: {
          KeyType: 'CUSTOMER_MANAGED_CMK',
          KeyARN: getAtt('StorageKey', 'Arn'),
        },
        ExtendedS3DestinationConfiguration: destination(context, kept, logGroup),
        Tags: tagList(context),
      },
    },
    [`${id}FreshnessAlarm`]: alarm(context, {
      name: `${stream}_freshness`,
      description: `Records of ${stream} do not reach their bucket.`,
      namespace: 'AWS/Firehose',
      metric: 'DeliveryToS3.DataFreshness',
      dimensions: { DeliveryStreamName: stream },
      statistic: 'Maximum',
      comparison: 'GreaterThanThreshold',
      threshold: Math.max(3 * kept.buffers.buffer_interval, 1800),
      periods: 2,
      period: 300,
    }),
  };
}

/** Where the objects of a table are, below its bucket. */
const locationOf = ({ table, format }: KeptTable): string =>
  format === 'parquet' ? `parquet/${table.name}` : table.name;

/** Data Firehose turns JSON lines into Parquet as the table says, or keeps them. */
function destination({ names }: BuildContext, kept: KeptTable, logGroup: string): Value {
  const { buffers, bucket, format, table } = kept;
  const location = locationOf(kept);
  return {
    BucketARN: bucketArn(bucket),
    RoleARN: getAtt('DeliveryRole', 'Arn'),
    Prefix: `${location}/dt=!{timestamp:yyyy-MM-dd-HH}/`,
    ErrorOutputPrefix: `${location}-errors/!{firehose:error-output-type}/`,
    BufferingHints: { SizeInMBs: buffers.buffer_size, IntervalInSeconds: buffers.buffer_interval },
    CompressionFormat: format === 'parquet' ? 'UNCOMPRESSED' : 'GZIP',
    EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: getAtt('StorageKey', 'Arn') } },
    CloudWatchLoggingOptions: { Enabled: true, LogGroupName: logGroup, LogStreamName: 'S3Delivery' },
    ...(format === 'parquet' && {
      DataFormatConversionConfiguration: {
        Enabled: true,
        InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
        OutputFormatConfiguration: { Serializer: { ParquetSerDe: {} } },
        SchemaConfiguration: {
          CatalogId: ref('AWS::AccountId'),
          DatabaseName: names.database,
          TableName: table.name,
          Region: ref('AWS::Region'),
          RoleARN: getAtt('DeliveryRole', 'Arn'),
          VersionId: 'LATEST',
        },
      },
    }),
  };
}

const parquet = {
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: {
    SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    Parameters: { 'serialization.format': '1' },
  },
};

const json = {
  InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  SerdeInfo: {
    SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
    Parameters: { 'ignore.malformed.json': 'true' },
  },
};

/**
 * The table knows its partitions, so that nothing has to announce them.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
 */
function glueTable({ names }: BuildContext, kept: KeptTable): Resources[string] {
  const location = `s3://${kept.bucket}/${locationOf(kept)}`;
  return {
    Type: 'AWS::Glue::Table',
    DependsOn: ['HistoryDatabase'],
    Properties: {
      CatalogId: ref('AWS::AccountId'),
      DatabaseName: names.database,
      TableInput: {
        Name: kept.table.name,
        TableType: 'EXTERNAL_TABLE',
        PartitionKeys: [{ Name: 'dt', Type: 'string' }],
        Parameters: {
          EXTERNAL: 'TRUE',
          classification: kept.format,
          'projection.enabled': 'true',
          'projection.dt.type': 'date',
          'projection.dt.format': 'yyyy-MM-dd-HH',
          'projection.dt.range': '2015-01-01-00,NOW',
          'projection.dt.interval': '1',
          'projection.dt.interval.unit': 'HOURS',
          // Braces with a dollar would be a parameter of the template.
          'storage.location.template': `${location}/dt=\${dt}`,
        },
        StorageDescriptor: {
          Location: location,
          Columns: columnsOf(kept.table),
          ...(kept.format === 'parquet' ? parquet : json),
        },
      },
    },
  };
}

/** What the records themselves hold; what the queue says about them does not reach a delivery stream. */
function columnsOf({ name, columns }: TableDefinition): Value {
  const own = columns.filter(({ path }) => name === 'alerts' || path[0] === 'record' || path.length === 1);
  return own
    .filter(({ path }) => name === 'alerts' || !['id', 'cluster', 'service', 'resource'].includes(path[0] ?? ''))
    .map((column) => ({ Name: column.name, Type: column.type }));
}

/**
 * Alarms when fewer records come than `enabled_logs` says; none at all is fewer, too. Classifiers count them, as a record of a delivery
 * stream holds many.
 */
function volumeAlarms(context: BuildContext): Resources {
  const { enabled_logs: wanted, use_prefix: usesPrefix } = context.deployment.infrastructure.firehose;
  const alarms = keptLogTypes(context).flatMap((logType) => {
    const options = retainedLogOptions(logType, wanted);
    if (options?.enable_alarm !== true) return [];
    const stream = streamName(logType, usesPrefix ? context.prefix : undefined);
    const { alarm_actions: actions } = options;
    return [
      [
        logicalId(tableName(logType), 'VolumeAlarm'),
        alarm(context, {
          name: `${stream}_record_count`,
          description: `Fewer than ${options.log_min_count_threshold} records of ${logType}.`,
          namespace: 'StreamAlert',
          metric: 'kept',
          dimensions: { stage: 'history', table: tableName(logType) },
          statistic: 'Sum',
          comparison: 'LessThanThreshold',
          threshold: options.log_min_count_threshold,
          periods: options.evaluation_periods,
          period: options.period_seconds,
          missing: 'breaching',
          ...(actions !== undefined && { actions: [actions].flat() }),
        }),
      ] as const,
    ];
  });
  return Object.fromEntries(alarms);
}
