import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { inNoFamily, isActive, ofFinding } from './guard-duty-findings.ts';

export const guarddutyOtherFinding = defineRule({
  id: 'guardduty_other_finding',
  description:
    'Amazon GuardDuty reported a finding of medium severity or more that no other rule is about.\nFalse positive: a scanner or a test of your own, which a suppression rule in GuardDuty can name.',
  logs: ['guardduty:findings'],
  where: { schemaVersion: '2.0' },
  when: ({ record }) => isActive(record) && inNoFamily(record) && ofFinding(record),
  severity: 'medium',
  tags: ['aws', 'guardduty'],
  attack: [{ tactic: 'TA0001', technique: 'T1078.004' }],
  references: [
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Open the finding in the GuardDuty console and follow the remediation that AWS gives for its type.',
    'Archive it there when it is explained.',
  ),
});
