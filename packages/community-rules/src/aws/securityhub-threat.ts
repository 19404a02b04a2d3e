import { defineRule, startsWithAny, valueAt } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { ofSecurityHub } from './security-hub.ts';

export const securityhubThreat = defineRule({
  id: 'securityhub_threat',
  description:
    'A product that reports to Security Hub saw an attack, not just a setting: its finding is of the kind TTPs, Effects or Unusual Behaviors. Those of GuardDuty are left out, as rules of its own report them.\nFalse positive: a scanner or a test of your own.',
  logs: ['securityhub:findings'],
  where: { RecordState: 'ACTIVE', 'Workflow.Status': 'NEW', 'Severity.Label': ['HIGH', 'CRITICAL'] },
  when: ({ record }) => {
    const types = valueAt(record, 'Types');
    const isThreat =
      Array.isArray(types) && types.some((type) => startsWithAny(type, ['TTPs', 'Effects', 'Unusual Behaviors']));
    return isThreat && record['ProductName'] !== 'GuardDuty' && ofSecurityHub(record);
  },
  severity: 'high',
  tags: ['aws', 'securityhub'],
  attack: [{ tactic: 'TA0001', technique: 'T1078.004' }],
  references: [
    'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html',
    'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Open the finding in Security Hub, and in the product that made it.',
    'Follow the remediation it gives.',
    'Set its workflow status when it is explained.',
  ),
});
