import { deadLetterQueueName, feedSecretName, legacyFeedParameter } from '@streamalert/core/naming';
import { alarm } from '../alarms.ts';
import { type BuildContext, sharedParameters } from '../build-context.ts';
import { functionResources, scheduleEvent } from '../function.ts';
import { allow, type Statement } from '../policy.ts';
import { deadLetterQueue, leavesDeadLetters } from '../queue.ts';
import { arn, type Template } from '../template.ts';
import { onTable, usesKey } from './store-access.ts';

/** The function that downloads indicators of compromise. `undefined` where nobody asked for it. */
export function threatIntelDownloaderStack(context: BuildContext): Template | undefined {
  const { names, deployment } = context;
  const settings = deployment.functions.threatIntelDownloader;
  if (settings?.enabled !== true) return undefined;
  const name = names.functions.threatIntelDownloader;
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Transform: 'AWS::Serverless-2016-10-31',
    Description: 'StreamAlert: the downloader of indicators of compromise.',
    Parameters: sharedParameters(context, ['StorageKeyArn', 'SecretsKeyArn', 'QueuesKeyArn']),
    Resources: {
      ...functionResources(context, {
        name,
        description: 'StreamAlert Threat Intel Downloader',
        bundle: 'threat-intel-downloader',
        settings,
        environment: {},
        asynchronous: true,
        events: {
          Download: scheduleEvent(`${name}_schedule`, settings.schedule_expression, '{}', 'Downloads indicators'),
        },
        statements: [
          onTable('WriteIndicators', names, 'indicators', ['dynamodb:BatchWriteItem']),
          onTable('KeepProgress', names, 'state', ['dynamodb:GetItem', 'dynamodb:PutItem']),
          ...readsCredentials(context),
          usesKey('DecryptCredentials', 'SecretsKeyArn', ['Decrypt']),
          usesKey('UseStorageKey', 'StorageKeyArn', ['Decrypt', 'GenerateDataKey']),
          allow('GoOn', ['lambda:InvokeFunction'], arn('lambda', `function:${name}:production`)),
          ...leavesDeadLetters(name),
        ],
      }),
      ...deadLetterQueue(context, 'DeadLetters', deadLetterQueueName(name)),
      FeedsFailedAlarm: alarm(context, {
        name: `${name}_feeds_failed`,
        description: 'A feed of indicators could not be downloaded; the log of the function says which, and why.',
        namespace: 'StreamAlert',
        metric: 'failed',
        dimensions: { stage: 'threat-intel-downloader' },
        statistic: 'Sum',
        comparison: 'GreaterThanThreshold',
        threshold: 0,
        periods: 1,
        period: 300,
      }),
    },
  };
}

/** The parameters of the feeds; that of 3.5 also where 3.5 kept it. */
function readsCredentials({ config, names }: BuildContext): Statement[] {
  const feeds = [...(config.threatIntel?.feeds.values() ?? [])].filter(({ enabled }) => enabled);
  const secrets = [...new Set(feeds.map(feedSecretName))];
  const parameters = [
    ...secrets.map((secret) => `parameter${names.parameters}/${secret}`),
    ...(secrets.includes(legacyFeedParameter) ? [`parameter/${legacyFeedParameter}`] : []),
  ];
  return parameters.length === 0
    ? []
    : [
        allow(
          'ReadCredentials',
          ['ssm:GetParameter'],
          parameters.map((parameter) => arn('ssm', parameter)),
        ),
      ];
}
