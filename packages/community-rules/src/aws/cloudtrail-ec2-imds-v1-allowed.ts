import { defineCloudTrailRule, getFirstKey } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailEc2ImdsV1Allowed = defineCloudTrailRule({
  id: 'cloudtrail_ec2_imds_v1_allowed',
  description:
    'Somebody let an instance hand out its credentials to requests without a session token again. A web application that can be made to fetch a URL then gives away the role of the instance.\nFalse positive: old software that cannot do otherwise; it should be known by name.',
  where: { eventSource: 'ec2.amazonaws.com', eventName: 'ModifyInstanceMetadataOptions' },
  when: (cloudTrail) =>
    succeeded(cloudTrail) &&
    ['httpTokens', 'HttpTokens'].some((key) => getFirstKey(cloudTrail.requestParameters ?? {}, key) === 'optional') &&
    byCaller(
      cloudTrail,
      `IMDSv1 of ${getFirstKey(cloudTrail.requestParameters ?? {}, 'InstanceId') ?? 'an instance'} allowed`,
    ),
  severity: 'medium',
  tags: ['aws', 'ec2', 'credential-access'],
  attack: [
    { tactic: 'TA0006', technique: 'T1552.005' },
    { tactic: 'TA0005', technique: 'T1578.005' },
  ],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html',
    'https://attack.mitre.org/techniques/T1552/005/',
    'https://attack.mitre.org/techniques/T1578/005/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Set HttpTokens to required again.',
    'Look for calls with the credentials of the instance from other addresses than its own.',
  ),
});
