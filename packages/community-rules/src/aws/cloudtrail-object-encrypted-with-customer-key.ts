import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailObjectEncryptedWithCustomerKey = defineCloudTrailRule({
  id: 'cloudtrail_object_encrypted_with_customer_key',
  description:
    'Somebody wrote objects encrypted with a key that they sent along. AWS does not keep such keys: who has it alone can read the objects, and can ask for money.\nFalse positive: an application that has always encrypted in this way. It is rare; name its role in a copy of this rule.',
  where: { eventSource: 's3.amazonaws.com', eventName: ['CopyObject', 'PutObject', 'CreateMultipartUpload'] },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    named(cloudTrail, 'x-amz-server-side-encryption-customer-algorithm', '') !== '' &&
    byCaller(cloudTrail, `${named(cloudTrail, 'bucketName', 'a bucket')} encrypted with a key of the caller`),
  merge: { by: ['bucketName'], windowMinutes: 60 },
  severity: 'critical',
  tags: ['aws', 's3', 'impact', 'ransomware'],
  attack: [{ tactic: 'TA0040', technique: 'T1486' }],
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerSideEncryptionCustomerKeys.html',
    'https://aws.amazon.com/blogs/security/preventing-unintended-encryption-of-amazon-s3-objects/',
    'https://attack.mitre.org/techniques/T1486/',
  ],
  runbook: steps(
    'Revoke the sessions and deactivate the key of the caller at once: every minute encrypts more.',
    'See whether versioning kept the objects as they were, and whether a lifecycle rule is about to delete them.',
    'Block SSE-C for the bucket by policy.',
    'Read everything the same access key did since it was first used, in CloudTrail.',
  ),
});
