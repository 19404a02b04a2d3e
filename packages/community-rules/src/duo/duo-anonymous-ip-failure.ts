import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byDuoUser } from './duo.ts';

export const duoAnonymousIpFailure = defineRule({
  id: 'duo_anonymous_ip_failure',
  description:
    'Duo turned an authentication down because it came through an anonymizer: Tor, a proxy, or a public VPN. Whoever it was had the password.\nFalse positive: somebody who uses such a VPN in private.',
  logs: ['duo:authentication', 'duo:authentication_v2'],
  whereByLog: {
    'duo:authentication': { result: 'FAILURE', reason: 'Anonymous IP' },
    'duo:authentication_v2': { result: ['failure', 'denied'], reason: 'anonymous_ip' },
  },
  when: ({ record }) => byDuoUser(record, 'sign-in through an anonymizer'),
  severity: 'medium',
  tags: ['duo', 'initial-access'],
  attack: [
    { tactic: 'TA0001', technique: 'T1078' },
    { tactic: 'TA0011', technique: 'T1090.003' },
  ],
  references: [
    'https://duo.com/docs/authlog',
    'https://duo.com/docs/policy#anonymous-networks',
    'https://attack.mitre.org/techniques/T1078/',
    'https://attack.mitre.org/techniques/T1090/003/',
  ],
  runbook: steps(
    'Ask the user whether they tried to sign in.',
    'If not: change their password, which somebody knows, and end their sessions.',
    'Search for other sign-ins from the same address.',
  ),
});
