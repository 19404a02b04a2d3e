import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { isActive, ofFamily, ofFinding } from './guard-duty-findings.ts';

export const guarddutyAttackSequence = defineRule({
  id: 'guardduty_attack_sequence',
  description:
    'GuardDuty put several findings together: they are steps of one attack.\nFalse positive: a penetration test.',
  logs: ['guardduty:findings'],
  where: { schemaVersion: '2.0' },
  when: ({ record }) => isActive(record) && ofFamily(record, 'attackSequence') && ofFinding(record),
  severity: 'critical',
  tags: ['aws', 'guardduty', 'incident'],
  attack: [{ tactic: 'TA0001', technique: 'T1078.004' }],
  references: [
    'https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Open the finding in the GuardDuty console and follow the remediation that AWS gives for its type.',
    'Take it for an incident: name somebody who leads.',
    'Isolate what is named in the sequence, in the order of its signals.',
  ),
});
