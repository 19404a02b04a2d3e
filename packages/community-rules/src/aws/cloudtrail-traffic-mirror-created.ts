import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailTrafficMirrorCreated = defineCloudTrailRule({
  id: 'cloudtrail_traffic_mirror_created',
  description:
    'Somebody set up traffic mirroring: everything an interface sends and receives is copied to another place, unencrypted traffic in the clear.\nFalse positive: a network detection product that is being installed.',
  where: {
    eventSource: 'ec2.amazonaws.com',
    eventName: ['CreateTrafficMirrorTarget', 'CreateTrafficMirrorSession', 'ModifyTrafficMirrorSession'],
  },
  when: (cloudTrail) => succeeded(cloudTrail) && byCaller(cloudTrail, cloudTrail.eventName),
  severity: 'high',
  tags: ['aws', 'ec2', 'network', 'credential-access'],
  attack: [
    { tactic: 'TA0006', technique: 'T1040' },
    { tactic: 'TA0007', technique: 'T1040' },
  ],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateTrafficMirrorSession.html',
    'https://docs.aws.amazon.com/vpc/latest/mirroring/what-is-traffic-mirroring.html',
    'https://attack.mitre.org/techniques/T1040/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Find where the target sends the copies: a load balancer or interface, and whose it is.',
    'Delete the session unless a known sensor receives it.',
  ),
});
