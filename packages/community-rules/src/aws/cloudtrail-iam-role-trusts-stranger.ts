import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { accountOf, byCaller, named, succeeded } from './cloudtrail-wording.ts';
import { strangersIn } from './iam-policy.ts';

export const cloudtrailIamRoleTrustsStranger = defineCloudTrailRule({
  id: 'cloudtrail_iam_role_trusts_stranger',
  description:
    'Somebody let another AWS account, or everybody, assume a role of this one: a back door that outlives every password.\nFalse positive: a vendor or a sister account being connected. Vendors name an external id in the condition; check the account number with them.',
  where: { eventSource: 'iam.amazonaws.com', eventName: ['UpdateAssumeRolePolicy', 'CreateRole'] },
  when: (cloudTrail) => {
    const policy =
      valueAt(cloudTrail, 'requestParameters.policyDocument') ??
      valueAt(cloudTrail, 'requestParameters.assumeRolePolicyDocument');
    const strangers = strangersIn(policy, accountOf(cloudTrail));
    if (!succeeded(cloudTrail) || strangers.length === 0) return false;
    return byCaller(cloudTrail, `role ${named(cloudTrail, 'roleName', '')} opened to ${strangers.join(', ')}`);
  },
  severity: 'high',
  tags: ['aws', 'iam', 'persistence', 'cross-account'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.003' },
    { tactic: 'TA0004', technique: 'T1484.002' },
  ],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html',
    'https://attack.mitre.org/techniques/T1098/003/',
    'https://attack.mitre.org/techniques/T1484/002/',
  ],
  runbook: steps(
    'Find out whose account it is: the list of the organization, then the lists of known vendors.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'If nobody vouches for the account: restore the former trust policy, and revoke the sessions of the role.',
    'Search for AssumeRole of that role from that account since the call.',
  ),
});
