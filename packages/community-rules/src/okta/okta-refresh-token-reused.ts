import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byOktaActor } from './okta.ts';

export const oktaRefreshTokenReused = defineRule({
  id: 'okta_refresh_token_reused',
  description:
    'A refresh token was used twice: two parties have it, and one of them copied it.\nFalse positive: a client that lost the answer to its first request, on a bad line.',
  logs: ['okta:logevents'],
  where: { eventType: ['app.oauth2.token.detect_reuse', 'app.oauth2.as.token.detect_reuse'] },
  when: ({ record }) => byOktaActor(record, 'refresh token reused'),
  merge: { by: ['alternateId'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['okta', 'credential-access'],
  attack: [
    { tactic: 'TA0006', technique: 'T1528' },
    { tactic: 'TA0005', technique: 'T1550.001' },
  ],
  references: [
    'https://developer.okta.com/docs/reference/api/event-types/',
    'https://attack.mitre.org/techniques/T1528/',
    'https://attack.mitre.org/techniques/T1550/001/',
  ],
  runbook: steps(
    'See which application and user the token belongs to.',
    'Revoke the tokens of the user for that application.',
    'Compare the addresses of the two uses: if they differ by country, treat the device as taken.',
  ),
});
