import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubDisableTwoFactorRequirementOrg = defineRule({
  id: 'github_disable_two_factor_requirement_org',
  description:
    'Somebody let members of an organization do without a second factor.\nFalse positive: none in daily work.',
  logs: ['ghe:general', 'github:audit'],
  where: { action: ['org.disable_two_factor_requirement'] },
  when: ({ record }) => byActor(record, 'two factors no longer required in'),
  severity: 'high',
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
    'Require two factors again.',
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'List members without a second factor, and look at their sessions since then.',
  ),
});
