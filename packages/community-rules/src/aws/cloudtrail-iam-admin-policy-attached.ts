import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

/** Policies of AWS whose holder can give themselves every right, if they do not have them all already. */
const adminPolicies: readonly string[] = ['AdministratorAccess', 'IAMFullAccess', 'PowerUserAccess'];

export const cloudtrailIamAdminPolicyAttached = defineCloudTrailRule({
  id: 'cloudtrail_iam_admin_policy_attached',
  description:
    'Somebody attached a policy of AWS with full or nearly full rights to a user, group or role: the quickest way from a foothold to the whole account.\nFalse positive: the first set-up of an account, or infrastructure code that gives a break-glass role its rights.',
  where: { eventSource: 'iam.amazonaws.com', eventName: ['AttachUserPolicy', 'AttachGroupPolicy', 'AttachRolePolicy'] },
  when: (cloudTrail) => {
    const policy = textAt(cloudTrail, 'requestParameters.policyArn').split('/').at(-1) ?? '';
    if (!succeeded(cloudTrail) || !adminPolicies.includes(policy)) return false;
    const receiver = ['userName', 'groupName', 'roleName'].map((key) => named(cloudTrail, key, '')).find(Boolean);
    return byCaller(cloudTrail, `${policy} to ${receiver ?? 'somebody'}`);
  },
  severity: 'high',
  tags: ['aws', 'iam', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.003' },
    { tactic: 'TA0004', technique: 'T1098.003' },
  ],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html',
    'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html',
    'https://attack.mitre.org/techniques/T1098/003/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'See who or what got the policy, and whether it existed before the call.',
    'If it was not planned: detach the policy, deactivate the credentials of both the giver and the receiver.',
    'Read everything the same access key did since it was first used, in CloudTrail.',
  ),
});
