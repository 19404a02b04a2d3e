import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { caller } from './cloudtrail-wording.ts';
import { itemsAt } from './items.ts';
import { publicGroups } from './public-groups.ts';

export const cloudtrailPutBucketAcl = defineCloudTrailRule({
  id: 'cloudtrail_put_bucket_acl',
  description:
    'Somebody gave everybody, or everybody with an AWS account, a right on an S3 bucket.\nFalse positive: a bucket of public downloads.',
  where: { eventName: 'PutBucketAcl' },
  requires: ['requestParameters'],
  when: (cloudTrail) =>
    itemsAt(cloudTrail, 'requestParameters.AccessControlPolicy.AccessControlList.Grant').some((grant) =>
      publicGroups.includes(valueAt(grant, 'Grantee.URI') as string),
    ) && {
      alert: true,
      title: `${valueAt(cloudTrail, 'requestParameters.bucketName') ?? 'a bucket'} by ${caller(cloudTrail)}`,
    },
  severity: 'high',
  tags: ['aws', 's3', 'exposure'],
  attack: [{ tactic: 'TA0009', technique: 'T1530' }],
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html',
    'https://attack.mitre.org/techniques/T1530/',
  ],
  runbook: steps(
    'Remove the grant and turn on Block Public Access for the bucket, unless it is meant to be public.',
    'Then read the access log of the bucket: who listed or fetched what while it was open?',
  ),
});
