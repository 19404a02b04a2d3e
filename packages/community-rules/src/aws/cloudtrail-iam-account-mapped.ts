import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller } from './cloudtrail-wording.ts';

export const cloudtrailIamAccountMapped = defineCloudTrailRule({
  id: 'cloudtrail_iam_account_mapped',
  description:
    'Somebody fetched every user, group, role and policy of the account in one call, as tools that look for ways to more rights do first.\nFalse positive: a posture scanner or an auditor; they use a role of their own, which a copy of this rule can leave out.',
  where: { eventSource: 'iam.amazonaws.com', eventName: 'GetAccountAuthorizationDetails' },
  when: (cloudTrail) => byCaller(cloudTrail, 'all of IAM read'),
  merge: { by: ['arn'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'iam', 'discovery'],
  attack: [
    { tactic: 'TA0007', technique: 'T1087.004' },
    { tactic: 'TA0007', technique: 'T1069.003' },
  ],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html',
    'https://attack.mitre.org/techniques/T1087/004/',
    'https://attack.mitre.org/techniques/T1069/003/',
  ],
  runbook: steps(
    'See whether the caller is a known scanner.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'If it is neither: deactivate the access key or revoke the sessions of the role.',
    'Read everything the same access key did since it was first used, in CloudTrail.',
  ),
});
