import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailRegionEnabled = defineCloudTrailRule({
  id: 'cloudtrail_region_enabled',
  description:
    'Somebody enabled a region that the account did not use. Guard rails and detectors are often missing there.\nFalse positive: the planned start of work in that region.',
  where: { eventSource: 'account.amazonaws.com', eventName: 'EnableRegion' },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    byCaller(cloudTrail, `region ${named(cloudTrail, 'RegionName', named(cloudTrail, 'regionName', ''))} enabled`),
  severity: 'medium',
  tags: ['aws', 'account', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1535' }],
  references: [
    'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html',
    'https://attack.mitre.org/techniques/T1535/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'List what runs in the region.',
    'Disable it again unless somebody plans to work there.',
  ),
});
