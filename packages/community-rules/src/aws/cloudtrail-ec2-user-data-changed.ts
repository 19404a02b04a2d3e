import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailEc2UserDataChanged = defineCloudTrailRule({
  id: 'cloudtrail_ec2_user_data_changed',
  description:
    'Somebody changed the start-up script of an instance. It runs as root when the instance starts next, so an intruder stops and starts the instance to get in.\nFalse positive: a migration that changes scripts by hand; instances made by infrastructure code are replaced instead.',
  where: { eventSource: 'ec2.amazonaws.com', eventName: 'ModifyInstanceAttribute' },
  requires: ['requestParameters.userData'],
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    byCaller(cloudTrail, `user data of ${named(cloudTrail, 'instanceId', 'an instance')} changed`),
  severity: 'medium',
  tags: ['aws', 'ec2', 'execution'],
  attack: [
    { tactic: 'TA0002', technique: 'T1651' },
    { tactic: 'TA0004', technique: 'T1078.004' },
  ],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html',
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyInstanceAttribute.html',
    'https://attack.mitre.org/techniques/T1651/',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Read the script: DescribeInstanceAttribute with userData, decoded from Base64.',
    'See whether the instance was stopped and started since then; if so, isolate it and treat its role as stolen.',
  ),
});
