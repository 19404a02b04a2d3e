import { type BuildContext, type SharedValue, sharedParameterName } from '../build-context.ts';
import { ofThisAccount, policyDocument, type Statement } from '../policy.ts';
import { tagList, tagObject } from '../tags.ts';
import { getAtt, type Resource, type Resources, ref, sub } from '../template.ts';

/** Lets IAM policies of the account decide: without it nobody could use or repair the key. */
const accountDecides: Statement = {
  Sid: 'AccountDecides',
  Effect: 'Allow',
  Principal: { AWS: sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:root') },
  Action: ['kms:*'],
  Resource: '*',
};

/** A key that rotates, and its alias, both kept when the stack goes. */
export function keyWithAlias(
  context: BuildContext,
  id: string,
  alias: string,
  description: string,
  statements: readonly Statement[] = [],
): Resources {
  return {
    [id]: {
      Type: 'AWS::KMS::Key',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Description: description,
        EnableKeyRotation: true,
        KeyPolicy: policyDocument([accountDecides, ...statements]),
        Tags: tagList(context),
      },
    },
    // A key that stayed is found by its alias.
    [`${id}Alias`]: {
      Type: 'AWS::KMS::Alias',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { AliasName: `alias/${alias}`, TargetKeyId: ref(id) },
    },
  };
}

/** Lets services of AWS use a key for resources of this account. */
export const servicesMayUse = (sid: string, services: readonly string[]): Statement => ({
  Sid: sid,
  Effect: 'Allow',
  Principal: { Service: services },
  Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  Resource: '*',
  Condition: ofThisAccount,
});

/** The keys of what all clusters share. */
export function sharedKeys(context: BuildContext): Resources {
  const { keys } = context.names;
  return {
    ...keyWithAlias(context, 'StorageKey', keys.storage, 'Buckets and delivery streams of StreamAlert'),
    ...keyWithAlias(context, 'SecretsKey', keys.secrets, 'Credentials of StreamAlert outputs'),
    ...keyWithAlias(context, 'QueuesKey', keys.queues, 'Queues of StreamAlert', [
      // Rules of EventBridge put objects of S3 on the queues of clusters.
      servicesMayUse('EventsMaySend', ['events.amazonaws.com']),
    ]),
    ...keyWithAlias(context, 'TopicsKey', keys.topics, 'Topics of StreamAlert', [
      // Under the service's own key alarms could not publish.
      servicesMayUse('AlarmsMayPublish', ['cloudwatch.amazonaws.com']),
    ]),
    ...parameterOf(context, 'StorageKeyArn', 'StorageKey', 'Arn'),
    ...parameterOf(context, 'SecretsKeyArn', 'SecretsKey', 'Arn'),
    ...parameterOf(context, 'QueuesKeyArn', 'QueuesKey', 'Arn'),
    ...parameterOf(context, 'TopicsKeyArn', 'TopicsKey', 'Arn'),
  };
}

/** Tells other stacks what AWS made up. */
export function parameterOf(
  context: BuildContext,
  value: SharedValue,
  id: string,
  attribute: string,
): Readonly<Record<string, Resource>> {
  return {
    [`${value}Parameter`]: {
      Type: 'AWS::SSM::Parameter',
      Properties: {
        Name: sharedParameterName(context, value),
        Type: 'String',
        Value: getAtt(id, attribute),
        Tags: tagObject(context),
      },
    },
  };
}
