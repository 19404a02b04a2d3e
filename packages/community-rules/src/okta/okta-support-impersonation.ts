import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { textAt } from '../text-at.ts';
import { byOktaActor } from './okta.ts';

export const oktaSupportImpersonation = defineRule({
  id: 'okta_support_impersonation',
  description:
    'Somebody of Okta acts in this organization as an administrator, or was allowed to. It happens on request alone.\nFalse positive: an open case with the support of Okta.',
  logs: ['okta:logevents'],
  where: {
    eventType: [
      'user.session.impersonation.grant',
      'user.session.impersonation.initiate',
      'user.session.impersonation.extend',
    ],
    'outcome.result': 'SUCCESS',
  },
  when: ({ record }) => byOktaActor(record, textAt(record, 'eventType')),
  severity: 'high',
  tags: ['okta', 'trusted-relationship'],
  attack: [
    { tactic: 'TA0001', technique: 'T1199' },
    { tactic: 'TA0004', technique: 'T1078.004' },
  ],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1199/',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Ask the identity team for the number of the case.',
    'If there is none: revoke the grant at once and call Okta.',
    'Read everything the session did.',
  ),
});
