import { dataHasValueFromSubstringList, defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { caller } from './cloudtrail-wording.ts';
import { publicGroups } from './public-groups.ts';

/** Buckets whose objects are public on purpose. */
const ignoredBuckets: ReadonlySet<unknown> = new Set(['example-bucket-to-ignore']);

export const cloudtrailPutObjectAclPublic = defineCloudTrailRule({
  id: 'cloudtrail_put_object_acl_public',
  description:
    'Somebody gave everybody, or everybody with an AWS account, a right on an object in S3.\nFalse positive: a publishing job that makes single objects public.',
  where: { eventName: 'PutObjectAcl' },
  requires: ['requestParameters'],
  when: (cloudTrail) => {
    const bucket = valueAt(cloudTrail, 'requestParameters.bucketName');
    const isPublic = dataHasValueFromSubstringList(cloudTrail.requestParameters ?? undefined, publicGroups);
    if (!isPublic || ignoredBuckets.has(bucket)) return false;
    const key = valueAt(cloudTrail, 'requestParameters.key');
    return { alert: true, title: `${bucket ?? 'a bucket'}/${key ?? ''} by ${caller(cloudTrail)}` };
  },
  severity: 'medium',
  tags: ['aws', 's3', 'exposure'],
  attack: [{ tactic: 'TA0009', technique: 'T1530' }],
  references: [
    'https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html',
    'https://attack.mitre.org/techniques/T1530/',
  ],
  runbook: steps(
    'Remove the grant from the object unless its owner meant to publish it, and turn on Block Public Access for the bucket.',
    'The data events of the bucket tell whether somebody fetched it.',
  ),
});
