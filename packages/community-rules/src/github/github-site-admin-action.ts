import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byActor } from './github.ts';

export const githubSiteAdminAction = defineRule({
  id: 'github_site_admin_action',
  description:
    'A site administrator of GitHub Enterprise used a tool of the site: unlocked a repository, acted as a user, looked at what is private.\nFalse positive: support for a user, who asked for it.',
  logs: ['ghe:general'],
  when: ({ record }) =>
    textAt(record, 'action').startsWith('staff.') && byActor(record, `${textAt(record, 'action')} in`),
  severity: 'medium',
  tags: ['github', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0004', technique: 'T1078' },
    { tactic: 'TA0009', technique: 'T1213.003' },
  ],
  references: [
    'https://docs.github.com/en/enterprise-server@latest/admin/managing-accounts-and-repositories/managing-users-in-your-enterprise/impersonating-a-user',
    'https://attack.mitre.org/techniques/T1078/',
    'https://attack.mitre.org/techniques/T1213/003/',
  ],
  runbook: steps(
    'See what was done, and to whose account or repository.',
    'Ask the administrator for the ticket.',
    'If there is none: treat the account of the administrator as taken.',
  ),
});
