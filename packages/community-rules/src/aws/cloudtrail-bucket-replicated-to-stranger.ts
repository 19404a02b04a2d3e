import { defineCloudTrailRule, getKeys } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { accountOf, byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailBucketReplicatedToStranger = defineCloudTrailRule({
  id: 'cloudtrail_bucket_replicated_to_stranger',
  description:
    'Somebody set a bucket to copy every new object to a bucket of another account.\nFalse positive: a backup account of the organization. Put its number into a copy of this rule.',
  where: { eventSource: 's3.amazonaws.com', eventName: 'PutBucketReplication' },
  when: (cloudTrail) => {
    const strangers = getKeys(cloudTrail.requestParameters ?? {}, 'Account').filter(
      (account) => account !== accountOf(cloudTrail),
    );
    if (!succeeded(cloudTrail) || strangers.length === 0) return false;
    return byCaller(cloudTrail, `${named(cloudTrail, 'bucketName', 'a bucket')} copied to ${strangers.join(', ')}`);
  },
  severity: 'high',
  tags: ['aws', 's3', 'exfiltration', 'cross-account'],
  attack: [{ tactic: 'TA0010', technique: 'T1537' }],
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-walkthrough-2.html',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html',
    'https://attack.mitre.org/techniques/T1537/',
  ],
  runbook: steps(
    'Look the account up in the list of the organization.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'If it is foreign: delete the replication. What was copied since then is out: list it.',
  ),
});
