import { defineCloudTrailRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byCaller, succeeded } from './cloudtrail-wording.ts';

export const cloudtrailSerialConsoleEnabled = defineCloudTrailRule({
  id: 'cloudtrail_serial_console_enabled',
  description:
    'Somebody turned on the serial console for the whole account: a way to every instance that no security group stops.\nFalse positive: somebody repairing an instance that does not boot; they turn it off afterwards.',
  where: { eventSource: 'ec2.amazonaws.com', eventName: 'EnableSerialConsoleAccess' },
  when: (cloudTrail) => succeeded(cloudTrail) && byCaller(cloudTrail, 'serial console enabled'),
  severity: 'medium',
  tags: ['aws', 'ec2', 'lateral-movement'],
  attack: [
    { tactic: 'TA0008', technique: 'T1021.008' },
    { tactic: 'TA0005', technique: 'T1578.005' },
  ],
  references: [
    'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configure-access-to-serial-console.html',
    'https://attack.mitre.org/techniques/T1021/008/',
    'https://attack.mitre.org/techniques/T1578/005/',
  ],
  runbook: steps(
    'Ask the person behind the identity in the title whether they made the call, over a channel other than the account itself.',
    'Look for SendSerialConsoleSSHPublicKey since then.',
    'Call DisableSerialConsoleAccess unless somebody is repairing something now.',
  ),
});
