import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byOktaActor } from './okta.ts';

export const oktaSessionThroughAnonymizer = defineRule({
  id: 'okta_session_through_anonymizer',
  description:
    'A session started through an anonymizer: Tor, or a proxy that Okta knows as such.\nFalse positive: a user with a VPN of their own.',
  logs: ['okta:logevents'],
  where: { eventType: ['user.session.start'], 'outcome.result': 'SUCCESS', 'securityContext.isProxy': true },
  when: ({ record }) => byOktaActor(record, 'session through an anonymizer'),
  merge: { by: ['alternateId'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['okta', 'initial-access'],
  attack: [
    { tactic: 'TA0001', technique: 'T1078.004' },
    { tactic: 'TA0011', technique: 'T1090.003' },
  ],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1078/004/',
    'https://attack.mitre.org/techniques/T1090/003/',
  ],
  runbook: steps(
    'Compare with the earlier sign-ins of the user: device, browser, country.',
    'Ask the user.',
    'If it was not them: end the sessions of the account, reset its password and factors, and read what it did since.',
  ),
});
