import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byDuoUser } from './duo.ts';

export const duoPushRefused = defineRule({
  id: 'duo_push_refused',
  description:
    'A user refused an authentication without calling it fraud. Who gets pushes they did not ask for has a password that somebody else knows.\nFalse positive: a user who pressed the wrong button.',
  logs: ['duo:authentication', 'duo:authentication_v2'],
  whereByLog: {
    'duo:authentication': { result: 'FAILURE', reason: ['User mistake', 'User cancelled'] },
    'duo:authentication_v2': {
      result: ['denied', 'failure'],
      reason: ['user_mistake', 'user_cancelled', 'deny_unenrolled_user'],
    },
  },
  when: ({ record }) => byDuoUser(record, 'authentication refused'),
  severity: 'low',
  tags: ['duo', 'mfa', 'credential-access'],
  attack: [{ tactic: 'TA0006', technique: 'T1621' }],
  references: ['https://duo.com/docs/adminapi#authentication-logs', 'https://attack.mitre.org/techniques/T1621/'],
  runbook: steps(
    'Call the user: did they try to sign in?',
    'If not: change their password and end their sessions.',
    'Search for other sign-ins from the same address.',
  ),
});
