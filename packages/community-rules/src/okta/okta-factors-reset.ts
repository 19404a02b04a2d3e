import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byOktaActor, targetsOf } from './okta.ts';

export const oktaFactorsReset = defineRule({
  id: 'okta_factors_reset',
  description:
    'All factors of an account were reset: whoever knows its password can now enroll a factor of their own. Help desks are called for this by intruders.\nFalse positive: a user who lost their phone, with a ticket.',
  logs: ['okta:logevents'],
  where: { eventType: ['user.mfa.factor.reset_all'], 'outcome.result': 'SUCCESS' },
  when: ({ record }) => byOktaActor(record, `factors of ${targetsOf(record)[0] ?? 'a user'} reset`),
  severity: 'medium',
  tags: ['okta', 'mfa', 'persistence'],
  attack: [
    { tactic: 'TA0003', technique: 'T1556.006' },
    { tactic: 'TA0006', technique: 'T1556.006' },
  ],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1556/006/',
  ],
  runbook: steps(
    'Call the user at a number you have: did they ask for it?',
    'If not: reset the password, end all sessions, and remove what was enrolled since.',
    'Ask the administrator how the caller was identified.',
  ),
});
