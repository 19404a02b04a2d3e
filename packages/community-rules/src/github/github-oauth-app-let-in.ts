import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byActor } from './github.ts';

export const githubOauthAppLetIn = defineRule({
  id: 'github_oauth_app_let_in',
  description:
    'An OAuth application was let into an organization, or all of them were: it can act with the rights of the members who use it.\nFalse positive: an integration that was asked for.',
  logs: ['github:audit'],
  where: { action: ['org.oauth_app_access_approved', 'org.disable_oauth_app_restrictions'] },
  when: ({ record }) =>
    byActor(record, `${textAt(record, 'oauth_application_name') || 'OAuth applications'} let in to`),
  severity: 'low',
  tags: ['github', 'persistence'],
  attack: [{ tactic: 'TA0003', technique: 'T1671' }],
  references: [
    'https://docs.github.com/en/organizations/managing-oauth-access-to-your-organizations-data/about-oauth-app-access-restrictions',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1671/',
  ],
  runbook: steps(
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'See who makes the application and what it asks for.',
    'If it was not planned: deny it, and revoke its tokens.',
  ),
});
