import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { isActive, ofFamily, ofFinding } from './guard-duty-findings.ts';

export const guarddutyCryptomining = defineRule({
  id: 'guardduty_cryptomining',
  description:
    'An instance, container or function talks to a mining pool.\nFalse positive: a team that researches currencies.',
  logs: ['guardduty:findings'],
  where: { schemaVersion: '2.0' },
  when: ({ record }) => isActive(record) && ofFamily(record, 'mining') && ofFinding(record),
  severity: 'high',
  tags: ['aws', 'guardduty', 'impact', 'cryptomining'],
  attack: [{ tactic: 'TA0040', technique: 'T1496.001' }],
  references: [
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html',
    'https://attack.mitre.org/techniques/T1496/001/',
  ],
  runbook: steps(
    'Open the finding in the GuardDuty console and follow the remediation that AWS gives for its type.',
    'Isolate the instance, and find the process and how it came.',
    'Look for the same in other regions.',
  ),
});
