import { defineCloudTrailRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { caller } from './cloudtrail-wording.ts';

export const cloudtrailRootAccountUsage = defineCloudTrailRule({
  id: 'cloudtrail_root_account_usage',
  description:
    'Somebody used the root user of the account, which no policy can restrict and no daily task needs. Calls that AWS makes on its behalf are left out.\nFalse positive: one of the few tasks that need root, announced beforehand.',
  where: { 'userIdentity.type': 'Root' },
  requires: ['eventType'],
  when: (cloudTrail) =>
    (valueAt(cloudTrail, 'userIdentity.invokedBy') ?? null) === null &&
    cloudTrail.eventType !== 'AwsServiceEvent' && { alert: true, title: caller(cloudTrail) },
  severity: 'high',
  tags: ['aws', 'iam', 'root'],
  attack: [
    { tactic: 'TA0001', technique: 'T1078.004' },
    { tactic: 'TA0004', technique: 'T1078.004' },
  ],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Ask those who hold the root credentials whether they signed in, and for which of the tasks that need root.',
    'If nobody did: reset the password, delete the access keys of root, check its MFA device, and call AWS Support.',
  ),
});
