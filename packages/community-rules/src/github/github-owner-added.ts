import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byActor } from './github.ts';

export const githubOwnerAdded = defineRule({
  id: 'github_owner_added',
  description:
    'Somebody became owner of an organization, or administrator of the enterprise: they may read every repository and change every setting.\nFalse positive: a new lead of the platform team.',
  logs: ['github:audit'],
  where: { action: ['org.add_member', 'org.update_member', 'business.add_admin'] },
  when: ({ record }) =>
    (textAt(record, 'permission') === 'admin' || textAt(record, 'action') === 'business.add_admin') &&
    byActor(record, `${textAt(record, 'user') || 'somebody'} made owner of`),
  severity: 'high',
  tags: ['github', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.003' },
    { tactic: 'TA0004', technique: 'T1098.003' },
  ],
  references: [
    'https://docs.github.com/en/organizations/managing-peoples-access-to-your-organization-with-roles/roles-in-an-organization',
    'https://docs.github.com/en/enterprise-cloud@latest/admin/monitoring-activity-in-your-enterprise/reviewing-audit-logs-for-your-enterprise/audit-log-events-for-your-enterprise',
    'https://attack.mitre.org/techniques/T1098/003/',
  ],
  runbook: steps(
    'Ask the actor, over a channel other than GitHub, whether they did it and why.',
    'See who it is (user) and whether a ticket asks for it.',
    'If not: take the role away, and read what the new owner did.',
    'If the actor did not do it: end their sessions, and revoke their tokens and keys.',
  ),
});
