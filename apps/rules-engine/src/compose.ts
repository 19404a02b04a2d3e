import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import {
  createDynamoAlertStore,
  createDynamoIndicatorStore,
  createDynamoLookupSource,
  createDynamoRuleStatusStore,
} from '@streamalert/aws/dynamodb';
import { createS3BlobStore, createS3LookupDocument } from '@streamalert/aws/s3';
import { createPowertoolsLogger, createPowertoolsMetrics } from '@streamalert/aws/telemetry';
import {
  type AlertStore,
  type BlobStore,
  type Clock,
  createSystemClock,
  type Logger,
  type Metrics,
} from '@streamalert/core';
import { deploymentNames } from '@streamalert/core/naming';
import { createRowSpill, storeTables } from '@streamalert/core/wire';
import {
  type BodiesEngine,
  createIsolatedEngine,
  createLookupTables,
  createStagedRules,
  type StagedRules,
} from '@streamalert/rules-engine';
import type { RulesEngineFunctionConfig } from './function-config.ts';
import type { Settings } from './settings.ts';

/** What an invocation works with, made once for each environment of the function. */
export interface Parts {
  readonly engine: BodiesEngine;
  readonly alerts: Pick<AlertStore, 'put'>;
  /** Absent: no rule is staged. */
  readonly staged?: StagedRules;
  /** Bodies too large for the queue. */
  readonly overflow: BlobStore;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly customMetrics: boolean;
  readonly ruleStatistics: boolean;
}

/** The function on AWS. @param modules Folders of rules in the bundle. */
export async function compose(
  config: RulesEngineFunctionConfig,
  modules: readonly string[],
  settings: Settings,
): Promise<Parts> {
  const client = new DynamoDBClient();
  const s3 = new S3Client();
  const clock = createSystemClock();
  const logger = createPowertoolsLogger({ service: 'rules-engine', level: settings.logLevel });
  const { tables } = deploymentNames(settings.prefix);
  const blobs = createS3BlobStore({ client: s3, bucket: settings.workingBucket });
  const { intel, staging } = config;
  const lookup = lookupsOf(config, { client, s3, clock, logger });
  const engine = await createIsolatedEngine({
    locations: modules,
    defaultOutputs: config.defaultOutputs,
    clock,
    logger,
    ...(intel !== undefined && {
      intel: {
        settings: intel.settings,
        store: createDynamoIndicatorStore({
          client,
          table: intel.table,
          networkIndex: storeTables.indicators.indexes[0].name,
        }),
      },
    }),
    ...(lookup !== undefined && { lookup }),
  });
  for (const issue of engine.issues) {
    logger.error('a rule was not loaded', { file: issue.file, reason: issue.message });
  }
  return {
    engine,
    alerts: createDynamoAlertStore({
      client,
      tables,
      spill: createRowSpill({ blobs, baseUrl: `s3://${settings.workingBucket}/` }),
      clock,
    }),
    ...(staging.enabled && {
      staged: createStagedRules({
        store: createDynamoRuleStatusStore({ client, table: tables.rules }),
        refreshMinutes: staging.cacheRefreshMinutes,
        clock,
        logger,
      }),
    }),
    overflow: blobs,
    logger,
    metrics: createPowertoolsMetrics(),
    customMetrics: settings.customMetrics,
    ruleStatistics: settings.ruleStatistics,
  };
}

interface Reach {
  readonly client: DynamoDBClient;
  readonly s3: S3Client;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Tables in S3 and DynamoDB; files are of one machine. */
function lookupsOf({ lookupTables: config }: RulesEngineFunctionConfig, { client, s3, clock, logger }: Reach) {
  if (config === undefined) return undefined;
  const tables = createLookupTables({
    config,
    backends: {
      document: (table) => (table.driver === 's3' ? createS3LookupDocument({ client: s3, ...table }) : undefined),
      rows: (table) => createDynamoLookupSource({ client, ...table }),
    },
    clock,
    logger,
  });
  return tables.get;
}
