import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';
import { grantsEverything } from './iam-policy.ts';

export const cloudtrailIdentityCenterAdminGranted = defineCloudTrailRule({
  id: 'cloudtrail_identity_center_admin_granted',
  description:
    'Somebody put full rights into a permission set of IAM Identity Center: everybody assigned to it has them in every account where it is provisioned.\nFalse positive: the set-up of single sign-on.',
  where: {
    eventSource: 'sso.amazonaws.com',
    eventName: ['AttachManagedPolicyToPermissionSet', 'PutInlinePolicyToPermissionSet'],
  },
  when: (cloudTrail) => {
    const attached = textAt(cloudTrail, 'requestParameters.managedPolicyArn').endsWith('/AdministratorAccess');
    const written = grantsEverything(valueAt(cloudTrail, 'requestParameters.inlinePolicy'));
    return succeeded(cloudTrail) && (attached || written) && byCaller(cloudTrail, 'permission set with all rights');
  },
  severity: 'high',
  tags: ['aws', 'identity-center', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.003' },
    { tactic: 'TA0004', technique: 'T1098.003' },
  ],
  references: [
    'https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_AttachManagedPolicyToPermissionSet.html',
    'https://attack.mitre.org/techniques/T1098/003/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'List who is assigned to the permission set, and in which accounts.',
    'If it was not planned: detach the policy and provision the permission set again.',
    'Read everything the same access key did since it was first used, in CloudTrail.',
  ),
});
