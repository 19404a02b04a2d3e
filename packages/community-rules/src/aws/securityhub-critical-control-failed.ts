import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { ofSecurityHub } from './security-hub.ts';

export const securityhubCriticalControlFailed = defineRule({
  id: 'securityhub_critical_control_failed',
  description:
    'A control of Security Hub that is critical failed: a resource is open to the internet, or the root user has no second factor.\nFalse positive: a resource that is public by design; suppress the finding in Security Hub, with the reason.',
  logs: ['securityhub:findings'],
  where: {
    RecordState: 'ACTIVE',
    'Workflow.Status': 'NEW',
    'Compliance.Status': 'FAILED',
    'Severity.Label': 'CRITICAL',
  },
  when: ({ record }) => ofSecurityHub(record),
  merge: { by: ['GeneratorId', 'AwsAccountId'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['aws', 'securityhub', 'exposure'],
  attack: [
    { tactic: 'TA0001', technique: 'T1190' },
    { tactic: 'TA0009', technique: 'T1530' },
  ],
  references: [
    'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html',
    'https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-controls-reference.html',
    'https://attack.mitre.org/techniques/T1190/',
    'https://attack.mitre.org/techniques/T1530/',
  ],
  runbook: steps(
    'Read what the control asks for (Remediation.Recommendation.Url).',
    'Find the owner of the resource and have it repaired, or suppress the finding with the reason.',
    'See who reached the resource while it was open.',
  ),
});
