import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailBucketVersioningSuspended = defineCloudTrailRule({
  id: 'cloudtrail_bucket_versioning_suspended',
  description:
    'Somebody suspended the versioning of a bucket: what is overwritten or deleted from now on cannot be brought back.\nFalse positive: a bucket for data that is made anew each day.',
  where: {
    eventSource: 's3.amazonaws.com',
    eventName: 'PutBucketVersioning',
    'requestParameters.VersioningConfiguration.Status': 'Suspended',
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    byCaller(cloudTrail, `versioning of ${named(cloudTrail, 'bucketName', 'a bucket')} suspended`),
  severity: 'medium',
  tags: ['aws', 's3', 'impact'],
  attack: [{ tactic: 'TA0040', technique: 'T1490' }],
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html',
    'https://attack.mitre.org/techniques/T1490/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Turn versioning on again unless the owner of the bucket confirms it.',
    'Look for deletions and overwritten objects since then.',
  ),
});
