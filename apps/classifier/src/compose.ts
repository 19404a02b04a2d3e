import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoCheckpointStore } from '@streamalert/aws/dynamodb';
import { createFirehoseRecordStream } from '@streamalert/aws/firehose';
import { createS3BlobStore, createS3Quarantine } from '@streamalert/aws/s3';
import { createSqsRecordQueue } from '@streamalert/aws/sqs';
import { createPowertoolsLogger, createPowertoolsMetrics } from '@streamalert/aws/telemetry';
import { type Classifier, createClassifier, type ObjectAddress } from '@streamalert/classifier';
import {
  type CheckpointStore,
  createSystemClock,
  type Json,
  type Logger,
  type Metrics,
  type Quarantine,
  type RecordQueue,
  type RecordStream,
  stringifyJson,
} from '@streamalert/core';
import { deploymentNames } from '@streamalert/core/naming';
import type { ClassifierFunctionConfig } from './function-config.ts';
import type { Settings } from './settings.ts';

/** What an invocation works with, made once for each environment of the function. */
export interface Parts {
  readonly cluster: string;
  readonly classifier: Classifier;
  readonly queue: RecordQueue;
  readonly quarantine: Quarantine;
  readonly checkpoints: CheckpointStore;
  /** History; absent: nothing is kept. */
  readonly history?: RecordStream;
  /** Tables of log types that history keeps. */
  readonly keptTables: ReadonlySet<string>;
  /** Those about which an alarm watches how many records they get. */
  readonly watchedTables: ReadonlySet<string>;
  /** What stands for the table of artifacts; absent: none are extracted. */
  readonly artifactTable?: string;
  readonly openObject: (object: ObjectAddress, from: number) => AsyncIterable<Uint8Array>;
  /** Puts an event that announces an object on the function's own queue, for another invocation. */
  readonly continueLater: (event: Json) => Promise<void>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly customMetrics: boolean;
}

/** The function on AWS. */
export function compose(config: ClassifierFunctionConfig, settings: Settings): Parts {
  const s3 = new S3Client();
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const clock = createSystemClock();
  const names = deploymentNames(settings.prefix);
  const cluster = config.cluster.name;
  const working = (part: string) =>
    createS3BlobStore({ client: s3, bucket: settings.workingBucket, prefix: `${part}/` });
  const { streams, artifactStream } = config;
  const streamOf = (table: string): string => (table === artifactTable ? artifactStream : streams[table]) ?? table;
  const keeps = Object.keys(streams).length > 0 || artifactStream !== undefined;
  return {
    cluster,
    classifier: createClassifier(config),
    queue: createSqsRecordQueue({
      client: sqs,
      queueUrl: settings.classifiedQueueUrl,
      overflow: createS3BlobStore({ client: s3, bucket: settings.workingBucket }),
    }),
    quarantine: createS3Quarantine({ blobs: working('quarantine'), clock }),
    checkpoints: createDynamoCheckpointStore({
      client: new DynamoDBClient(),
      table: names.tables.state,
      scope: `classifier/${cluster}`,
      clock,
    }),
    ...(keeps && { history: createFirehoseRecordStream({ client: new FirehoseClient(), streamOf }) }),
    keptTables: new Set(Object.keys(streams)),
    watchedTables: new Set(config.watchedTables),
    ...(artifactStream !== undefined && { artifactTable }),
    openObject: ({ bucket, key }, from) => createS3BlobStore({ client: s3, bucket }).stream(key, from),
    continueLater: async (event) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: settings.objectQueueUrl, MessageBody: stringifyJson(event) }));
    },
    logger: createPowertoolsLogger({ service: 'classifier', level: settings.logLevel, fields: { cluster } }),
    metrics: createPowertoolsMetrics(),
    customMetrics: settings.customMetrics,
  };
}

/** Stands for the stream of artifacts, as no log type has such a table: names of tables hold no dot. */
const artifactTable = 'artifacts.';
