import { alarm } from '../alarms.ts';
import { type BuildContext, sharedParameters } from '../build-context.ts';
import { functionResources, queueEvent, readsQueue } from '../function.ts';
import { readsLookupTables } from '../lookup-tables.ts';
import { queueUrl, type Resource, type Template } from '../template.ts';
import { listsWorking, onTable, onWorking, usesKey } from './store-access.ts';

/** The function that evaluates rules: classified records in, alerts into their table. */
export function rulesEngineStack(context: BuildContext): Template {
  const { names, deployment, config } = context;
  const settings = deployment.functions.rulesEngine;
  const { rule_staging: staging } = deployment.infrastructure;
  const intel = config.threatIntel?.enabled === true;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description: 'StreamAlert: the rules engine.',
    Parameters: sharedParameters(context, ['StorageKeyArn', 'QueuesKeyArn']),
    Resources: {
      RuleFailuresAlarm: ruleFailuresAlarm(context),
      ...functionResources(context, {
        name: names.functions.rulesEngine,
        description: 'StreamAlert Rules Engine',
        bundle: 'rules-engine',
        settings,
        environment: {
          STREAMALERT_CLASSIFIED_QUEUE_URL: queueUrl(names.queues.classified),
          STREAMALERT_WORKING_BUCKET: names.buckets.working,
          STREAMALERT_RULE_STATISTICS: settings.log_rule_statistics ? '1' : undefined,
        },
        events: {
          ClassifiedRecords: queueEvent(names.queues.classified, settings.sqs_record_batch_size, {
            windowSeconds: settings.sqs_batching_window_secs,
            concurrency: settings.concurrency_limit,
          }),
        },
        statements: [
          readsQueue('ReadRecords', names.queues.classified),
          usesKey('DecryptRecords', 'QueuesKeyArn', ['Decrypt']),
          onWorking('ReadLargeBodies', names, 'queue', ['s3:GetObject']),
          listsWorking('FindLargeBodies', names, 'queue'),
          onWorking('SpillLargeRecords', names, 'alert-records', ['s3:PutObject', 's3:DeleteObject']),
          listsWorking('FindSpilledRecords', names, 'alert-records'),
          usesKey('UseStorageKey', 'StorageKeyArn', ['Decrypt', 'GenerateDataKey']),
          ...storesAlerts(context),
          ...(staging.enabled ? [onTable('ReadRuleStatuses', names, 'rules', ['dynamodb:Scan'])] : []),
          ...(intel
            ? [onTable('ReadIndicators', names, 'indicators', ['dynamodb:BatchGetItem', 'dynamodb:Query'])]
            : []),
          ...readsLookupTables(context),
        ],
      }),
    },
  };
}

/** A rule that throws, or takes too long, fails alone: the function itself has no error then. */
const ruleFailuresAlarm = (context: BuildContext): Resource =>
  alarm(context, {
    name: `${context.names.functions.rulesEngine}_rule_failures`,
    description: 'Rules fail on records; the log of the function names them.',
    namespace: 'StreamAlert',
    metric: 'failed',
    dimensions: { stage: 'rules-engine' },
    statistic: 'Sum',
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    periods: 1,
    period: 300,
  });

/** What it takes to put alerts: their rows, unless there is a row or a receipt already; what is silenced, and what limits have counted. */
function storesAlerts({ names }: BuildContext) {
  return [
    onTable('PutAlerts', names, 'alerts', ['dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:PutItem']),
    onTable('CheckReceipts', names, 'receipts', ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem']),
    onTable('CountAlerts', names, 'state', ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']),
  ];
}
