import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';
import { grantsEverything } from './iam-policy.ts';

export const cloudtrailIamInlineAdminPolicy = defineCloudTrailRule({
  id: 'cloudtrail_iam_inline_admin_policy',
  description:
    'Somebody wrote a policy that allows every action on everything, by hand instead of attaching the well-known one, as privilege escalation tools do to stay unnoticed.\nFalse positive: infrastructure code that writes a policy for an administrators role. Such roles are few: name them in a copy of this rule.',
  where: {
    eventSource: 'iam.amazonaws.com',
    eventName: ['PutUserPolicy', 'PutGroupPolicy', 'PutRolePolicy', 'CreatePolicy', 'CreatePolicyVersion'],
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    grantsEverything(valueAt(cloudTrail, 'requestParameters.policyDocument')) &&
    byCaller(cloudTrail, `all rights through ${cloudTrail.eventName}`),
  severity: 'high',
  tags: ['aws', 'iam', 'privilege-escalation'],
  attack: [{ tactic: 'TA0004', technique: 'T1098.003' }],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html',
    'https://attack.mitre.org/techniques/T1098/003/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Read the policy in requestParameters.policyDocument and find whom it applies to.',
    'If it was not planned: delete the inline policy, or set the previous version as default.',
    'If nobody did: deactivate the access key or revoke the sessions of the role.',
    'Read everything the same access key did since it was first used, in CloudTrail.',
  ),
});
