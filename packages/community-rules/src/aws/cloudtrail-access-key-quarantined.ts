import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byCaller, named } from './cloudtrail-wording.ts';

export const cloudtrailAccessKeyQuarantined = defineCloudTrailRule({
  id: 'cloudtrail_access_key_quarantined',
  description:
    'AWS found an access key of this account in public, or abused, and attached its quarantine policy to the user. The key is known to strangers.\nFalse positive: none known: AWS attaches these policies only then.',
  where: { eventSource: 'iam.amazonaws.com', eventName: 'AttachUserPolicy' },
  when: (cloudTrail) =>
    textAt(cloudTrail, 'requestParameters.policyArn').includes(':aws:policy/AWSCompromisedKeyQuarantine') &&
    byCaller(cloudTrail, `keys of ${named(cloudTrail, 'userName', 'a user')} quarantined`),
  severity: 'critical',
  tags: ['aws', 'iam', 'leaked-credentials'],
  attack: [
    { tactic: 'TA0001', technique: 'T1078.004' },
    { tactic: 'TA0006', technique: 'T1552.001' },
  ],
  references: [
    'https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html',
    'https://repost.aws/knowledge-center/potential-account-compromise',
    'https://attack.mitre.org/techniques/T1078/004/',
    'https://attack.mitre.org/techniques/T1552/001/',
  ],
  runbook: steps(
    'Deactivate all access keys of the user in requestParameters.userName, then delete them.',
    'Search CloudTrail for what they did, in all regions, back to the day they were last used by their owner.',
    'Find where the key was published (repository, image, paste) and remove it there too.',
    'Answer the case that AWS Support opened.',
  ),
});
