import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byOktaActor, targetsOf } from './okta.ts';

export const oktaAdminRoleGranted = defineRule({
  id: 'okta_admin_role_granted',
  description: 'A user or group was made administrator of Okta.\nFalse positive: a new member of the identity team.',
  logs: ['okta:logevents'],
  where: { eventType: ['user.account.privilege.grant', 'group.privilege.grant'], 'outcome.result': 'SUCCESS' },
  when: ({ record }) =>
    byOktaActor(
      record,
      `${textAt(record, 'debugContext.debugData.privilegeGranted') || 'administrator role'} to ${targetsOf(record)[0] ?? 'somebody'}`,
    ),
  severity: 'high',
  tags: ['okta', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0003', technique: 'T1098.003' },
    { tactic: 'TA0004', technique: 'T1098.003' },
  ],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1098/003/',
  ],
  runbook: steps(
    'Ask the person behind the account, over a channel that does not go through Okta.',
    'See which role it is (debugContext.debugData.privilegeGranted) and whether a ticket asks for it.',
    'If not: take the role away, and treat both accounts as taken.',
  ),
});
