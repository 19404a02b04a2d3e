import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byActor } from './github.ts';

export const githubOauthApplicationCreate = defineRule({
  id: 'github_oauth_application_create',
  description:
    'Somebody registered an OAuth application: who signs in to it gives it a token for their repositories.\nFalse positive: a developer who tries an integration.',
  logs: ['ghe:general', 'github:audit'],
  where: { action: ['oauth_application.create'] },
  when: ({ record }) => byActor(record, 'OAuth application made in'),
  severity: 'low',
  tags: ['github', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1671' },
    { tactic: 'TA0006', technique: 'T1528' },
  ],
  references: [
    'https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/creating-an-oauth-app',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1671/',
    'https://attack.mitre.org/techniques/T1528/',
  ],
  runbook: steps(
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'Look at its callback URL: does it belong to the company?',
    'If not: delete the application and revoke its tokens.',
  ),
});
