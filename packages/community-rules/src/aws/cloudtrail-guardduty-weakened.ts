import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailGuarddutyWeakened = defineCloudTrailRule({
  id: 'cloudtrail_guardduty_weakened',
  description:
    'Somebody made GuardDuty look away without turning it off: findings archived by a filter, addresses put on the list of trusted ones, accounts taken out.\nFalse positive: a filter for a finding that was looked into; it names one type and one resource.',
  where: {
    eventSource: 'guardduty.amazonaws.com',
    eventName: [
      'CreateFilter',
      'UpdateFilter',
      'CreateIPSet',
      'UpdateIPSet',
      'CreateTrustedEntitySet',
      'DisassociateMembers',
      'DeleteMembers',
      'StopMonitoringMembers',
      'DisassociateFromMasterAccount',
      'DisassociateFromAdministratorAccount',
      'DeletePublishingDestination',
    ],
  },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    (!cloudTrail.eventName.endsWith('Filter') || valueAt(cloudTrail, 'requestParameters.action') === 'ARCHIVE') &&
    byCaller(cloudTrail, `GuardDuty: ${cloudTrail.eventName}`),
  severity: 'high',
  tags: ['aws', 'guardduty', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.001' }],
  references: [
    'https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html',
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_upload-lists.html',
    'https://attack.mitre.org/techniques/T1562/001/',
  ],
  runbook: steps(
    'Read what the filter, the list or the change leaves out.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Undo it unless an analyst made it, and read the archived findings since then.',
  ),
});
