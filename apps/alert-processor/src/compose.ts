import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createDynamoAlertStore } from '@streamalert/aws/dynamodb';
import { createFirehoseRecordStream } from '@streamalert/aws/firehose';
import { createParameterSecretStore } from '@streamalert/aws/parameter-store';
import { createS3BlobStore } from '@streamalert/aws/s3';
import { createPowertoolsLogger, createPowertoolsMetrics } from '@streamalert/aws/telemetry';
import { type AlertStore, type Clock, createSystemClock, type Logger, type Metrics } from '@streamalert/core';
import { createHttpClient } from '@streamalert/core/http';
import { deploymentNames } from '@streamalert/core/naming';
import { createRowSpill } from '@streamalert/core/wire';
import {
  type AlertProcessor,
  builtInPublishers,
  createAlertProcessor,
  historyOutputService,
  type Output,
  type OutputResources,
} from '@streamalert/outputs';
import type { Publisher } from '@streamalert/rules-sdk';
import type { AlertProcessorFunctionConfig } from './function-config.ts';
import { historyBatch } from './history-batch.ts';
import type { Settings } from './settings.ts';

/** What an invocation works with, made once for each environment of the function. */
export interface Parts {
  readonly alerts: Pick<AlertStore, 'claim' | 'settle'>;
  readonly processor: AlertProcessor;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Makes an output, as `@streamalert/outputs/<service>` exports it. */
export type OutputFactory = (resources: OutputResources) => Output;

/** The function on AWS. */
export function compose(
  config: AlertProcessorFunctionConfig,
  { outputs, publishers }: { readonly outputs: readonly OutputFactory[]; readonly publishers: readonly Publisher[] },
  settings: Settings,
): Parts {
  const clock = createSystemClock();
  const logger = createPowertoolsLogger({ service: 'alert-processor', level: settings.logLevel });
  const metrics = createPowertoolsMetrics();
  const blobs = createS3BlobStore({ client: new S3Client(), bucket: settings.workingBucket });
  const history = createFirehoseRecordStream({ client: new FirehoseClient(), streamOf: () => config.alertStream });
  const resources: OutputResources = {
    http: createHttpClient(),
    baseDir: '/tmp',
    aws: { region: settings.region, ...(settings.endpoint !== undefined && { endpoint: settings.endpoint }) },
    logger,
    write: (text) => logger.info('alert', { text }),
    color: false,
  };
  const made = outputs.map((create) => create(resources));
  const streams = made.find(({ service }) => service === 'aws-firehose');
  return {
    alerts: createDynamoAlertStore({
      client: new DynamoDBClient(),
      tables: deploymentNames(settings.prefix).tables,
      spill: createRowSpill({ blobs, baseUrl: `s3://${settings.workingBucket}/` }),
      clock,
    }),
    processor: createAlertProcessor({
      outputs: [
        ...made.filter(({ service }) => service !== 'aws-firehose'),
        historyOutputService({
          write: (alert) => history.put([historyBatch(alert)]),
          ...(streams !== undefined && { streams }),
        }),
      ],
      descriptors: config.outputs,
      secrets: createParameterSecretStore({ client: new SSMClient(), prefix: settings.prefix }),
      publishers: new Map([
        ...builtInPublishers,
        ...publishers.map((publisher) => [publisher.name, publisher] as const),
      ]),
      clock,
      logger,
      metrics,
    }),
    clock,
    logger,
    metrics,
  };
}
