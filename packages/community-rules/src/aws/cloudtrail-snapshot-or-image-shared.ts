import { type CloudTrailEvent, defineCloudTrailRule, type Json, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { accountOf, byCaller, named, succeeded } from './cloudtrail-wording.ts';
import { itemsAt } from './items.ts';

/** Accounts that a call adds; everybody is the subject of `cloudtrail_snapshot_or_ami_made_public`. */
function addedAccounts(cloudTrail: CloudTrailEvent): readonly string[] {
  const added = ['createVolumePermission', 'launchPermission'].flatMap((key) =>
    itemsAt(cloudTrail, `requestParameters.${key}.add.items`).map((item) => valueAt(item, 'userId')),
  );
  const values = valueAt(cloudTrail, 'requestParameters.valuesToAdd');
  return [...added, ...(Array.isArray(values) ? (values as readonly Json[]) : [])].filter(
    (account) => typeof account === 'string' && /^\d{12}$/.test(account),
  ) as string[];
}

export const cloudtrailSnapshotOrImageShared = defineCloudTrailRule({
  id: 'cloudtrail_snapshot_or_image_shared',
  description:
    'Somebody gave another account a snapshot or an image: it can be copied and mounted there, with all that is on the disk or in the database.\nFalse positive: backups and golden images that are shared inside an organization. Put the numbers of your own accounts into a copy of this rule.',
  where: {
    eventName: [
      'ModifySnapshotAttribute',
      'ModifyImageAttribute',
      'ModifyDBSnapshotAttribute',
      'ModifyDBClusterSnapshotAttribute',
    ],
  },
  when: (cloudTrail) => {
    const strangers = addedAccounts(cloudTrail).filter((account) => account !== accountOf(cloudTrail));
    if (!succeeded(cloudTrail) || strangers.length === 0) return false;
    const what = ['snapshotId', 'imageId', 'dBSnapshotIdentifier', 'dBClusterSnapshotIdentifier']
      .map((key) => named(cloudTrail, key, ''))
      .find(Boolean);
    return byCaller(cloudTrail, `${what ?? 'a snapshot'} shared with ${strangers.join(', ')}`);
  },
  severity: 'high',
  tags: ['aws', 'ec2', 'rds', 'exfiltration', 'cross-account'],
  attack: [{ tactic: 'TA0010', technique: 'T1537' }],
  references: [
    'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html',
    'https://attack.mitre.org/techniques/T1537/',
  ],
  runbook: steps(
    'Look the account up in the list of the organization.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'If it is foreign: remove the permission. What was copied already stays copied: find out what was on the disk.',
    'Read everything the same access key did since it was first used, in CloudTrail.',
  ),
});
