import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailBucketAccessLoggingDisabled = defineCloudTrailRule({
  id: 'cloudtrail_bucket_access_logging_disabled',
  description:
    'Somebody turned off the access log of a bucket: who reads its objects is no longer noted.\nFalse positive: the move of the log to CloudTrail data events.',
  where: { eventSource: 's3.amazonaws.com', eventName: 'PutBucketLogging' },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    valueAt(cloudTrail, 'requestParameters.BucketLoggingStatus') !== undefined &&
    valueAt(cloudTrail, 'requestParameters.BucketLoggingStatus.LoggingEnabled') === undefined &&
    byCaller(cloudTrail, `access log of ${named(cloudTrail, 'bucketName', 'a bucket')} off`),
  severity: 'low',
  tags: ['aws', 's3', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.008' }],
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLogging.html',
    'https://attack.mitre.org/techniques/T1562/008/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Turn it on again, and note the gap: for that time other sources have to tell what happened.',
    'See what is in the bucket, and who else could have read it since then.',
  ),
});
