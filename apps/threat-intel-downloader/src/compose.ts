import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createDynamoCheckpointStore, createDynamoIndicatorStore } from '@streamalert/aws/dynamodb';
import { createInvoker } from '@streamalert/aws/functions';
import { createParameterSecretStore, readSecretParameter } from '@streamalert/aws/parameter-store';
import { createPowertoolsLogger, createPowertoolsMetrics } from '@streamalert/aws/telemetry';
import { type Clock, createSystemClock, type Logger, type Metrics, type SecretStore } from '@streamalert/core';
import { createHttpClient } from '@streamalert/core/http';
import { deploymentNames, legacyFeedParameter } from '@streamalert/core/naming';
import type { DownloadOptions } from '@streamalert/threat-intel';
import type { ThreatIntelDownloaderFunctionConfig } from './function-config.ts';
import type { Settings } from './settings.ts';

/** What an invocation works with, made once for each environment of the function. */
export interface Parts extends Pick<DownloadOptions, 'store' | 'checkpoints' | 'secrets' | 'http'> {
  /** Hands what is left over to another invocation. */
  readonly goOn: (event: { readonly feeds: readonly string[] }) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The function on AWS. */
export function compose({ table }: ThreatIntelDownloaderFunctionConfig, { prefix, logLevel }: Settings): Parts {
  const { tables, functions } = deploymentNames(prefix);
  const client = new DynamoDBClient();
  const clock = createSystemClock();
  const indicators = createDynamoIndicatorStore({ client, table });
  const itself = createInvoker({
    client: new LambdaClient(),
    functionName: functions.threatIntelDownloader,
    qualifier: 'production',
  });
  return {
    // The table's TTL removes what has expired, and nobody finds it until then.
    store: { put: (found) => indicators.put(found) },
    checkpoints: createDynamoCheckpointStore({ client, table: tables.state, scope: 'threat-intel-downloader', clock }),
    secrets: openSecrets(new SSMClient(), prefix),
    http: createHttpClient(),
    goOn: ({ feeds }) => itself.invoke({ feeds }),
    clock,
    logger: createPowertoolsLogger({ service: 'threat-intel-downloader', level: logLevel }),
    metrics: createPowertoolsMetrics(),
  };
}

/** Credentials of the feed of 3.5 may still stand where 3.5 kept them: in a parameter without the deployment's prefix. */
function openSecrets(client: SSMClient, prefix: string): Pick<SecretStore, 'get'> {
  const own = createParameterSecretStore({ client, prefix });
  return {
    async get(name) {
      const found = await own.get(name);
      return found ?? (name === legacyFeedParameter ? readSecretParameter(client, name) : undefined);
    },
  };
}
