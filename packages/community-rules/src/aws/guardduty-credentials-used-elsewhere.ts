import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { isActive, ofFamily, ofFinding } from './guard-duty-findings.ts';

export const guarddutyCredentialsUsedElsewhere = defineRule({
  id: 'guardduty_credentials_used_elsewhere',
  description:
    'Credentials that EC2 gave to an instance are used from outside it: somebody copied them.\nFalse positive: traffic that goes through a network of the company before it reaches AWS.',
  logs: ['guardduty:findings'],
  where: { schemaVersion: '2.0' },
  when: ({ record }) => isActive(record) && ofFamily(record, 'credentials') && ofFinding(record),
  severity: 'critical',
  tags: ['aws', 'guardduty', 'credential-access'],
  attack: [
    { tactic: 'TA0006', technique: 'T1552.005' },
    { tactic: 'TA0001', technique: 'T1078.004' },
  ],
  references: [
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html',
    'https://attack.mitre.org/techniques/T1552/005/',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Open the finding in the GuardDuty console and follow the remediation that AWS gives for its type.',
    'Revoke the sessions of the role of the instance.',
    'Isolate the instance, and find how the credentials were read: a web application that fetches URLs, or a process on it.',
  ),
});
