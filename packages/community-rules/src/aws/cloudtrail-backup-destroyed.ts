import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailBackupDestroyed = defineCloudTrailRule({
  id: 'cloudtrail_backup_destroyed',
  description:
    'Somebody deleted backups: recovery points, a vault, or the plan that makes them. Who wants a ransom does this first.\nFalse positive: recovery points that are deleted by hand to save money.',
  where: {
    eventSource: 'backup.amazonaws.com',
    eventName: ['DeleteRecoveryPoint', 'DeleteBackupVault', 'DeleteBackupPlan', 'DeleteBackupVaultLockConfiguration'],
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    textAt(cloudTrail, 'userIdentity.invokedBy') !== 'backup.amazonaws.com' &&
    byCaller(cloudTrail, `${cloudTrail.eventName} ${named(cloudTrail, 'backupVaultName', '')}`.trimEnd()),
  merge: { by: ['arn'], windowMinutes: 30 },
  severity: 'high',
  tags: ['aws', 'backup', 'impact', 'ransomware'],
  attack: [{ tactic: 'TA0040', technique: 'T1490' }],
  references: [
    'https://docs.aws.amazon.com/aws-backup/latest/devguide/deleting-backups.html',
    'https://attack.mitre.org/techniques/T1490/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'See which backups are left, and lock the vault.',
    'If it was not planned, expect the data itself to be next: revoke the sessions of the caller.',
  ),
});
