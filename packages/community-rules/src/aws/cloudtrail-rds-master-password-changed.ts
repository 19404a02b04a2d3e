import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailRdsMasterPasswordChanged = defineCloudTrailRule({
  id: 'cloudtrail_rds_master_password_changed',
  description:
    'Somebody set a new master password on a database: with it they can sign in, whatever users the database itself has.\nFalse positive: the rotation of passwords, which a role of its own does.',
  where: { eventSource: 'rds.amazonaws.com', eventName: ['ModifyDBInstance', 'ModifyDBCluster'] },
  requires: ['requestParameters.masterUserPassword'],
  when: (cloudTrail) => {
    const database = named(cloudTrail, 'dBInstanceIdentifier', named(cloudTrail, 'dBClusterIdentifier', 'a database'));
    return succeeded(cloudTrail) && byCaller(cloudTrail, `master password of ${database} changed`);
  },
  severity: 'medium',
  tags: ['aws', 'rds', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098' },
    { tactic: 'TA0006', technique: 'T1555.006' },
  ],
  references: [
    'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html',
    'https://attack.mitre.org/techniques/T1098/',
    'https://attack.mitre.org/techniques/T1555/006/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'If it was not planned: set another password, close the sessions of the master user, and read the audit log of the database.',
    'If nobody did: deactivate the access key or revoke the sessions of the role.',
  ),
});
