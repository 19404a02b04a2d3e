import { deadLetterQueueName } from '@streamalert/core/naming';
import { type BuildContext, shared, sharedParameters } from '../build-context.ts';
import { functionResources, scheduleEvent, sendsTo } from '../function.ts';
import { allow } from '../policy.ts';
import { deadLetterQueue } from '../queue.ts';
import { getAtt, queueUrl, type Template } from '../template.ts';
import { listsWorking, onTable, onWorking, usesKey } from './store-access.ts';

/** Changes of the table that are handed over at once, as soon as there is one, and how they are tried again. */
const batch = { size: 100, retries: 10 };

/** The function that merges alerts and says which are due: told by the stream of their table, and once a minute. */
export function alertMergerStack(context: BuildContext): Template {
  const { names, deployment } = context;
  const settings = deployment.functions.alertMerger;
  const letters = deadLetterQueueName(names.functions.alertMerger);
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description: 'StreamAlert: the alert merger.',
    Parameters: sharedParameters(context, ['StorageKeyArn', 'QueuesKeyArn', 'AlertsStreamArn']),
    Resources: {
      ...functionResources(context, {
        name: names.functions.alertMerger,
        description: 'StreamAlert Alert Merger',
        bundle: 'alert-merger',
        settings,
        environment: {
          STREAMALERT_DISPATCH_QUEUE_URL: queueUrl(names.queues.dispatch),
          STREAMALERT_WORKING_BUCKET: names.buckets.working,
        },
        events: {
          AlertChanges: {
            Type: 'DynamoDB',
            Properties: {
              Stream: shared('AlertsStreamArn'),
              StartingPosition: 'TRIM_HORIZON',
              BatchSize: batch.size,
              MaximumRetryAttempts: batch.retries,
              BisectBatchOnFunctionError: true,
              FunctionResponseTypes: ['ReportBatchItemFailures'],
              DestinationConfig: { OnFailure: { Type: 'SQS', Destination: getAtt('DeadLetters', 'Arn') } },
              // New rows are due at once; what is leased, settled or removed says nothing that the sweep does not find.
              FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
            },
          },
          Sweep: scheduleEvent(
            `${names.functions.alertMerger}_schedule`,
            settings.schedule_expression,
            '{}',
            'Alerts that are due without a change of their row',
          ),
        },
        statements: [
          allow(
            'ReadChanges',
            ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
            shared('AlertsStreamArn'),
          ),
          onTable('MergeAlerts', names, 'alerts', [
            'dynamodb:BatchGetItem',
            'dynamodb:ConditionCheckItem',
            'dynamodb:DeleteItem',
            'dynamodb:GetItem',
            'dynamodb:PutItem',
            'dynamodb:Query',
            'dynamodb:UpdateItem',
          ]),
          onTable('LeaveReceipts', names, 'receipts', [
            'dynamodb:BatchWriteItem',
            'dynamodb:ConditionCheckItem',
            'dynamodb:GetItem',
            'dynamodb:PutItem',
          ]),
          onTable('ReadSilences', names, 'state', ['dynamodb:Query']),
          sendsTo('Dispatch', names.queues.dispatch),
          sendsTo('KeepFailedChanges', letters),
          usesKey('EncryptMessages', 'QueuesKeyArn', ['Decrypt', 'GenerateDataKey']),
          onWorking('SpilledRecords', names, 'alert-records', ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']),
          usesKey('UseStorageKey', 'StorageKeyArn', ['Decrypt', 'GenerateDataKey']),
          listsWorking('FindSpilledRecords', names, 'alert-records'),
        ],
      }),
      ...deadLetterQueue(context, 'DeadLetters', letters),
    },
  };
}
