import { defineCloudTrailRule, getKeys } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller } from './cloudtrail-wording.ts';

/** Families with GPUs or other accelerators, and any family from 16xlarge up. */
const costly =
  /^(?:p\d|g\d|gr\d|trn\d|inf\d|dl\d|vt\d|f\d)[a-z-]*\d*[a-z]*\.|\.(?:1[6-9]|[2-9]\d|\d{3})xlarge$|\.metal/;

export const cloudtrailEc2AcceleratedInstances = defineCloudTrailRule({
  id: 'cloudtrail_ec2_accelerated_instances',
  description:
    'Somebody started, or tried to start, instances with accelerators or of a very large size, as intruders do to mine currency or to train models at the expense of others.\nFalse positive: a team that trains models. Its accounts or roles can be left out in a copy of this rule.',
  where: { eventSource: 'ec2.amazonaws.com', eventName: ['RunInstances', 'RequestSpotInstances', 'CreateFleet'] },
  when: (cloudTrail) => {
    const types = ['instanceType', 'InstanceType'].flatMap((key) => getKeys(cloudTrail.requestParameters ?? {}, key));
    const wanted = types.find((type) => typeof type === 'string' && costly.test(type));
    return wanted !== undefined && byCaller(cloudTrail, `${wanted} started`);
  },
  merge: { by: ['arn'], windowMinutes: 60 },
  severity: 'high',
  tags: ['aws', 'ec2', 'impact', 'cryptomining'],
  attack: [
    { tactic: 'TA0040', technique: 'T1496.001' },
    { tactic: 'TA0005', technique: 'T1578.002' },
  ],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html',
    'https://aws.amazon.com/ec2/instance-types/accelerated-computing/',
    'https://attack.mitre.org/techniques/T1496/001/',
    'https://attack.mitre.org/techniques/T1578/002/',
  ],
  runbook: steps(
    'See who started them, in which region, and whether anybody works there.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'If nobody did: terminate the instances, then find out how the credentials were taken.',
    'Ask AWS Support about the charges.',
  ),
});
