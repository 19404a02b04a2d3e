import { defineRule } from '@streamalert/rules-sdk';
import { steps } from '../steps.ts';
import { byPerson } from './onepassword.ts';

export const onepasswordSignInStoppedByFirewall = defineRule({
  id: 'onepassword_sign_in_stopped_by_firewall',
  description:
    'A sign-in was stopped because of where it came from: a country, an address or an anonymizer that the company does not allow.\nFalse positive: a person who travels.',
  logs: ['onepassword:signin_attempts'],
  where: { category: 'firewall_failed' },
  when: ({ record }) => byPerson(record, 'sign-in stopped by the firewall'),
  merge: { by: ['email'], windowMinutes: 60 },
  severity: 'medium',
  tags: ['1password', 'initial-access'],
  attack: [{ tactic: 'TA0001', technique: 'T1078.004' }],
  references: [
    'https://developer.1password.com/docs/events-api/sign-in-attempts/',
    'https://attack.mitre.org/techniques/T1078/004/',
  ],
  runbook: steps(
    'Call the person: was it them?',
    'If not: have them change their password; the attempt may have had it.',
    'See whether other accounts were tried from the same address.',
  ),
});
