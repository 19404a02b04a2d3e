import { type BuildContext, sharedParameters } from '../build-context.ts';
import { functionResources, queueEvent, readsQueue } from '../function.ts';
import { readsLookupTables } from '../lookup-tables.ts';
import { allow, type Statement } from '../policy.ts';
import { arn, bucketArn, queueUrl, sub, type Template, type Value } from '../template.ts';
import { listsWorking, onTable, onWorking, usesKey } from './store-access.ts';

/** Alerts at a time: each has its own deadline within the time of the function. */
const batchSize = 10;

/** The function that delivers alerts. It may reach exactly what `outputs.json` names. */
export function alertProcessorStack(context: BuildContext): Template {
  const { names, deployment } = context;
  const settings = deployment.functions.alertProcessor;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description: 'StreamAlert: the alert processor.',
    Parameters: sharedParameters(context, ['StorageKeyArn', 'SecretsKeyArn', 'QueuesKeyArn']),
    Resources: functionResources(context, {
      name: names.functions.alertProcessor,
      description: 'StreamAlert Alert Processor',
      bundle: 'alert-processor',
      settings,
      environment: {
        STREAMALERT_DISPATCH_QUEUE_URL: queueUrl(names.queues.dispatch),
        STREAMALERT_WORKING_BUCKET: names.buckets.working,
      },
      events: {
        DueAlerts: queueEvent(names.queues.dispatch, batchSize, { concurrency: settings.concurrency_limit }),
      },
      statements: [
        readsQueue('ReadDispatches', names.queues.dispatch),
        usesKey('DecryptDispatches', 'QueuesKeyArn', ['Decrypt']),
        onTable('DeliverAlerts', names, 'alerts', ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem']),
        onTable('LeaveReceipts', names, 'receipts', ['dynamodb:PutItem']),
        onWorking('SpilledRecords', names, 'alert-records', ['s3:GetObject', 's3:DeleteObject']),
        usesKey('UseStorageKey', 'StorageKeyArn', ['Decrypt', 'GenerateDataKey']),
        listsWorking('FindSpilledRecords', names, 'alert-records'),
        allow('ReadCredentials', ['ssm:GetParameter'], arn('ssm', `parameter${names.parameters}/outputs/*`)),
        usesKey('DecryptCredentials', 'SecretsKeyArn', ['Decrypt']),
        allow('KeepAlerts', ['firehose:PutRecordBatch'], arn('firehose', `deliverystream/${names.streams.alerts}`)),
        ...reachesOutputs(context),
        ...readsLookupTables(context),
      ],
    }),
  };
}

/** What delivers to services of AWS, by service: the action, and the resource that a configured value names. */
const reach: Readonly<Record<string, { actions: readonly string[]; resource: (value: string) => Value | Value[] }>> = {
  'aws-firehose': {
    actions: ['firehose:PutRecord', 'firehose:PutRecordBatch'],
    resource: (stream) => arn('firehose', `deliverystream/${stream}`),
  },
  'aws-lambda': { actions: ['lambda:InvokeFunction'], resource: functionArns },
  'aws-s3': { actions: ['s3:PutObject'], resource: (bucket) => bucketArn(bucket, '*') },
  'aws-sns': { actions: ['sns:Publish'], resource: (topic) => arn('sns', topic) },
  'aws-sqs': { actions: ['sqs:GetQueueUrl', 'sqs:SendMessage'], resource: (queue) => arn('sqs', queue) },
  'aws-eventbridge': {
    actions: ['events:PutEvents'],
    resource: (bus) => arn('events', `event-bus/${bus}`),
  },
};

/** A name, a name with a qualifier, or an ARN, which is granted as it is. */
function functionArns(value: string): Value[] {
  if (value.startsWith('arn:')) return [value];
  const [name = '', qualifier] = value.split(':');
  return [arn('lambda', `function:${name}${qualifier === undefined ? '' : `:${qualifier}`}`)];
}

/** Services whose destination is in the credentials, so that only the service can be named. */
const unnamed: Readonly<Record<string, Statement>> = {
  'aws-ses': allow(
    'SendMail',
    ['ses:SendRawEmail'],
    sub('arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/*'),
  ),
  'aws-security-hub': allow(
    'ImportFindings',
    ['securityhub:BatchImportFindings'],
    sub('arn:${AWS::Partition}:securityhub:${AWS::Region}:*:product/*'),
  ),
};

function reachesOutputs({ config }: BuildContext): Statement[] {
  const byService = Map.groupBy(config.outputs.values(), ({ service }) => service);
  return [...byService].flatMap(([service, outputs]): Statement[] => {
    const fixed = unnamed[service];
    if (fixed !== undefined) return [fixed];
    const reached = reach[service];
    if (reached === undefined) return [];
    const values = outputs
      .map(({ settings }) => settings)
      .filter((value): value is string => typeof value === 'string');
    const resources = values.flatMap((value) => reached.resource(value));
    return resources.length === 0 ? [] : [allow(sidOf(service), reached.actions, resources)];
  });
}

const sidOf = (service: string): string =>
  `Reach${service
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}`;
