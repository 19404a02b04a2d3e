import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byAccount, eventsNamed, parameter } from './gsuite.ts';

export const gsuiteAdminRoleGranted = defineRule({
  id: 'gsuite_admin_role_granted',
  description: 'A user was given a role of an administrator.\nFalse positive: a new member of the IT team.',
  logs: ['gsuite:reports'],
  where: { 'id.applicationName': 'admin' },
  when: ({ record }) => {
    const event = eventsNamed(record, ['ASSIGN_ROLE', 'GRANT_ADMIN_PRIVILEGE', 'GRANT_DELEGATED_ADMIN_PRIVILEGES'])[0];
    return (
      event !== undefined &&
      byAccount(
        record,
        `${parameter(event, 'ROLE_NAME') ?? 'administrator'} to ${parameter(event, 'USER_EMAIL') ?? 'somebody'}`,
      )
    );
  },
  severity: 'high',
  tags: ['google-workspace', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.003' },
    { tactic: 'TA0004', technique: 'T1098.003' },
  ],
  references: [
    'https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-delegated-admin-settings',
    'https://attack.mitre.org/techniques/T1098/003/',
  ],
  runbook: steps(
    'Ask the person behind the account, not by mail.',
    'See which role it is: _SEED_ADMIN_ROLE is super administrator.',
    'If it was not planned: take the role away, and treat both accounts as taken.',
  ),
});
