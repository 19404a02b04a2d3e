import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named } from './cloudtrail-wording.ts';

export const cloudtrailEc2PasswordDataRetrieved = defineCloudTrailRule({
  id: 'cloudtrail_ec2_password_data_retrieved',
  description:
    'Somebody fetched, or tried to fetch, the administrator password of a Windows instance.\nFalse positive: an administrator who signs in to a new instance for the first time. Many instances in a row are no such case.',
  where: { eventSource: 'ec2.amazonaws.com', eventName: 'GetPasswordData' },
  when: (cloudTrail) => byCaller(cloudTrail, `password of ${named(cloudTrail, 'instanceId', 'an instance')} fetched`),
  merge: { by: ['arn'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'ec2', 'credential-access'],
  attack: [{ tactic: 'TA0006', technique: 'T1552' }],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetPasswordData.html',
    'https://attack.mitre.org/techniques/T1552/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Count how many instances were asked for: the alert merges an hour of calls of one identity.',
    'If it was not planned: change the passwords, and look for RDP connections in the flow logs.',
  ),
});
