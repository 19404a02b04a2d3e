import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createDynamoAlertStore } from '@streamalert/aws/dynamodb';
import { createS3BlobStore } from '@streamalert/aws/s3';
import { createSqsDispatcher } from '@streamalert/aws/sqs';
import { createPowertoolsLogger, createPowertoolsMetrics } from '@streamalert/aws/telemetry';
import {
  type AlertStore,
  type Clock,
  createSystemClock,
  type Dispatcher,
  type Logger,
  type Metrics,
} from '@streamalert/core';
import { deploymentNames } from '@streamalert/core/naming';
import { createRowSpill } from '@streamalert/core/wire';
import type { Settings } from './settings.ts';

/** What an invocation works with, made once for each environment of the function. */
export interface Parts {
  readonly alerts: Pick<AlertStore, 'due' | 'mergeGroup' | 'replace'>;
  readonly dispatcher: Pick<Dispatcher, 'dispatch'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly customMetrics: boolean;
}

/** The function on AWS. */
export function compose(settings: Settings): Parts {
  const clock = createSystemClock();
  const blobs = createS3BlobStore({ client: new S3Client(), bucket: settings.workingBucket });
  return {
    alerts: createDynamoAlertStore({
      client: new DynamoDBClient(),
      tables: deploymentNames(settings.prefix).tables,
      spill: createRowSpill({ blobs, baseUrl: `s3://${settings.workingBucket}/` }),
      clock,
    }),
    dispatcher: createSqsDispatcher({
      client: new SQSClient({ useQueueUrlAsEndpoint: false }),
      queueUrl: settings.dispatchQueueUrl,
    }),
    clock,
    logger: createPowertoolsLogger({ service: 'alert-merger', level: settings.logLevel }),
    metrics: createPowertoolsMetrics(),
    customMetrics: settings.customMetrics,
  };
}
