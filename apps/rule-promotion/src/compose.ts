import { AthenaClient } from '@aws-sdk/client-athena';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { createAthenaSearch } from '@streamalert/aws/athena';
import { createDynamoRuleStatusStore } from '@streamalert/aws/dynamodb';
import { createSnsTopic } from '@streamalert/aws/sns';
import { createPowertoolsLogger, createPowertoolsMetrics } from '@streamalert/aws/telemetry';
import {
  type Clock,
  createSystemClock,
  type HistorySearch,
  type Logger,
  type Metrics,
  type RuleStatusStore,
} from '@streamalert/core';
import { deploymentNames } from '@streamalert/core/naming';
import { type AlertsSince, alertsStatement } from '@streamalert/history';
import type { StagingDigest } from '@streamalert/rules-engine';
import type { Settings } from './settings.ts';

/** What an invocation works with, made once for each environment of the function. */
export interface Parts {
  readonly rules: Pick<RuleStatusStore, 'list' | 'replace'>;
  /** @param timeoutMs How long an answer is waited for, asked when a search begins. */
  readonly history: (timeoutMs: () => number) => HistorySearch;
  /** Prepares the alerts of a rule for a person. @returns Where they are found. */
  readonly show: (rule: AlertsSince) => Promise<string>;
  readonly digests: { publish(digest: StagingDigest): Promise<void> };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** The function on AWS. */
export function compose({ prefix, database, workgroup, region, digestTopicArn, logLevel }: Settings): Parts {
  const { tables } = deploymentNames(prefix);
  const athena = { client: new AthenaClient(), workgroup, database };
  return {
    rules: createDynamoRuleStatusStore({ client: new DynamoDBClient(), table: tables.rules }),
    history: (timeoutMs) => createAthenaSearch({ ...athena, timeoutMs }),
    show: async (rule) => pageOf(await createAthenaSearch(athena).begin(alertsStatement(rule)), region),
    digests: createSnsTopic({ client: new SNSClient(), topicArn: digestTopicArn }),
    clock: createSystemClock(),
    logger: createPowertoolsLogger({ service: 'rule-promotion', level: logLevel }),
    metrics: createPowertoolsMetrics(),
  };
}

/** A query in the console of Athena, with its rows. */
const pageOf = (query: string, region: string): string =>
  `https://${region}.console.aws.amazon.com/athena/home?region=${region}#/query-editor/history/${query}`;
