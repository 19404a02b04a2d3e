import { type BuildContext, sharedParameters } from '../build-context.ts';
import { functionResources, scheduleEvent } from '../function.ts';
import { allow } from '../policy.ts';
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
    Parameters: sharedParameters(context, ['StorageKeyArn', 'SecretsKeyArn']),
    Resources: functionResources(context, {
      name,
      description: 'StreamAlert Threat Intel Downloader',
      bundle: 'threat-intel-downloader',
      settings,
      environment: {},
      events: {
        Download: scheduleEvent(`${name}_schedule`, settings.schedule_expression, '{}', 'Downloads indicators'),
      },
      statements: [
        onTable('WriteIndicators', names, 'indicators', [
          'dynamodb:BatchWriteItem',
          'dynamodb:BatchGetItem',
          'dynamodb:PutItem',
        ]),
        onTable('KeepProgress', names, 'state', [
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
        ]),
        allow('ReadCredentials', ['ssm:GetParameter'], arn('ssm', `parameter${names.parameters}/threat_intel/*`)),
        usesKey('DecryptCredentials', 'SecretsKeyArn', ['Decrypt']),
        usesKey('UseStorageKey', 'StorageKeyArn', ['Decrypt', 'GenerateDataKey']),
      ],
    }),
  };
}
