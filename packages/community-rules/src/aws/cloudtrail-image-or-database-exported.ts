import { defineCloudTrailRule, getFirstKey } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailImageOrDatabaseExported = defineCloudTrailRule({
  id: 'cloudtrail_image_or_database_exported',
  description:
    'Somebody exported a machine image, an instance or a database snapshot to a bucket, from where it can be downloaded whole.\nFalse positive: a migration off the cloud, or an export for analysis that runs by schedule.',
  where: { eventName: ['ExportImage', 'CreateInstanceExportTask', 'CreateStoreImageTask', 'StartExportTask'] },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    byCaller(
      cloudTrail,
      `${cloudTrail.eventName} to ${getFirstKey(cloudTrail.requestParameters ?? {}, 's3BucketName') ?? getFirstKey(cloudTrail.requestParameters ?? {}, 's3Bucket') ?? getFirstKey(cloudTrail.requestParameters ?? {}, 'bucket') ?? 'a bucket'}`,
    ),
  severity: 'medium',
  tags: ['aws', 'ec2', 'rds', 'exfiltration'],
  attack: [
    { tactic: 'TA0010', technique: 'T1537' },
    { tactic: 'TA0009', technique: 'T1530' },
  ],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ExportImage.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StartExportTask.html',
    'https://attack.mitre.org/techniques/T1537/',
    'https://attack.mitre.org/techniques/T1530/',
  ],
  runbook: steps(
    'See whose bucket it is, and who can read it.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Cancel the task unless its owner confirms it, and delete what was written.',
  ),
});
