import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubDisableTwoFactorRequirementUser = defineRule({
  id: 'github_disable_two_factor_requirement_user',
  description:
    'Somebody turned off the second factor of an account.\nFalse positive: a user who changes phones; they turn it on again within the hour.',
  logs: ['ghe:general', 'github:audit'],
  where: { action: ['two_factor_authentication.disabled'] },
  when: ({ record }) => byActor(record, 'second factor off for'),
  severity: 'medium',
  tags: ['github', 'mfa', 'defense-evasion'],
  attack: [
    { tactic: 'TA0005', technique: 'T1556.006' },
    { tactic: 'TA0003', technique: 'T1556.006' },
  ],
  references: [
    'https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-two-factor-authentication-for-your-organization/requiring-two-factor-authentication-in-your-organization',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1556/006/',
  ],
  runbook: steps(
    'Ask the user whether they did it.',
    'If not: reset their password, end their sessions, revoke their tokens and keys.',
    'See that the second factor is on again.',
  ),
});
