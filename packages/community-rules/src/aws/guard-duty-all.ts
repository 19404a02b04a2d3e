import { defineRule, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { severityOf } from './guard-duty-findings.ts';

export const guardDutyAll = defineRule({
  id: 'guard_duty_all',
  description:
    'Amazon GuardDuty reported a finding. Its type, the resource and the actor are in the record.\nFalse positive: a finding about a scanner or a test of your own, which a suppression rule in GuardDuty can name.',
  logs: ['cloudwatch:events'],
  where: { 'detail-type': 'GuardDuty Finding' },
  when: ({ record }) => {
    const title = valueAt(record, 'detail.title');
    return {
      alert: true,
      severity: severityOf(valueAt(record, 'detail.severity')),
      ...(typeof title === 'string' && { title }),
    };
  },
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
