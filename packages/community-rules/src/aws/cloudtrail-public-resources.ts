import type { Json } from '@streamalert/rules-sdk';
import {
  type CloudTrailEvent,
  defineCloudTrailRule,
  isJsonObject,
  safeJsonParse,
  valueAt,
} from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { caller } from './cloudtrail-wording.ts';
import { isPublicPolicy } from './public-policy.ts';

type PolicyOf = (parameters: Json | undefined) => Json | undefined;

const textAt =
  (path: string): PolicyOf =>
  (parameters) =>
    safeJsonParse(valueAt(parameters, path));

/** Where each call holds the policy it sets. */
const policies: Readonly<Record<string, PolicyOf>> = {
  PutBucketPolicy: (parameters) => valueAt(parameters, 'bucketPolicy'),
  CreateElasticsearchDomain: textAt('accessPolicies'),
  UpdateElasticsearchDomainConfig: textAt('accessPolicies'),
  SetVaultAccessPolicy: textAt('policy.policy'),
  SetQueueAttributes: textAt('attributes.Policy'),
  CreateTopic: textAt('attributes.Policy'),
  SetTopicAttributes: (parameters) =>
    valueAt(parameters, 'attributeName') === 'Policy' ? textAt('attributeValue')(parameters) : undefined,
  SetRepositoryPolicy: textAt('policyText'),
  PutKeyPolicy: textAt('policy'),
  CreateKey: textAt('policy'),
  PutResourcePolicy: textAt('resourcePolicy'),
};

function setsPublicPolicy({ eventName, requestParameters }: CloudTrailEvent): boolean {
  const policy = policies[eventName]?.(requestParameters ?? undefined);
  return isJsonObject(policy) && isPublicPolicy(policy);
}

export const cloudtrailPublicResources = defineCloudTrailRule({
  id: 'cloudtrail_public_resources',
  description:
    'Somebody set a resource policy that lets everybody in: on a bucket, queue, topic, key, secret, or the like.\nFalse positive: a bucket of a public website, or a topic that partners subscribe to by design.',
  where: { eventName: Object.keys(policies) },
  when: (cloudTrail) =>
    setsPublicPolicy(cloudTrail) && { alert: true, title: `${cloudTrail.eventName} by ${caller(cloudTrail)}` },
  severity: 'high',
  tags: ['aws', 'exposure', 'resource-policy'],
  attack: [
    { tactic: 'TA0009', technique: 'T1530' },
    { tactic: 'TA0010', technique: 'T1537' },
  ],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html',
    'https://attack.mitre.org/techniques/T1530/',
  ],
  runbook: steps(
    'Read the policy in requestParameters: which actions does everybody have?',
    'Unless the resource is meant to be public, name the accounts that need it or add a condition, and look at who used it since the call.',
  ),
});
