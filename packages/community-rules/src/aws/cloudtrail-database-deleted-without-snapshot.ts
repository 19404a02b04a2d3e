import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailDatabaseDeletedWithoutSnapshot = defineCloudTrailRule({
  id: 'cloudtrail_database_deleted_without_snapshot',
  description:
    'Somebody deleted a database and kept no last snapshot of it.\nFalse positive: a test database that a deployment takes down.',
  where: {
    eventSource: 'rds.amazonaws.com',
    eventName: ['DeleteDBInstance', 'DeleteDBCluster'],
    'requestParameters.skipFinalSnapshot': true,
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    byCaller(
      cloudTrail,
      `${named(cloudTrail, 'dBInstanceIdentifier', named(cloudTrail, 'dBClusterIdentifier', 'a database'))} deleted without snapshot`,
    ),
  severity: 'medium',
  tags: ['aws', 'rds', 'impact'],
  attack: [{ tactic: 'TA0040', technique: 'T1485' }],
  references: [
    'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBInstance.html',
    'https://attack.mitre.org/techniques/T1485/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'See whether automated backups of it are kept, and restore from the last.',
    'If nobody did: deactivate the access key or revoke the sessions of the role.',
  ),
});
