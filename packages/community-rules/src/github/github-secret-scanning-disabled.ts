import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubSecretScanningDisabled = defineRule({
  id: 'github_secret_scanning_disabled',
  description:
    'Somebody turned off the scan for secrets, or the check that keeps them from being pushed.\nFalse positive: a repository that is archived.',
  logs: ['github:audit'],
  where: {
    action: [
      'repository_secret_scanning.disable',
      'repository_secret_scanning_push_protection.disable',
      'org.secret_scanning_push_protection_disable',
      'business_secret_scanning.disable',
      'business_secret_scanning_push_protection.disable',
      'business_advanced_security.disabled',
    ],
  },
  when: ({ record }) => byActor(record, 'secret scanning off in'),
  severity: 'medium',
  tags: ['github', 'defense-evasion'],
  attack: [{ tactic: 'TA0005', technique: 'T1562.001' }],
  references: [
    'https://docs.github.com/en/code-security/secret-scanning/introduction/about-secret-scanning',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1562/001/',
  ],
  runbook: steps(
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'Turn it on again unless the owner of the repository confirms it.',
    'Look for secrets in what was pushed since then.',
    'If the actor did not do it: end their sessions, and revoke their tokens and keys.',
  ),
});
