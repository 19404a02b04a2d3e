import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byOktaActor } from './okta.ts';

export const oktaPushRefused = defineRule({
  id: 'okta_push_refused',
  description:
    'A user refused a push of Okta Verify. Who gets pushes they did not ask for has a password that somebody else knows.\nFalse positive: a user who pressed the wrong button. The alert merges an hour, so that a row of them is one alert.',
  logs: ['okta:logevents'],
  where: { eventType: ['user.mfa.okta_verify.deny_push'] },
  when: ({ record }) => byOktaActor(record, 'push refused'),
  merge: { by: ['alternateId'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['okta', 'mfa', 'credential-access'],
  attack: [{ tactic: 'TA0006', technique: 'T1621' }],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1621/',
  ],
  runbook: steps(
    'Call the user: did they try to sign in?',
    'If not: change their password and end their sessions.',
    'Search for other sign-ins from the same address.',
  ),
});
