import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailIamLoginProfileForOtherUser = defineCloudTrailRule({
  id: 'cloudtrail_iam_login_profile_for_other_user',
  description:
    'Somebody gave another user a password for the console, or changed it. Users made for programs have none, and with one their rights can be used from a browser.\nFalse positive: the help desk setting up or resetting the password of a colleague.',
  where: { eventSource: 'iam.amazonaws.com', eventName: ['CreateLoginProfile', 'UpdateLoginProfile'] },
  when: (cloudTrail) => {
    const owner = named(cloudTrail, 'userName', '');
    if (!succeeded(cloudTrail) || owner === '' || owner === cloudTrail.userIdentity?.userName) return false;
    return byCaller(cloudTrail, `console password of ${owner} set`);
  },
  severity: 'medium',
  tags: ['aws', 'iam', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098' },
    { tactic: 'TA0004', technique: 'T1098' },
  ],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html',
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateLoginProfile.html',
    'https://attack.mitre.org/techniques/T1098/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Ask the owner of the user in requestParameters.userName whether they asked for it.',
    'If not: delete the login profile and look for a ConsoleLogin of that user since then.',
    'If nobody did: deactivate the access key or revoke the sessions of the role.',
  ),
});
