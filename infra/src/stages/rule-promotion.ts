import { deadLetterQueueName } from '@streamalert/core/naming';
import { type BuildContext, sharedParameters } from '../build-context.ts';
import { functionResources, scheduleEvent } from '../function.ts';
import { allow } from '../policy.ts';
import { deadLetterQueue, leavesDeadLetters } from '../queue.ts';
import { arn, bucketArn, type Template } from '../template.ts';
import { onTable, usesKey } from './store-access.ts';

/** The function that ends staging, and sends the digest. `undefined` while rules are not staged. */
export function rulePromotionStack(context: BuildContext): Template | undefined {
  const { names, deployment } = context;
  const settings = deployment.functions.rulePromotion;
  if (!deployment.infrastructure.rule_staging.enabled || !settings.enabled) return undefined;
  const { database, buckets } = names;
  const name = names.functions.rulePromotion;
  // A topic that conf/ names is under a key that this deployment does not know.
  const ownTopic = settings.digest_sns_topic === undefined;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description: 'StreamAlert: rule promotion.',
    Parameters: sharedParameters(context, [
      'StorageKeyArn',
      'QueuesKeyArn',
      ...(ownTopic ? ['TopicsKeyArn' as const] : []),
    ]),
    Resources: {
      ...functionResources(context, {
        name,
        description: 'StreamAlert Rule Promotion',
        bundle: 'rule-promotion',
        settings,
        environment: {
          STREAMALERT_DATABASE: database,
          STREAMALERT_WORKGROUP: names.workgroup,
          STREAMALERT_DIGEST_TOPIC_ARN: arn('sns', names.topics.ruleDigest),
        },
        asynchronous: true,
        events: {
          Decide: scheduleEvent(`${name}_schedule`, settings.schedule_expression, '{}', 'Ends staging of rules'),
          Digest: scheduleEvent(
            `${name}_digest_schedule`,
            settings.send_digest_schedule_expression,
            '{"send_digest":true}',
            'Sends the digest of staged rules',
          ),
        },
        statements: [
          onTable('RuleStatuses', names, 'rules', ['dynamodb:Scan', 'dynamodb:PutItem']),
          allow('SendDigest', ['sns:Publish'], arn('sns', names.topics.ruleDigest)),
          ...(ownTopic ? [usesKey('EncryptDigest', 'TopicsKeyArn', ['Decrypt', 'GenerateDataKey'])] : []),
          allow(
            'CountAlerts',
            [
              'athena:StartQueryExecution',
              'athena:GetQueryExecution',
              'athena:GetQueryResults',
              'athena:StopQueryExecution',
            ],
            arn('athena', `workgroup/${names.workgroup}`),
          ),
          allow(
            'ReadTable',
            ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
            [arn('glue', 'catalog'), arn('glue', `database/${database}`), arn('glue', `table/${database}/alerts`)],
          ),
          allow('ReadAlerts', ['s3:GetObject'], bucketArn(buckets.alerts, '*')),
          // What Athena does in the name of the function: https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html
          allow(
            'WriteResults',
            ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
            bucketArn(buckets.queryResults, '*'),
          ),
          allow(
            'ListBuckets',
            ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
            [bucketArn(buckets.alerts), bucketArn(buckets.queryResults)],
          ),
          usesKey('UseStorageKey', 'StorageKeyArn', ['Decrypt', 'GenerateDataKey']),
          ...leavesDeadLetters(name),
        ],
      }),
      ...deadLetterQueue(context, 'DeadLetters', deadLetterQueueName(name)),
    },
  };
}
