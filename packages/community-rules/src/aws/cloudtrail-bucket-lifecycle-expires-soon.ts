import { defineCloudTrailRule, type Json, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';
import { itemsAt } from './items.ts';

/** Shorter than anybody needs to notice and restore. */
const soonDays = 7;

function expiresSoon(rule: Json): boolean {
  const days = Number(valueAt(rule, 'Expiration.Days') ?? Number.NaN);
  const prefix = valueAt(rule, 'Prefix') ?? valueAt(rule, 'Filter.Prefix') ?? '';
  // A rule for part of the bucket, as for `tmp/`, is housekeeping.
  return valueAt(rule, 'Status') === 'Enabled' && days <= soonDays && prefix === '';
}

export const cloudtrailBucketLifecycleExpiresSoon = defineCloudTrailRule({
  id: 'cloudtrail_bucket_lifecycle_expires_soon',
  description:
    'Somebody set a bucket to delete its objects within days: as thorough as deleting them, and noted only once. With CloudTrail data in the bucket it covers tracks.\nFalse positive: a bucket for temporary files; then the rule has a prefix that says so.',
  where: { eventSource: 's3.amazonaws.com', eventName: ['PutBucketLifecycle', 'PutBucketLifecycleConfiguration'] },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    itemsAt(cloudTrail, 'requestParameters.LifecycleConfiguration.Rule').some(expiresSoon) &&
    byCaller(cloudTrail, `${named(cloudTrail, 'bucketName', 'a bucket')} set to delete all`),
  severity: 'high',
  tags: ['aws', 's3', 'impact', 'defense-evasion'],
  attack: [
    { tactic: 'TA0040', technique: 'T1485.001' },
    { tactic: 'TA0005', technique: 'T1562.008' },
  ],
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html',
    'https://attack.mitre.org/techniques/T1485/001/',
    'https://attack.mitre.org/techniques/T1562/008/',
  ],
  runbook: steps(
    'Delete the lifecycle rule first, ask later: it runs once a day.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'See what is in the bucket and whether versions or a backup exist.',
    'If nobody did: deactivate the access key or revoke the sessions of the role.',
  ),
});
