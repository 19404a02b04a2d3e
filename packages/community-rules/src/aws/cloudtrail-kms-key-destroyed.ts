import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailKmsKeyDestroyed = defineCloudTrailRule({
  id: 'cloudtrail_kms_key_destroyed',
  description:
    'Somebody scheduled an encryption key for deletion, or disabled it: everything encrypted with it becomes unreadable.\nFalse positive: an environment that is taken down; its keys have no data left.',
  where: {
    eventSource: 'kms.amazonaws.com',
    eventName: ['ScheduleKeyDeletion', 'DisableKey', 'DeleteImportedKeyMaterial'],
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) && byCaller(cloudTrail, `${cloudTrail.eventName} of ${named(cloudTrail, 'keyId', 'a key')}`),
  severity: 'high',
  tags: ['aws', 'kms', 'impact'],
  attack: [{ tactic: 'TA0040', technique: 'T1485' }],
  references: [
    'https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html',
    'https://attack.mitre.org/techniques/T1485/',
  ],
  runbook: steps(
    'Call CancelKeyDeletion and EnableKey: both work until the waiting period ends.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'See what is encrypted with the key, from its use in CloudTrail.',
    'If nobody did: deactivate the access key or revoke the sessions of the role.',
  ),
});
