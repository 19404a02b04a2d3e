import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byMember } from './slack.ts';

export const slackOwnerOrAdminAdded = defineRule({
  id: 'slack_owner_or_admin_added',
  description:
    'A member became owner or administrator of a workspace or the organization.\nFalse positive: a new member of the IT team.',
  logs: ['slack:audit'],
  where: { action: ['role_change_to_owner', 'role_change_to_admin', 'owner_transferred'] },
  when: ({ record }) =>
    byMember(record, `${textAt(record, 'entity.user.email') || 'a member'}: ${textAt(record, 'action')}`),
  severity: 'high',
  tags: ['slack', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.003' },
    { tactic: 'TA0004', technique: 'T1098.003' },
  ],
  references: [
    'https://docs.slack.dev/reference/audit-logs-api/methods-actions-reference',
    'https://attack.mitre.org/techniques/T1098/003/',
  ],
  runbook: steps(
    'Ask the person, not through the account itself.',
    'See whether a ticket asks for it.',
    'If not: take the role away, and treat both accounts as taken.',
  ),
});
