import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';

/** What the CIS benchmark of AWS asks for. */
const leastLength = 14;

export const cloudtrailIamPasswordPolicyWeakened = defineCloudTrailRule({
  id: 'cloudtrail_iam_password_policy_weakened',
  description:
    'Somebody deleted the password policy of the account, or allowed short passwords.\nFalse positive: none in daily work; the policy is set once.',
  where: {
    eventSource: 'iam.amazonaws.com',
    eventName: ['DeleteAccountPasswordPolicy', 'UpdateAccountPasswordPolicy'],
  },
  when: (cloudTrail) => {
    const length = valueAt(cloudTrail, 'requestParameters.minimumPasswordLength');
    const deleted = cloudTrail.eventName === 'DeleteAccountPasswordPolicy';
    if (!succeeded(cloudTrail) || !(deleted || (typeof length === 'number' && length < leastLength))) return false;
    return byCaller(cloudTrail, deleted ? 'password policy deleted' : `passwords of ${length} characters allowed`);
  },
  severity: 'medium',
  tags: ['aws', 'iam', 'defense-evasion'],
  attack: [
    { tactic: 'TA0005', technique: 'T1556' },
    { tactic: 'TA0003', technique: 'T1556' },
  ],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html',
    'https://attack.mitre.org/techniques/T1556/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Restore the policy: 14 characters at least.',
    'List the passwords that were changed since, and have them changed again.',
  ),
});
