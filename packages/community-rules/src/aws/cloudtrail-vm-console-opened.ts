import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, named, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailVmConsoleOpened = defineCloudTrailRule({
  id: 'cloudtrail_vm_console_opened',
  description:
    'Somebody opened a shell on an instance through AWS itself: Session Manager, EC2 Instance Connect or the serial console. None of it needs a key of the host or an open port.\nFalse positive: everyday work where people sign in this way. Then leave the roles of these people out in a copy of this rule; an IAM user or an unknown role stays worth a look.',
  where: { eventName: ['StartSession', 'SendSSHPublicKey', 'SendSerialConsoleSSHPublicKey'] },
  when: (cloudTrail) => {
    const target = named(cloudTrail, 'instanceId', named(cloudTrail, 'target', 'an instance'));
    return succeeded(cloudTrail) && byCaller(cloudTrail, `${cloudTrail.eventName} to ${target}`);
  },
  merge: { by: ['arn'], windowMinutes: 60 },
  severity: 'low',
  tags: ['aws', 'ec2', 'ssm', 'lateral-movement'],
  attack: [
    { tactic: 'TA0008', technique: 'T1021.008' },
    { tactic: 'TA0008', technique: 'T1021.004' },
  ],
  references: [
    'https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartSession.html',
    'https://docs.aws.amazon.com/ec2-instance-connect/latest/APIReference/API_SendSSHPublicKey.html',
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-serial-console.html',
    'https://attack.mitre.org/techniques/T1021/008/',
    'https://attack.mitre.org/techniques/T1021/004/',
  ],
  runbook: steps(
    'See whether the person works on that instance, and from where they usually connect.',
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'For Session Manager read the log of the session, if it is kept; for SSH the log of the host.',
    'If it was not them: deactivate the access key or revoke the sessions of the role.',
  ),
});
