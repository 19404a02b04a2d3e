import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byActor } from './github.ts';

export const githubSiteAdminUserPromotion = defineRule({
  id: 'github_site_admin_user_promotion',
  description:
    'A user of GitHub Enterprise became site administrator: they may see every repository and act as every user.\nFalse positive: a new member of the team that runs the site.',
  logs: ['ghe:general'],
  where: { action: 'user.promote' },
  when: ({ record }) => byActor(record, `${textAt(record, 'user') || 'a user'} promoted in`),
  severity: 'high',
  tags: ['github', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098' },
    { tactic: 'TA0004', technique: 'T1098' },
  ],
  references: [
    'https://docs.github.com/en/enterprise-server@latest/admin/managing-accounts-and-repositories/managing-users-in-your-enterprise/promoting-or-demoting-a-site-administrator',
    'https://attack.mitre.org/techniques/T1098/',
  ],
  runbook: steps(
    'Ask the actor and the team that runs the site.',
    'If nobody knows of it: demote the user, and treat the account of the actor as taken.',
    'Read what the new administrator did since then.',
  ),
});
