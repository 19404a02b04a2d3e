import { defineRule } from '@streamalert/rules-sdk';
import { alertOn } from '../alert-on.ts';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';

export const oneloginEventsAssumedRole = defineRule({
  id: 'onelogin_events_assumed_role',
  description:
    'An administrator of OneLogin acted as another user, with all applications of that user.\nFalse positive: support for a user, who asked for it.',
  logs: ['onelogin:events'],
  where: { event_type_id: 3 },
  when: ({ record }) =>
    alertOn(`${textAt(record, 'actor_user_name') || 'somebody'} acted as ${textAt(record, 'user_name') || 'a user'}`, {
      source_ip: textAt(record, 'ipaddr'),
    }),
  severity: 'high',
  tags: ['onelogin', 'privilege-escalation'],
  attack: [
    { tactic: 'TA0004', technique: 'T1078.004' },
    { tactic: 'TA0003', technique: 'T1098' },
  ],
  references: [
    'https://developers.onelogin.com/api-docs/1/events/event-types',
    'https://attack.mitre.org/techniques/T1078/004/',
    'https://attack.mitre.org/techniques/T1098/',
  ],
  runbook: steps(
    'Ask the user whether they asked for help.',
    'If not: end the sessions of the administrator and reset their password and factors.',
    'See which applications were opened as that user.',
  ),
});
