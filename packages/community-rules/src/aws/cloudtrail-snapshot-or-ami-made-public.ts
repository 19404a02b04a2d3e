import { type CloudTrailEvent, defineCloudTrailRule, getFirstKey, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { caller } from './cloudtrail-wording.ts';
import { itemsAt } from './items.ts';

/** What makes each call public, by its name. */
const exposures: Readonly<Record<string, (cloudTrail: CloudTrailEvent) => boolean>> = {
  ModifyImageAttribute: (cloudTrail) =>
    valueAt(cloudTrail, 'requestParameters.attributeType') === 'launchPermission' &&
    addsEverybody(cloudTrail, 'requestParameters.launchPermission'),
  ModifySnapshotAttribute: (cloudTrail) =>
    valueAt(cloudTrail, 'requestParameters.attributeType') === 'CREATE_VOLUME_PERMISSION' &&
    addsEverybody(cloudTrail, 'requestParameters.createVolumePermission'),
  ModifyDBClusterSnapshotAttribute: (cloudTrail) => {
    const values = valueAt(cloudTrail, 'requestParameters.valuesToAdd');
    return Array.isArray(values) && values.includes('all');
  },
};

function addsEverybody(cloudTrail: CloudTrailEvent, permission: string): boolean {
  return itemsAt(cloudTrail, `${permission}.add.items`).some((item) => valueAt(item, 'group') === 'all');
}

function sharedThing({ requestParameters }: CloudTrailEvent): string {
  const ids = ['snapshotId', 'imageId', 'dBClusterSnapshotIdentifier'];
  const id = ids.map((key) => getFirstKey(requestParameters ?? undefined, key)).find((found) => found !== undefined);
  return typeof id === 'string' ? id : 'a snapshot';
}

export const cloudtrailSnapshotOrAmiMadePublic = defineCloudTrailRule({
  id: 'cloudtrail_snapshot_or_ami_made_public',
  description:
    'Somebody let every AWS account copy a disk snapshot, a database snapshot or a machine image.\nFalse positive: a vendor that publishes images for its customers.',
  where: { eventName: Object.keys(exposures) },
  when: (cloudTrail) =>
    exposures[cloudTrail.eventName]?.(cloudTrail) === true && {
      alert: true,
      title: `${sharedThing(cloudTrail)} by ${caller(cloudTrail)}`,
    },
  severity: 'high',
  tags: ['aws', 'ec2', 'rds', 'exposure', 'exfiltration'],
  attack: [{ tactic: 'TA0010', technique: 'T1537' }],
  references: [
    'https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html',
    'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-share-snapshot.html',
    'https://attack.mitre.org/techniques/T1537/',
  ],
  runbook: steps(
    'Take the permission of the group "all" back at once.',
    'Assume that a copy exists: replace the keys on the disk, find out whose data it holds, and ask the owner of the calling identity why it was shared.',
  ),
});
