import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailIamAccessKeyForOtherUser = defineCloudTrailRule({
  id: 'cloudtrail_iam_access_key_for_other_user',
  description:
    'Somebody made an access key for another user. It lasts until somebody deletes it, and acts under a name that is not that of its maker.\nFalse positive: an administrator who hands out keys, or a tool that rotates them under an identity of its own.',
  where: { eventSource: 'iam.amazonaws.com', eventName: 'CreateAccessKey' },
  when: (cloudTrail) => {
    // Without a name AWS makes the key for the caller.
    const owner = named(cloudTrail, 'userName', '');
    if (!succeeded(cloudTrail) || owner === '' || owner === cloudTrail.userIdentity?.userName) return false;
    return byCaller(cloudTrail, `access key of ${owner} made`);
  },
  severity: 'medium',
  tags: ['aws', 'iam', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.001' },
    { tactic: 'TA0004', technique: 'T1098.001' },
  ],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html',
    'https://attack.mitre.org/techniques/T1098/001/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Ask the owner of the user in requestParameters.userName whether they expected a key.',
    'If not: deactivate the new key (responseElements.accessKey.accessKeyId), then the credentials of the caller.',
    'Search CloudTrail for what the new key has done.',
  ),
});
