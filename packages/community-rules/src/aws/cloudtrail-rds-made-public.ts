import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailRdsMadePublic = defineCloudTrailRule({
  id: 'cloudtrail_rds_made_public',
  description:
    'Somebody made a database reachable from the internet.\nFalse positive: a short-lived database of a test in a sandbox account.',
  where: {
    eventSource: 'rds.amazonaws.com',
    eventName: [
      'CreateDBInstance',
      'ModifyDBInstance',
      'CreateDBCluster',
      'RestoreDBInstanceFromDBSnapshot',
      'RestoreDBInstanceToPointInTime',
    ],
    'requestParameters.publiclyAccessible': true,
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    byCaller(cloudTrail, `${named(cloudTrail, 'dBInstanceIdentifier', 'a database')} made public`),
  severity: 'high',
  tags: ['aws', 'rds', 'exposure'],
  attack: [
    { tactic: 'TA0001', technique: 'T1133' },
    { tactic: 'TA0003', technique: 'T1133' },
  ],
  references: [
    'https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html',
    'https://attack.mitre.org/techniques/T1133/',
  ],
  runbook: steps(
    'See whether a security group still holds the door.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Set PubliclyAccessible to false, change the password, and read the log of connections since then.',
  ),
});
