import type { BuildContext } from '../build-context.ts';
import { ofThisAccount, policyDocument, type Statement } from '../policy.ts';
import { tagList } from '../tags.ts';
import { type Resources, ref } from '../template.ts';

/** The topic of alarms, unless `conf/` names one that exists, and that of the digest of staged rules. */
export function sharedTopics(context: BuildContext): Resources {
  const { deployment, names } = context;
  const { infrastructure, functions } = deployment;
  const ownDigest = functions.rulePromotion.digest_sns_topic === undefined;
  return {
    ...(infrastructure.monitoring.sns_topic_name === undefined &&
      topic(context, 'MonitoringTopic', names.topics.monitoring)),
    ...(infrastructure.rule_staging.enabled &&
      functions.rulePromotion.enabled &&
      ownDigest &&
      topic(context, 'RuleDigestTopic', names.topics.ruleDigest)),
  };
}

/** Refuses messages to a topic that come over anything but TLS. */
export const publishesOverTls = (id: string): Statement => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: ['sns:Publish'],
  Resource: ref(id),
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

function topic(context: BuildContext, id: string, name: string): Resources {
  return {
    [id]: {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: name, KmsMasterKeyId: ref('TopicsKey'), Tags: tagList(context) },
    },
    [`${id}Policy`]: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref(id)],
        PolicyDocument: policyDocument([
          {
            Sid: 'AlarmsMayPublish',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['sns:Publish'],
            Resource: ref(id),
            Condition: ofThisAccount,
          },
          publishesOverTls(id),
        ]),
      },
    },
  };
}
